//! Tests of nonlin-burn on GPU backends.
