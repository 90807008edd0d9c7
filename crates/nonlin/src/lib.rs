//! Activation functions at the price of ReLU.
//!
//! Each function is one formula. From it follow exact derivatives of any order,
//! fused SIMD kernels for f32, f64, f16 and bf16, gradients by parameters, and the
//! formula as text and LaTeX.
//!
//! ```
//! use nonlin::Activation;
//!
//! let act: Activation = "swish(beta=2)".parse()?;
//! println!("{} = {}", act, act.function().expression());
//!
//! let x = [-2.0f32, -1.0, 0.0, 1.0, 2.0];
//! let mut y = [0.0; 5];
//! act.kernel().forward(&x, &mut y)?;
//!
//! let gy = [1.0; 5];
//! let mut gx = [0.0; 5];
//! act.kernel().backward(&x, &gy, &mut gx)?; // needs the input only
//!
//! assert_eq!(act.derivatives(0.0, 1)?, [0.0, 0.5]);
//! # Ok::<(), nonlin::Error>(())
//! ```
//!
//! * [`tuned_functions`] have kernels of their own, [`functions`] are the whole
//!   catalogue; [`find`] looks a name up.
//! * [`Activation`] is a function with parameter values; it reads and prints
//!   `swish(beta=2)`.
//! * [`Kernel`] runs it over slices, with parameters shared or per channel.
//! * [`rational`] has the trainable rational units: PAU, orthogonal Padé, HP-1, HP-2.
//! * [`vector`] has the operations over a last axis: softmax, gated linear units, maxout.
//! * [`real::Real`] is the algebra that formulas are written in, [`numbers`] what
//!   they can be evaluated in, [`atoms`] what they are made of.

// Vectors have no use there: see `Level`.
#![cfg_attr(unoptimised, allow(dead_code, unused_imports, unused_variables))]

pub mod atoms;
pub mod float;
pub mod formula;
pub mod numbers;
pub mod program;
pub mod rational;
pub mod real;
pub mod vector;
pub mod wide;

mod activation;
mod catalogue;
mod error;
mod kernels;
mod level;
mod properties;

pub use activation::{Activation, parse_list};
pub use catalogue::{
    Clash, Family, Function, Parameter, Range, Reference, clashes, find, functions, tuned_functions,
};
pub use error::{Error, Result};
pub use formula::Formula;
pub use half::{bf16, f16};
pub use kernels::{Channels, Element, Kernel};
pub use level::Level;
pub use program::Expression;
pub use properties::{Kink, Properties, Smoothness};
