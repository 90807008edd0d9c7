//! The functions that formulas are made of, in single precision, for GPUs.
//!
//! Built from additions, products, divisions, `floor` and bit patterns alone, since what
//! targets have of their own is off by up to 100 %: Vulkan promises an `exp` to `3 + 2|x|`
//! units in the last place and a `sin` to 2^-11, and no `expm1` or `log1p` at all. No step
//! relies on `fma` being rounded once, and [`kept`] stands where drivers would simplify.
//!
//! Nothing is infinite: what is too large stops at the largest number. The error bounds
//! are in units in the last place where operations are rounded as IEEE 754 has it, and are
//! held by `tests/math.rs`; Vulkan and WebGPU allow 2.5 units for a division. Coefficients
//! are from `tools/coefficients.py`.

mod exponential;
mod logarithm;
mod normal;
mod trigonometric;

use cubecl::prelude::*;
use nonlin::atoms::AtomId;

pub(crate) use exponential::{exp_product, power};
use exponential::{exp_wide, expm1};
use logarithm::{ln, log1p};
use normal::{erf, erfc, normal_cdf};
use trigonometric::{atan, circular};

/// The largest single-precision number.
pub(crate) const LARGEST: f32 = f32::MAX;

/// The constant in all lanes.
#[cube]
pub(crate) fn lit<N: Size>(#[comptime] c: f32) -> Vector<f32, N> {
    Vector::new(f32::new(c))
}

/// A polynomial, its constant term first.
#[cube]
fn polynomial<N: Size>(t: Vector<f32, N>, #[comptime] c: &'static [f32]) -> Vector<f32, N> {
    let mut value = lit::<N>(comptime![c[c.len() - 1]]);
    #[unroll]
    for i in 1..comptime![c.len()] {
        value = value * t + lit::<N>(comptime![c[c.len() - 1 - i]]);
    }
    value
}

/// 2^n for integers `-126 <= n <= 127`.
#[cube]
fn power_of_two<N: Size>(n: Vector<f32, N>) -> Vector<f32, N> {
    let biased = Vector::<i32, N>::cast_from(n) + Vector::new(127);
    Vector::reinterpret(biased << Vector::new(23))
}

/// Between the bounds; for NaN one of them.
#[cube]
pub(crate) fn within<N: Size>(
    x: Vector<f32, N>,
    #[comptime] low: f32,
    #[comptime] high: f32,
) -> Vector<f32, N> {
    min(max(x, lit::<N>(low)), lit::<N>(high))
}

/// The same number, as something that drivers do not see through: without it some add up
/// the factors of `u - a n - b n`, or take `(a - b) + b` for `a`, and the digits are gone.
#[cube]
fn kept<N: Size>(x: Vector<f32, N>) -> Vector<f32, N> {
    within::<N>(x, -3.0e38, 3.0e38)
}

/// One of the functions; what else is an atom is made of them in `atoms.rs`.
#[cube]
pub(crate) fn math<N: Size>(u: Vector<f32, N>, #[comptime] atom: AtomId) -> Vector<f32, N> {
    match atom {
        AtomId::Exp => exp_wide::<N>(u, lit::<N>(0.0)),
        AtomId::Expm1 => expm1::<N>(u),
        AtomId::Ln => ln::<N>(u),
        AtomId::Log1p => log1p::<N>(u),
        AtomId::Erf => erf::<N>(u),
        AtomId::Erfc => erfc::<N>(u),
        AtomId::NormalCdf => normal_cdf::<N>(u),
        AtomId::Sin => circular::<N>(u, 0),
        AtomId::Cos => circular::<N>(u, 1),
        AtomId::Atan => atan::<N>(u),
        _ => unreachable!("an atom that is made of others"),
    }
}
