//! The truth that `nonlin`'s results are measured against.
//!
//! Activation functions are written here a second time, independently of the
//! library and naively, as in the papers (`x*tanh(exp(x))`), in a small
//! expression language; see `formulas.txt`. They are evaluated in MPFR with
//! their first two derivatives by `x` and the first by each parameter, by
//! forward-mode differentiation. The numbers are balls: each carries a proved
//! bound of its error, and precision grows from 128 to at most 8192 bits until
//! every result is proved to `2^-80` of itself or to `2^-1200` absolutely.
//!
//! ```
//! use nonlin_reference::{Reference, Want, ulp_error_f32};
//!
//! let telu = Reference::get("telu").unwrap();
//! let truth = telu.evaluate(-20.0, &[]);
//! let computed = -20f32 * (-20f32).exp().tanh();
//! assert!(ulp_error_f32(computed, &truth.value) < 3.0);
//!
//! let own = Reference::parse("x*sigmoid(b*x)", &[("b", 1.0)]).unwrap();
//! let swish = Reference::get("swish").unwrap();
//! assert_eq!(
//!     own.evaluate(3.0, &[2.0]).d1.to_f64(),
//!     swish.evaluate_with(3.0, &[2.0], Want::FIRST).d1.to_f64(),
//! );
//! ```
//!
//! # Limits
//!
//! - MPFR's exponents end at ±2^30: `exp(u)` is infinity above `u = 7.4e8` and
//!   zero below its negative. Such infinities and zeros are limits: a zero
//!   absorbs an infinite factor, `tanh(∞) = 1`, `a/∞ = 0`. For functions that
//!   compare an exponential with powers, the limit is right; a formula that
//!   would set two such exponentials against each other (`exp(x)*exp(-x)`) is
//!   not for arguments of that size.
//! - The value at ±∞ is the limit as it shows at ±2^20000 and ±2^40000.
//! - Decimals in formulas are themselves: `1.702*x` is not what a double
//!   computes that starts from the double nearest to 1.702. Parameters are the
//!   doubles they are given as.
//! - Two sides of a comparison that 8192 bits cannot tell apart count as equal.
//! - At a kink, the derivative is that of the branch that `if` selects; `min`
//!   and `max` select their first operand at a tie, and `abs` has slope 0 at 0.

mod ball;
mod compact;
mod evaluate;
mod expression;
mod format;
mod grid;
mod jet;
mod reference;
mod table;
mod want;

pub use compact::{Compact, CompactEvaluation};
pub use evaluate::Evaluation;
pub use expression::ParseError;
pub use format::{
    Format, round_bf16, round_f16, round_f32, round_f64, ulp_error_bf16, ulp_error_f16,
    ulp_error_f32, ulp_error_f64,
};
pub use grid::{all_bf16, all_f16, bit_patterns_f32, bit_patterns_f64, grid_f32, grid_f64};
pub use reference::Reference;
pub use rug;
pub use table::{TableError, parse_table};
pub use want::Want;
