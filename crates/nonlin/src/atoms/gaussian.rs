//! The normal distribution and the error functions.
//!
//! Tails come from `erfc(z) = exp(-z^2) erfcx(z)`: the scaled function `erfcx` is
//! smooth and slow, one polynomial in `1 / (z + 2)` serves all `z >= 0`, and the
//! exponent's square is carried in two parts, without which the tail would lose
//! two digits in ten.

use std::f64::consts::FRAC_2_SQRT_PI;

use super::exponential::{Decay, scaled};
use super::{Atom, AtomId, quick};
use crate::float::{Float, Polynomials};
use crate::real::Real;
use crate::wide::{Scaled, Wide};

/// 1 / sqrt(2 pi)
const FRAC_1_SQRT_TAU: f64 = 0.398_942_280_401_432_7;

/// `P(t) / (z + 2)` with `t = 1 - 4 / (z + 2)`, for `z >= 0`: the form of the
/// scaled complementary functions, which fall like `1 / z`.
#[inline(always)]
fn scaled_complement<F: Float>(z: F, coefficients: &[f64]) -> F {
    let (one, two, four) = (z.splat(1.0), z.splat(2.0), z.splat(4.0));
    // The limit is reached long before, and an infinite z would lose NaN below.
    let huge = z.splat(1.0e30);
    let z = F::blend(huge.less(z), huge, z);
    let sum = z + two;
    let lost = z - (sum - two);
    let s = one / sum;
    // 1 / (z + 2) = s + rest: half of the error would be that of s alone.
    let residual = if F::FUSED { (-s).fma(sum, one) } else { z.splat(0.0) };
    let rest = s * (-s).fma(lost, residual);
    let t = (-s).fma(four, one) - rest * four;
    let p = t.polynomial(coefficients);
    p.fma(s, p * rest)
}

/// `exp(z^2) erfc(z)` for `z >= 0`.
#[inline(always)]
fn erfcx<F: Float>(z: F) -> F {
    scaled_complement(z, F::Element::ERFCX)
}

/// `exp(a^2 / 2) Phi(-a)` for `a >= 0`.
#[inline(always)]
fn normal_tail<F: Float>(a: F) -> F {
    scaled_complement(a, F::Element::NORMAL)
}

/// The product with `2 / sqrt(pi)`, including what is lost of the constant.
#[inline(always)]
pub(super) fn times_two_over_sqrt_pi<F: Float>(v: F) -> F {
    match v.lit_error(FRAC_2_SQRT_PI, 1.533_545_961_316_588e-17) {
        Some(error) => v.fma(v.splat(FRAC_2_SQRT_PI), v * error),
        None => v * v.splat(FRAC_2_SQRT_PI),
    }
}

/// `exp(-u^2)` with its scale.
#[inline(always)]
fn gaussian<F: Float>(u: F) -> Scaled<F> {
    scaled(-u.mul_wide(u))
}

/// `exp(-u^2 / 2)` in the form that left-sided gates are built from.
#[inline(always)]
fn normal_decay<F: Float>(u: F) -> Decay<F> {
    let half = u.splat(-0.5);
    let square = u.mul_wide(u);
    let e = scaled(Wide {
        hi: square.hi * half,
        lo: square.lo.map(
            #[inline(always)]
            |lo| lo * half,
        ),
    });
    Decay { q: e.value, k: e.scale.unwrap_or(u.splat(1.0)), negative: u.less(u.splat(0.0)) }
}

/// `erf(z)` for `z >= 0`.
#[inline(always)]
pub(super) fn erf_positive<F: Float>(z: F) -> F {
    let one = z.splat(1.0); // The leading term 2 z / sqrt(pi) alone is rounded at full weight.
    let square = z * z;
    let rest = z * square * square.polynomial(F::Element::ERF);
    let near = times_two_over_sqrt_pi(z) + rest;
    let far = one
        - gaussian(z)
            .map(
                #[inline(always)]
                |e| erfcx(z).absorb(e),
            )
            .collapse();
    F::blend(one.less(z), far, near)
}

/// The error function.
///
/// Worst error in scalar code: 1.65 ulp at 9.1340e-1 in f32, 1.39 ulp at 9.2060e-1 in f64.
#[derive(Clone, Copy, Debug)]
pub struct Erf;

impl Atom for Erf {
    const ID: AtomId = AtomId::Erf;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        erf_positive(u.hi.magnitude()).with_sign(u.hi).into()
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        quick::erf_positive(u.magnitude()).with_sign(u)
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.gaussian().collapse().times(FRAC_2_SQRT_PI).into()
    }
}

/// The complementary error function.
///
/// Worst error in scalar code: 2.61 ulp at 3.4587e-4 in f32, 2.79 ulp at 1.0333e1 in f64.
#[derive(Clone, Copy, Debug)]
pub struct Erfc;

