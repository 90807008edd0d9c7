//! Logarithms.

use cubecl::prelude::*;

use super::{LARGEST, kept, lit, polynomial, power_of_two, within};

pub(super) const LN_2: f32 = std::f32::consts::LN_2;
/// `(ln(1 + f) - f) / f^2` for `-1/3 <= f <= 1/2`.
pub(super) const LOG1P: &[f32] = &[
    -0.5,
    0.333_333_34,
    -0.249_999_82,
    0.199_998_11,
    -0.166_676_91,
    0.142_945_25,
    -0.124_833_6,
    0.109_425_55,
    -0.100_060_46,
    0.104_437_62,
    -0.098_694_94,
    0.047_355_544,
];

/// `ln(2^k (1 + f))` for `-1/3 <= f <= 1/2`.
#[cube]
pub(super) fn ln_parts<N: Size>(f: Vector<f32, N>, k: Vector<f32, N>) -> Vector<f32, N> {
    let part = f * f * polynomial::<N>(f, LOG1P) + f;
    part + k * lit::<N>(LN_2)
}

/// NaN in the lanes of negative numbers; elsewhere the second.
#[cube]
pub(super) fn unless_negative<N: Size>(
    sign: Vector<f32, N>,
    value: Vector<f32, N>,
) -> Vector<f32, N> {
    let bits = Vector::<u32, N>::reinterpret(sign) | Vector::new(0x7fc0_0000u32);
    select_many(sign.less_than(&lit::<N>(0.0)), Vector::reinterpret(bits), value)
}

/// `ln(u)`, minus the largest number at 0: 1.5 units.
#[cube]
pub(super) fn ln<N: Size>(u: Vector<f32, N>) -> Vector<f32, N> {
    let tiny = u.less_than(&lit::<N>(f32::MIN_POSITIVE));
    let scaled = select_many(tiny, u * lit::<N>(8_388_608.0), u);
    let bits = Vector::<i32, N>::reinterpret(scaled);
    // The exponent, such that the rest lies in [2/3, 4/3).
    let exponent = (bits - Vector::new(0x3f2a_aaab)) >> Vector::new(23);
    let f = Vector::<f32, N>::reinterpret(bits - (exponent << Vector::new(23))) - lit::<N>(1.0);
    let k = Vector::<f32, N>::cast_from(exponent);
    let k = select_many(tiny, k - lit::<N>(23.0), k);
    let value = ln_parts::<N>(f, k);
    let zero = u.equal(&lit::<N>(0.0));
    unless_negative::<N>(u, select_many(zero, lit::<N>(-LARGEST), value))
}

/// `ln(1 + u)`, minus the largest number at -1: 1.5 units.
#[cube]
pub(super) fn log1p<N: Size>(u: Vector<f32, N>) -> Vector<f32, N> {
    let sum = u + lit::<N>(1.0);
    let bits = Vector::<i32, N>::reinterpret(sum);
    // As for `ln`, with bounds that make f = u wherever u is small.
    let exponent = (bits - Vector::new(0x3f40_0000)) >> Vector::new(23);
    let k = Vector::<f32, N>::cast_from(exponent);
    // Of 1 + u, rounded, digits of a small u are gone: u 2^-k + (2^-k - 1) has them all.
    let scale = power_of_two::<N>(within::<N>(-k, -64.0, 64.0));
    let near = u * scale + kept::<N>(scale - lit::<N>(1.0));
    let far = Vector::<f32, N>::reinterpret(bits - (exponent << Vector::new(23))) - lit::<N>(1.0);
    let f = select_many(u.less_than(&lit::<N>(1.0e9)), near, far);
    let value = ln_parts::<N>(f, k);
    let end = sum.less_equal(&lit::<N>(0.0));
    unless_negative::<N>(sum, select_many(end, lit::<N>(-LARGEST), value))
}
