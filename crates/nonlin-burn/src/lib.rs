//! Activation functions for Burn.
