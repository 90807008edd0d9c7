//! The error function and the normal distribution.

use cubecl::prelude::*;

use super::exponential::exp_product;
use super::{lit, polynomial};

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

/// `erfc(z) e^(z^2)` for `z >= 0`: 3 units.
#[cube]
pub(super) fn erfcx<N: Size>(z: Vector<f32, N>) -> Vector<f32, N> {
    // Beyond, e^(-z^2) is 0.
    let z = min(z, lit::<N>(64.0));
    let q = (z - lit::<N>(2.0)) / (z + lit::<N>(2.0));
    polynomial::<N>(q, ERFCX) / (lit::<N>(1.0) + (z + z))
}

/// `erf(u)`: 2 units.
#[cube]
pub(super) fn erf<N: Size>(u: Vector<f32, N>) -> Vector<f32, N> {
    let z = u.abs();
    let near = u * polynomial::<N>(min(z, lit::<N>(1.0)) * min(z, lit::<N>(1.0)), ERF) + u;
    let far = lit::<N>(1.0) - exp_product::<N>(-z, z) * erfcx::<N>(z);
    let far = select_many(u.less_than(&lit::<N>(0.0)), -far, far);
    select_many(z.less_than(&lit::<N>(1.0)), near, far)
}

/// `erfc(u)`: 4.5 units.
#[cube]
pub(super) fn erfc<N: Size>(u: Vector<f32, N>) -> Vector<f32, N> {
    let z = u.abs();
    let tail = exp_product::<N>(-z, z) * erfcx::<N>(z);
    select_many(u.less_than(&lit::<N>(0.0)), lit::<N>(2.0) - tail, tail)
}

/// The cumulative distribution of the standard normal: 4.5 units.
#[cube]
pub(super) fn normal_cdf<N: Size>(u: Vector<f32, N>) -> Vector<f32, N> {
    let z = u.abs() * lit::<N>(std::f32::consts::FRAC_1_SQRT_2);
    let tail = exp_product::<N>(lit::<N>(-0.5) * u, u) * (lit::<N>(0.5) * erfcx::<N>(z));
    select_many(u.less_than(&lit::<N>(0.0)), tail, lit::<N>(1.0) - tail)
}
