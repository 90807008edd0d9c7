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

use cubecl::prelude::*;

use crate::code::Math;

/// The largest single-precision number.
pub(crate) const LARGEST: f32 = f32::MAX;

const LOG2_E: f32 = std::f32::consts::LOG2_E;
/// The first 15 bits of ln 2: products with exponents are exact.
const LN_2_HIGH: f32 = 0.693_145_75;
const LN_2_LOW: f32 = 1.428_606_8e-6;
const LN_2: f32 = std::f32::consts::LN_2;

/// `(e^r - 1 - r) / r^2` for `|r| <= ln(2) / 2`.
const EXP: &[f32] =
    &[0.5, 0.166_666_67, 0.041_666_463, 0.008_333_309_6, 0.001_393_368_7, 0.000_198_917_77];
/// `(ln(1 + f) - f) / f^2` for `-1/3 <= f <= 1/2`.
const LOG1P: &[f32] = &[
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
/// `erf(u) / u - 1` in `u^2` for `|u| <= 1`.
const ERF: &[f32] = &[
    0.128_379_17,
    -0.376_126_26,
    0.112_835_944,
    -0.026_854_211,
    0.005_189_087,
    -0.000_801_686_4,
    7.875_875e-5,
];
/// `(1 + 2z) erfc(z) e^(z^2)` in `(z - 2) / (z + 2)` for `z >= 0`.
const ERFCX: &[f32] = &[
    1.276_978_4,
    -0.092_763_834,
    -0.166_030_84,
    0.164_051_06,
    -0.054_214_492,
    -0.008_028_965,
    0.008_697_538,
    0.001_242_755_1,
    -0.001_406_859_3,
    -0.000_385_963_13,
    0.000_165_943_71,
    7.463_081e-5,
];
/// `(sin r - r) / r^3` in `r^2` for `|r| <= pi / 4`.
const SIN: &[f32] = &[-0.166_666_64, 0.008_332_745, -0.000_195_872_49];
/// `(cos r - 1 + r^2 / 2) / r^4` in `r^2`, likewise.
const COS: &[f32] = &[0.041_666_664, -0.001_388_83, 2.454_729_8e-5];
/// `(atan z - z) / z^3` in `z^2` for `0 <= z <= 1`.
const ATAN: &[f32] = &[
    -0.333_333_31,
    0.199_997_4,
    -0.142_785_68,
    0.110_337_645,
    -0.086_568_8,
    0.062_501_69,
    -0.035_871_54,
    0.013_507_771,
    -0.002_386_997_2,
];

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

/// The `n` of `u = n ln(2) + r` with `|r| <= ln(2) / 2`.
#[cube]
fn exp_turns<N: Size>(u: Vector<f32, N>) -> Vector<f32, N> {
    (u * lit::<N>(LOG2_E) + lit::<N>(0.5)).floor()
}

/// `exp(r + rest) - 1` for the `r` of [`exp_turns`].
#[cube]
fn exp_part<N: Size>(u: Vector<f32, N>, n: Vector<f32, N>, rest: Vector<f32, N>) -> Vector<f32, N> {
    let r = (kept::<N>(u - n * lit::<N>(LN_2_HIGH)) - n * lit::<N>(LN_2_LOW)) + rest;
    r * r * polynomial::<N>(r, EXP) + r
}

/// `(1 + part) 2^n`, at most the largest number.
#[cube]
fn exp_whole<N: Size>(part: Vector<f32, N>, n: Vector<f32, N>) -> Vector<f32, N> {
    // 2^n by itself would leave the range before the result does.
    let half = (n * lit::<N>(0.5)).floor();
    let scaled = (part + lit::<N>(1.0)) * power_of_two::<N>(half) * power_of_two::<N>(n - half);
    min(scaled, lit::<N>(LARGEST))
}

/// `exp(u + rest)`, at most the largest number: 2 units.
#[cube]
fn exp_wide<N: Size>(u: Vector<f32, N>, rest: Vector<f32, N>) -> Vector<f32, N> {
    // What remains of a product that overflowed is no number.
    let rest = select_many(u.abs().less_than(&lit::<N>(128.0)), rest, lit::<N>(0.0));
    let u = within::<N>(u, -104.0, 88.722_83);
    let n = exp_turns::<N>(u);
    exp_whole::<N>(exp_part::<N>(u, n, rest), n)
}

/// The number without its last 12 bits: a product of two such is exact.
#[cube]
fn upper<N: Size>(x: Vector<f32, N>) -> Vector<f32, N> {
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
fn expm1<N: Size>(u: Vector<f32, N>) -> Vector<f32, N> {
    let u = within::<N>(u, -25.0, 88.722_83);
    let n = exp_turns::<N>(u);
    let part = exp_part::<N>(u, n, lit::<N>(0.0));
    // Half of it, since 2^128 would leave the range.
    let scale = power_of_two::<N>(n - lit::<N>(1.0));
    let half = scale * part + kept::<N>(scale - lit::<N>(0.5));
    min(half + half, lit::<N>(LARGEST))
}

/// `ln(2^k (1 + f))` for `-1/3 <= f <= 1/2`.
#[cube]
fn ln_parts<N: Size>(f: Vector<f32, N>, k: Vector<f32, N>) -> Vector<f32, N> {
    let part = f * f * polynomial::<N>(f, LOG1P) + f;
    part + k * lit::<N>(LN_2)
}

/// NaN in the lanes of negative numbers; elsewhere the second.
#[cube]
fn unless_negative<N: Size>(sign: Vector<f32, N>, value: Vector<f32, N>) -> Vector<f32, N> {
    let bits = Vector::<u32, N>::reinterpret(sign) | Vector::new(0x7fc0_0000u32);
    select_many(sign.less_than(&lit::<N>(0.0)), Vector::reinterpret(bits), value)
}

/// `ln(u)`, minus the largest number at 0: 1.5 units.
#[cube]
fn ln<N: Size>(u: Vector<f32, N>) -> Vector<f32, N> {
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
fn log1p<N: Size>(u: Vector<f32, N>) -> Vector<f32, N> {
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

/// `erfc(z) e^(z^2)` for `z >= 0`: 3 units.
#[cube]
fn erfcx<N: Size>(z: Vector<f32, N>) -> Vector<f32, N> {
    // Beyond, e^(-z^2) is 0.
    let z = min(z, lit::<N>(64.0));
    let q = (z - lit::<N>(2.0)) / (z + lit::<N>(2.0));
    polynomial::<N>(q, ERFCX) / (lit::<N>(1.0) + (z + z))
}

/// `erf(u)`: 2 units.
#[cube]
fn erf<N: Size>(u: Vector<f32, N>) -> Vector<f32, N> {
    let z = u.abs();
    let near = u * polynomial::<N>(min(z, lit::<N>(1.0)) * min(z, lit::<N>(1.0)), ERF) + u;
    let far = lit::<N>(1.0) - exp_product::<N>(-z, z) * erfcx::<N>(z);
    let far = select_many(u.less_than(&lit::<N>(0.0)), -far, far);
    select_many(z.less_than(&lit::<N>(1.0)), near, far)
}

/// `erfc(u)`: 4.5 units.
#[cube]
fn erfc<N: Size>(u: Vector<f32, N>) -> Vector<f32, N> {
    let z = u.abs();
    let tail = exp_product::<N>(-z, z) * erfcx::<N>(z);
    select_many(u.less_than(&lit::<N>(0.0)), lit::<N>(2.0) - tail, tail)
}

/// The cumulative distribution of the standard normal: 4.5 units.
#[cube]
fn normal_cdf<N: Size>(u: Vector<f32, N>) -> Vector<f32, N> {
    let z = u.abs() * lit::<N>(std::f32::consts::FRAC_1_SQRT_2);
    let tail = exp_product::<N>(lit::<N>(-0.5) * u, u) * (lit::<N>(0.5) * erfcx::<N>(z));
    select_many(u.less_than(&lit::<N>(0.0)), tail, lit::<N>(1.0) - tail)
}

/// The sine a number of quarter turns further: 2^-22 up to `|u| = 10^4`, beyond that as far
/// as half a unit in the last place of `u` moves it.
#[cube]
fn circular<N: Size>(u: Vector<f32, N>, #[comptime] quarters: i32) -> Vector<f32, N> {
    let turns = (u * lit::<N>(std::f32::consts::FRAC_2_PI) + lit::<N>(0.5)).floor();
    let n = within::<N>(turns, -1.0e9, 1.0e9);
    // Half of pi in three pieces, of which the first two have few bits.
    let r = kept::<N>(u - n * lit::<N>(1.570_312_5));
    let r = kept::<N>(r - n * lit::<N>(4.837_513e-4)) - n * lit::<N>(7.549_79e-8);
    let r = within::<N>(r, -0.786, 0.786);
    let s = r * r;
    let sine = r * s * polynomial::<N>(s, SIN) + r;
    let cosine = (s * s * polynomial::<N>(s, COS) - lit::<N>(0.5) * s) + lit::<N>(1.0);
    let quadrant = Vector::<i32, N>::cast_from(n) + Vector::new(quarters);
    let odd = (quadrant & Vector::new(1)).equal(&Vector::new(1));
    let value = select_many(odd, cosine, sine);
    let negative = (quadrant & Vector::new(2)).equal(&Vector::new(2));
    select_many(negative, -value, value)
}

/// `atan(u)`: 3 units.
#[cube]
fn atan<N: Size>(u: Vector<f32, N>) -> Vector<f32, N> {
    let size = u.abs();
    let far = size.greater_than(&lit::<N>(1.0));
    let z = select_many(far, lit::<N>(1.0) / max(size, lit::<N>(1.0)), size);
    let s = z * z;
    let near = z * s * polynomial::<N>(s, ATAN) + z;
    let value = select_many(far, lit::<N>(std::f32::consts::FRAC_PI_2) - near, near);
    select_many(u.less_than(&lit::<N>(0.0)), -value, value)
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

/// One of the functions.
#[cube]
pub(crate) fn math<N: Size>(u: Vector<f32, N>, #[comptime] function: Math) -> Vector<f32, N> {
    match function {
        Math::Exp => exp_wide::<N>(u, lit::<N>(0.0)),
        Math::Expm1 => expm1::<N>(u),
        Math::Ln => ln::<N>(u),
        Math::Log1p => log1p::<N>(u),
        Math::Erf => erf::<N>(u),
        Math::Erfc => erfc::<N>(u),
        Math::NormalCdf => normal_cdf::<N>(u),
        Math::Sin => circular::<N>(u, 0),
        Math::Cos => circular::<N>(u, 1),
        Math::Atan => atan::<N>(u),
    }
}
