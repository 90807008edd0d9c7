//! The catalogue: every function, written once.
//!
//! A family is a file. An entry in it is the formula, its parameters, its source
//! and what must be said about it; [`entry`](self) tells how to add one. All else
//! follows from the formula: kernels, gradients, symbolic derivatives, properties,
//! documentation.
//!
//! Functions that need no kernels of their own are data: an entry in a file of
//! [`tail`](self), whose formula runs as typed ones do.

mod entry;
mod find;
mod gated;
mod interned;
mod parameter;
mod rectifiers;
mod sigmoidal;
mod tail;
mod tanhsoft;
mod zorro;

pub(crate) use entry::MAX_PARAMETERS;
pub(crate) use entry::{
    Body, Data, Formula, JointCheck, Sampling, Table, functions_of_family, optional, trainable,
};
pub use entry::{Function, Reference};
pub use find::{find, functions, tuned_functions};
pub(crate) use find::{nearest_names, plain};
pub(crate) use gated::TWICE_SQRT_2_OVER_PI;
pub(crate) use interned::{interned, leaked};
pub use parameter::{Family, Parameter, Range};
pub use tail::{Clash, clashes};
