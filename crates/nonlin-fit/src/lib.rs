//! Rational units fitted to a function of the catalogue, to any function, or to points.
//!
//! ```
//! use nonlin_fit::{Options, Target, fit};
//!
//! let target = Target::from("tanh".parse::<nonlin::Activation>()?);
//! let options = Options { starts: 2, ..Options::default() };
//! let fitted = fit(&target, "safe_pau".parse()?, &options)?;
//! assert!(fitted.report.max_error < 1e-3);
//! println!("{}", fitted.unit);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The first start solves the linear problem of a small `P - y Q`, the second comes from
//! the AAA algorithm; for the others the denominator is drawn, and the numerator that goes with it is a linear problem. Levenberg and Marquardt's method takes each to a least-squares fit. For the
//! smallest largest error, weights grow where the error is large (Lawson), and a Newton
//! iteration on the extrema (Remez) finishes.

mod aaa;
mod error;
mod exchange;
mod minimax;
mod options;
mod parameters;
mod problem;
mod report;
mod search;
mod target;

pub use error::{Error, Result};
pub use exchange::{Named, read_coefficients, to_json, to_rational_activations};
pub use options::{Norm, Options, Weight};
pub use parameters::{FittedParameters, fit_parameters};
pub use report::Report;
pub use search::{Fitted, fit};
pub use target::{Point, Target, points_from_csv};
