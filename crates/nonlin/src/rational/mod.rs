//! Rational units `P(x) / Q(x)` with trainable coefficients: Padé activation units
//! (PAU), their safe versions, and orthogonal Padé units (OPAU) on the classical
//! families, HP-1 and HP-2 among them. They are one mechanism:
//!
//! * a [`Basis`] that numerator and denominator are sums over,
//! * a [`Denominator`] that says how poles are kept away,
//! * a [`Form`]: both with the degrees, as in `safe_opau(basis=legendre,m=5,n=4)`,
//! * a [`Unit`]: a form with coefficients, at single arguments.
//!
//! A form is a [`Function`] like those of the catalogue, with its coefficients as
//! parameters: `hp1(init=gelu)` is an [`Activation`](crate::Activation), and a
//! [`Kernel`](crate::Kernel) runs it over slices, with one set of coefficients for all
//! elements, one per channel or one per group of channels.
//!
//! ```
//! use nonlin::Kernel;
//! use nonlin::rational::Form;
//!
//! let form: Form = "hp1".parse()?;
//! let mut coefficients = vec![0.0; form.coefficients()];
//! (coefficients[1], coefficients[6]) = (1.0, 0.5); // x / (1 + |x| / 2)
//! let kernel = Kernel::new(form.function()?, &coefficients)?;
//! let x = [-2.0f32, 0.0, 2.0];
//! let mut y = [0.0; 3];
//! kernel.forward(&x, &mut y)?;
//! assert_eq!(y, [-1.0, 0.0, 1.0]);
//! # Ok::<(), nonlin::Error>(())
//! ```

#[cfg(doc)]
use crate::Function;

mod basis;
pub(crate) mod dispatch;
mod evaluate;
mod form;
mod formula;
mod function;
mod initial;
mod loops;
mod parse;
pub(crate) mod pieces;
mod poles;
pub(crate) mod prepared;
mod print;
mod unit;

pub use basis::Basis;
pub use form::{Denominator, Form};
pub use function::functions;
pub(crate) use function::{Arguments, function_of, nearest_units, start_named};
pub use unit::Unit;
