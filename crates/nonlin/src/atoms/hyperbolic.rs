//! Hyperbolic functions, and tanh∘exp, the gate of TeLU.

use std::f64::consts::{LN_2, LOG2_E};

use super::exponential::{expm1, scaled, square_of_sum, wide};
use super::logarithm::wide as ln_wide;
use super::quick::{self, Bounds};
use super::{Atom, AtomId, Log1p};
use crate::float::{Float, Precision};
use crate::real::Real;
use crate::wide::{Scaled, Wide};

/// `tanh(v)` for `v >= 0`, as `m / (2 - m)` with `m = 1 - exp(-2 v)`.
#[inline(always)]
fn tanh_positive<F: Float>(v: Wide<F>) -> F {
    let two = v.hi.splat(2.0);
    let m = -expm1(Wide {
        hi: -(v.hi * two),
        lo: v.lo.map(
            #[inline(always)]
            |lo| -(lo * two),
        ),
    });
    m / (two - m)
}

/// `sech(v)^2` for `v >= 0`, as `4 q / (1 + q)^2` with `q = exp(-2 v)`.
#[inline(always)]
fn sech2_positive<F: Float>(v: Wide<F>) -> F {
    let two = v.hi.splat(2.0);
    let q = scaled(Wide {
        hi: -(v.hi * two),
        lo: v.lo.map(
            #[inline(always)]
            |lo| -(lo * two),
        ),
    });
    let one = two.splat(1.0);
    let square = square_of_sum(one, q.value, one);
    q.map(
        #[inline(always)]
        |q| q.splat(4.0) * q / square,
    )
    .collapse()
}

/// The magnitude of a two-part argument.
#[inline(always)]
fn magnitude<F: Float>(u: Wide<F>) -> Wide<F> {
    let negative = u.hi.less(u.hi.splat(0.0));
    Wide {
        hi: u.hi.magnitude(),
        lo: u.lo.map(
            #[inline(always)]
            |lo| F::blend(negative, -lo, lo),
        ),
    }
}

/// The hyperbolic tangent.
///
/// Worst error in scalar code: 2.45 ulp at 2.8738e0 in f32, 2.33 ulp at 4.7155e0 in f64.
#[derive(Clone, Copy, Debug)]
pub struct Tanh;

impl Atom for Tanh {
    const ID: AtomId = AtomId::Tanh;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        tanh_positive(magnitude(u)).with_sign(u.hi).into()
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        quick::tanh_from(quick::expm1_twice(u.magnitude())).with_sign(u)
    }
    #[inline(always)]
    fn quick_both<F: Float>(u: F) -> (F, F) {
        let (t, slope) = quick::tanh_and_slope(quick::expm1_twice(u.magnitude()));
        (t.with_sign(u), slope)
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.sech2()
    }
}

/// `1 - tanh(u)^2`.
///
/// Worst error in scalar code: 1.92 ulp at -4.2892e0 in f32, 1.84 ulp at -2.7130e-1 in f64.
#[derive(Clone, Copy, Debug)]
pub struct Sech2;

impl Atom for Sech2 {
    const ID: AtomId = AtomId::Sech2;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        sech2_positive(magnitude(u)).into()
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        // 1 - |tanh(u)| = 2 / (m + 2) with m = expm1(2 |u|)
        let m = quick::expm1_twice(u.magnitude());
        quick::complement(m.splat(2.0) / (m + m.splat(2.0)))
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.sech2() * (u.tanh().collapse().times(-2.0))
    }
}

/// `exp(u)` as a two-part number, with a scale that is never above 1: where the
/// exponential is large, its hyperbolic functions have long met their limits.
#[inline(always)]
fn tail_exp<F: Float>(u: Wide<F>) -> (Wide<F>, F) {
    let (v, scale) = wide(u);
    let one = scale.splat(1.0);
    (v, F::blend(one.less(scale), one, scale))
}

