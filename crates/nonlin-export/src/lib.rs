//! Activation functions for other languages: source that compiles or runs as it is, and
//! ONNX models.
//!
//! ```
//! use nonlin_export::{Options, Target, source};
//!
//! let swish = "swish(beta=2)".parse()?;
//! let c = source(&swish, Target::C, &Options::default())?;
//! assert!(c.contains("float swish(float x, float beta)"));
//!
//! let mine = "mine = x*log(1 + exp(x))".parse()?;
//! let python = source(&mine, Target::Jax, &Options::default())?;
//! assert!(python.contains("def mine(x)"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What is printed is the function's program ([`nonlin::program`]), so that whatever is a
//! function can be printed: those of the catalogue, rational units, formulas. Stable forms
//! are kept. Where a language lacks an atom, a small helper is printed with it;
//! `definitions.rs` has them with their bounds.
//!
//! Finite arguments have finite values and derivatives: what overflows becomes the largest
//! finite number. NaN stays NaN, and infinite arguments give the limits where the language
//! has infinities (WGSL has none).
//!
//! | file | what |
//! |---|---|
//! | `operations.rs`, `builder.rs` | programs as they are printed, and how they are written |
//! | `definitions.rs`, `definitions/` | the atoms in arithmetic |
//! | `facts.rs` | which values may be zero or infinite |
//! | `lower.rs`, `rational.rs` | functions as such programs |
//! | `print/` | a file for each language |
//! | `onnx/` | ONNX: messages, native operators, functions of operators |

mod builder;
mod definitions;
mod error;
mod facts;
mod lower;
mod onnx;
mod operations;
mod options;
mod print;
mod rational;
mod target;

use nonlin::Activation;

pub use error::{Error, Result};
pub use options::{Options, Part, Precision};
pub use target::Target;

/// The function as source in the language.
///
/// # Errors
///
/// [`Error::Unsupported`] for [`Target::Onnx`], which is no text, and for a precision that
/// the language does not have; [`Error::Name`] if [`Options::name`] is no identifier.
pub fn source(activation: &Activation, target: Target, options: &Options) -> Result<String> {
    options.check(target)?;
    match target {
        Target::Onnx => Err(Error::Unsupported {
            target,
            reason: "a model is no text; `nonlin_export::onnx` makes its bytes".to_owned(),
        }),
        Target::Latex => Ok(print::latex(activation, options)),
        _ => print::source(activation, target, options),
    }
}

/// The function as an ONNX model of one node, which takes and gives f32 tensors of any
/// size, with as many dimensions as [`Options::rank`] says.
///
/// The node is the operator of the standard where there is one that does the same, and
/// otherwise a function of standard operators that the model brings along. The model says
/// which version of the operators it needs: see [`Options::opset`].
///
/// # Errors
///
/// If the options ask for another precision than f32, or an opset out of range.
pub fn onnx(activation: &Activation, options: &Options) -> Result<Vec<u8>> {
    options.check(Target::Onnx)?;
    onnx::model(activation, options)
}

/// What a file of the target contains: [`source`], or [`onnx`].
///
/// # Errors
///
/// As for these.
pub fn export(activation: &Activation, target: Target, options: &Options) -> Result<Vec<u8>> {
    match target {
        Target::Onnx => onnx(activation, options),
        _ => source(activation, target, options).map(String::into_bytes),
    }
}
