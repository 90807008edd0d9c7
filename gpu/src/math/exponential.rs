//! Exponentials and powers.

use cubecl::prelude::*;

use super::logarithm::{LN_2, LOG1P, unless_negative};
use super::{LARGEST, kept, lit, polynomial, power_of_two, within};

const LOG2_E: f32 = std::f32::consts::LOG2_E;
/// The first 15 bits of ln 2: products with exponents are exact.
const LN_2_HIGH: f32 = 0.693_145_75;
const LN_2_LOW: f32 = 1.428_606_8e-6;
/// `(e^r - 1 - r) / r^2` for `|r| <= ln(2) / 2`.
const EXP: &[f32] =
    &[0.5, 0.166_666_67, 0.041_666_463, 0.008_333_309_6, 0.001_393_368_7, 0.000_198_917_77];

/// The `n` of `u = n ln(2) + r` with `|r| <= ln(2) / 2`.
#[cube]
pub(super) fn exp_turns<N: Size>(u: Vector<f32, N>) -> Vector<f32, N> {
    (u * lit::<N>(LOG2_E) + lit::<N>(0.5)).floor()
}

/// `exp(r + rest) - 1` for the `r` of [`exp_turns`].
#[cube]
pub(super) fn exp_part<N: Size>(
    u: Vector<f32, N>,
    n: Vector<f32, N>,
    rest: Vector<f32, N>,
) -> Vector<f32, N> {
    let r = (kept::<N>(u - n * lit::<N>(LN_2_HIGH)) - n * lit::<N>(LN_2_LOW)) + rest;
    r * r * polynomial::<N>(r, EXP) + r
}

/// `(1 + part) 2^n`, at most the largest number.
#[cube]
pub(super) fn exp_whole<N: Size>(part: Vector<f32, N>, n: Vector<f32, N>) -> Vector<f32, N> {
    // 2^n by itself would leave the range before the result does.
    let half = (n * lit::<N>(0.5)).floor();
    let scaled = (part + lit::<N>(1.0)) * power_of_two::<N>(half) * power_of_two::<N>(n - half);
    min(scaled, lit::<N>(LARGEST))
}

/// `exp(u + rest)`, at most the largest number: 2 units.
#[cube]
pub(super) fn exp_wide<N: Size>(u: Vector<f32, N>, rest: Vector<f32, N>) -> Vector<f32, N> {
    // What remains of a product that overflowed is no number.
    let rest = select_many(u.abs().less_than(&lit::<N>(128.0)), rest, lit::<N>(0.0));
    let u = within::<N>(u, -104.0, 88.722_83);
    let n = exp_turns::<N>(u);
    exp_whole::<N>(exp_part::<N>(u, n, rest), n)
}

/// The number without its last 12 bits: a product of two such is exact.
#[cube]
pub(super) fn upper<N: Size>(x: Vector<f32, N>) -> Vector<f32, N> {
    let bits = Vector::<u32, N>::reinterpret(x);
    Vector::reinterpret(bits & Vector::new(0xffff_f000u32))
}

/// `exp(a b)`, where the rounding of the product, which the exponential would magnify, is
/// made up for: 2 units.
#[cube]
pub(crate) fn exp_product<N: Size>(a: Vector<f32, N>, b: Vector<f32, N>) -> Vector<f32, N> {
    let product = a * b;
    let ah = upper::<N>(a);
    let bh = upper::<N>(b);
    let al = kept::<N>(a - ah);
    let bl = kept::<N>(b - bh);
    let rest = (kept::<N>(ah * bh - product) + ah * bl + al * bh) + al * bl;
    exp_wide::<N>(product, rest)
}

/// `exp(u) - 1`, at most the largest number: 2 units.
#[cube]
pub(super) fn expm1<N: Size>(u: Vector<f32, N>) -> Vector<f32, N> {
    let u = within::<N>(u, -25.0, 88.722_83);
    let n = exp_turns::<N>(u);
    let part = exp_part::<N>(u, n, lit::<N>(0.0));
    // Half of it, since 2^128 would leave the range.
    let scale = power_of_two::<N>(n - lit::<N>(1.0));
    let half = scale * part + kept::<N>(scale - lit::<N>(0.5));
    min(half + half, lit::<N>(LARGEST))
}

/// `a^b` for `a >= 0`; NaN for negative `a`. The error grows with `|b|`.
#[cube]
pub(crate) fn power<N: Size>(a: Vector<f32, N>, b: Vector<f32, N>) -> Vector<f32, N> {
    let tiny = a.less_than(&lit::<N>(f32::MIN_POSITIVE));
    let scaled = select_many(tiny, a * lit::<N>(8_388_608.0), a);
    let bits = Vector::<i32, N>::reinterpret(scaled);
    let exponent = (bits - Vector::new(0x3f2a_aaab)) >> Vector::new(23);
    let f = Vector::<f32, N>::reinterpret(bits - (exponent << Vector::new(23))) - lit::<N>(1.0);
    let k = Vector::<f32, N>::cast_from(exponent);
    let k = select_many(tiny, k - lit::<N>(23.0), k);
    // e^(b k ln 2) e^(b ln m): what the first loses of its product is added to the second.
    let rest = f * f * polynomial::<N>(f, LOG1P) + f;
    let main = within::<N>(b * (k * lit::<N>(LN_2) + rest), -200.0, 200.0);
    let whole = (main * lit::<N>(LOG2_E) + lit::<N>(0.5)).floor();
    let bh = upper::<N>(b);
    let bl = kept::<N>(b - bh);
    let turn = kept::<N>(bh * k - whole);
    let r = kept::<N>(turn * lit::<N>(LN_2_HIGH))
        + (turn * lit::<N>(LN_2_LOW) + (bl * k * lit::<N>(LN_2) + b * rest));
    let r = within::<N>(r, -1.0, 1.0);
    let part = r * r * polynomial::<N>(r, EXP) + r;
    let value = exp_whole::<N>(part, within::<N>(whole, -250.0, 250.0));
    // 0^0 = 1, 0^b = 0 or as large as can be.
    let at_zero = select_many(b.less_than(&lit::<N>(0.0)), lit::<N>(LARGEST), lit::<N>(0.0));
    let zero = a.equal(&lit::<N>(0.0));
    let value = select_many(zero, at_zero, value);
    let value = unless_negative::<N>(a, value);
    select_many(b.equal(&lit::<N>(0.0)), lit::<N>(1.0), value)
}