/// `2 exp(u) / ln 2`, bounded above: the tanh of `exp(u)` is 1 and the slope of that 0
/// long before.
#[inline(always)]
fn bounded_exp<F: Float>(u: F) -> F {
    let low = Some(F::Element::QUICK_MIN);
    let high = Some(if F::Element::MANTISSA > 23 { 4.5 } else { 3.0 });
    quick::multiple_of_exp(u, 2.0 * LOG2_E, 1.0, Bounds { low, high })
}

/// `tanh(exp(u))`.
///
/// Worst error in scalar code: 2.15 ulp at 9.5833e-1 in f32, 2.32 ulp at 2.0000e0 in f64.
#[derive(Clone, Copy, Debug)]
pub struct TanhExp;

impl Atom for TanhExp {
    const ID: AtomId = AtomId::TanhExp;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        let (v, scale) = tail_exp(u);
        Scaled { value: tanh_positive(v), scale: Some(scale) }
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        quick::tanh_from(quick::exp2m1(bounded_exp(u)))
    }
    #[inline(always)]
    fn quick_both<F: Float>(u: F) -> (F, F) {
        let e = bounded_exp(u);
        let (t, slope) = quick::tanh_and_slope(quick::exp2m1(e));
        (t, (e * e.splat(LN_2 / 2.0)) * slope)
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.tanh_exp_slope()
    }
}

/// `exp(u) sech(exp(u))^2`.
///
/// Worst error in scalar code: 3.39 ulp at 1.9313e0 in f32, 3.91 ulp at 1.7700e0 in f64.
#[derive(Clone, Copy, Debug)]
pub struct TanhExpSlope;

impl Atom for TanhExpSlope {
    const ID: AtomId = AtomId::TanhExpSlope;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        let (v, scale) = tail_exp(u);
        Scaled { value: v.hi.absorb(sech2_positive(v)), scale: Some(scale) }
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        TanhExp::quick_both(u).1
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        let v = u.exp().collapse();
        let factor = v.lit(1.0) - (v * u.tanh_exp().collapse()).times(2.0);
        u.tanh_exp_slope().map(
            #[inline(always)]
            |slope| factor.absorb(slope),
        )
    }
}

/// The inverse hyperbolic sine.
///
/// Worst error in scalar code: 1.41 ulp at -1.5625e-2 in f32, 1.33 ulp at 2.4930e-1 in f64.
#[derive(Clone, Copy, Debug)]
pub struct Asinh;

impl Atom for Asinh {
    const ID: AtomId = AtomId::Asinh;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        // ln(a + sqrt(1 + a^2)) without its cancellation; ln(2 a) where a^2 is huge.
        let a = u.hi.magnitude();
        let one = a.splat(1.0);
        let large = a.splat(1.0e9).less(a);
        let square = a * a;
        let moderate = Log1p::eval((a + square / (one + (one + square).root())).into()).collapse();
        let ln = ln_wide(a);
        let far = (ln + a.splat(std::f64::consts::LN_2)).value();
        F::blend(large, far, moderate).with_sign(u.hi).into()
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        let a = u.magnitude();
        let one = a.splat(1.0);
        let square = a * a;
        Log1p::quick(a + square / (one + (one + square).root())).with_sign(u)
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.asinh_slope()
    }
}

/// `1 / sqrt(1 + u^2)`.
///
/// Worst error in scalar code: 1.69 ulp at -6.4458e1 in f32, 1.59 ulp at -9.0119e0 in f64.
#[derive(Clone, Copy, Debug)]
pub struct AsinhSlope;

impl Atom for AsinhSlope {
    const ID: AtomId = AtomId::AsinhSlope;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        let a = u.hi.magnitude();
        let one = a.splat(1.0);
        let near = one / (one + a * a).root();
        F::blend(a.splat(1.0e9).less(a), one / a, near).into()
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        let one = u.splat(1.0);
        one / (one + u * u).root()
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        let slope = u.asinh_slope().collapse();
        (-(u.hi.absorb(slope) * (slope * slope))).into()
    }
}