impl Atom for Erfc {
    const ID: AtomId = AtomId::Erfc;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        let z = u.hi.magnitude();
        let tail = gaussian(z)
            .map(
                #[inline(always)]
                |e| e * erfcx(z),
            )
            .collapse();
        F::blend(u.hi.less(z.splat(0.0)), z.splat(2.0) - tail, tail).into()
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        let tail = quick::erfc_positive(u.magnitude());
        F::blend(u.less(u.splat(0.0)), u.splat(2.0) - tail, tail)
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.gaussian().collapse().times(-FRAC_2_SQRT_PI).into()
    }
}

/// `exp(-u^2)`.
///
/// Worst error in scalar code: 0.80 ulp at 5.0981e0 in f32, 0.85 ulp at -5.9157e0 in f64.
#[derive(Clone, Copy, Debug)]
pub struct Gaussian;

impl Atom for Gaussian {
    const ID: AtomId = AtomId::Gaussian;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        gaussian(u.hi).collapse().into()
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        quick::decay(u * u)
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.hi.times(-2.0).absorb(u.gaussian().collapse()).into()
    }
}

/// The cumulative distribution function of the standard normal.
///
/// Worst error in scalar code: 3.01 ulp at -1.1452e1 in f32, 3.35 ulp at -1.9479e1 in f64.
#[derive(Clone, Copy, Debug)]
pub struct NormalCdf;

impl Atom for NormalCdf {
    const ID: AtomId = AtomId::NormalCdf;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        let e = normal_decay(u.hi);
        let tail = e.q * normal_tail(u.hi.magnitude());
        e.gate(tail, tail.splat(1.0) - tail * e.k)
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        let below = quick::normal_below(u.magnitude());
        F::blend(u.less(u.splat(0.0)), below, u.splat(1.0) - below)
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.normal_pdf()
    }
}

/// The density of the standard normal.
///
/// Worst error in scalar code: 1.75 ulp at 8.7927e0 in f32, 1.81 ulp at 6.4280e0 in f64.
#[derive(Clone, Copy, Debug)]
pub struct NormalPdf;

impl Atom for NormalPdf {
    const ID: AtomId = AtomId::NormalPdf;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        let e = normal_decay(u.hi);
        e.finish(e.q * e.q.splat(FRAC_1_SQRT_TAU))
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        u.splat(FRAC_1_SQRT_TAU) * quick::normal_decay(u)
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.normal_pdf().map(
            #[inline(always)]
            |density| (-u.hi).absorb(density),
        )
    }
}

/// `Phi(u) + u phi(u)`, the derivative of GELU.
///
/// Worst error in scalar code: 3.05 ulp at -3.3070e-1 in f32, 3.81 ulp at -3.2610e-1 in f64.
#[derive(Clone, Copy, Debug)]
pub struct GeluSlope;

impl Atom for GeluSlope {
    const ID: AtomId = AtomId::GeluSlope;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        let e = normal_decay(u.hi);
        let a = u.hi.magnitude();
        let tail = normal_tail(a) - a * a.splat(FRAC_1_SQRT_TAU);
        let left = tail.absorb(e.q);
        e.gate(left, left.splat(1.0) - left * e.k)
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        let a = u.magnitude();
        let left =
            (-a).fma(a.splat(FRAC_1_SQRT_TAU), quick::normal_tail(a)) * quick::normal_decay(u);
        F::blend(u.less(u.splat(0.0)), left, u.splat(1.0) - left)
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.gelu_curvature()
    }
}

/// `(2 - u^2) phi(u)`, the second derivative of GELU.
///
/// Worst error in scalar code: 2.46 ulp at -7.1167e0 in f32, 2.96 ulp at -3.0000e0 in f64.
#[derive(Clone, Copy, Debug)]
pub struct GeluCurvature;

impl Atom for GeluCurvature {
    const ID: AtomId = AtomId::GeluCurvature;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        let e = normal_decay(u.hi);
        let square = u.hi.mul_wide(u.hi);
        let difference = u.hi.splat(2.0) - square.hi;
        // Where the square overflowed its error is not a number, and not needed.
        let lo = square.lo.unwrap_or(difference.splat(0.0));
        let near = square.hi.less(difference.splat(16.0));
        let factor = F::blend(near, difference - lo, difference);
        e.finish(factor.absorb(e.q * e.q.splat(FRAC_1_SQRT_TAU)))
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        (-u).fma(u, u.splat(2.0)) * (u.splat(FRAC_1_SQRT_TAU) * quick::normal_decay(u))
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        let factor = (u.hi.square().plus(-4.0)) * u.hi;
        u.normal_pdf().map(
            #[inline(always)]
            |density| factor.absorb(density),
        )
    }
}
