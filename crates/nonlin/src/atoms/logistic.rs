//! The logistic function and its relatives, from one `q = exp(-|u|)`.

use super::exponential::{Decay, square_of_sum};
use super::logarithm::log1p_unit;
use super::{Atom, AtomId, Atoms, quick};
use crate::float::Float;
use crate::real::Real;
use crate::wide::{Scaled, Wide};

/// `q / (1 + q)^2`.
#[inline(always)]
fn density<F: Float>(q: F) -> F {
    let one = q.splat(1.0);
    q / square_of_sum(one, q, one)
}

/// `1 / (1 + exp(-u))`.
///
/// Worst error in scalar code: 1.33 ulp at -5.6966e-4 in f32, 1.34 ulp at -2.0000e0 in f64.
#[derive(Clone, Copy, Debug)]
pub struct Sigmoid;

impl Atom for Sigmoid {
    const ID: AtomId = AtomId::Sigmoid;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        let decay = Decay::of(u);
        let one = decay.q.splat(1.0);
        // s - s c, with s = q on the left and 1 on the right, and c = q / (1 + q):
        // the rounding of 1 + q counts only as far as c does.
        let c = decay.q / (decay.q + one);
        decay.gate(decay.q, one).map(
            #[inline(always)]
            |s| (-c).fma(s, s),
        )
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        let e = quick::exp(u);
        e / (e + e.splat(1.0))
    }
    #[inline(always)]
    fn quick_both<F: Float>(u: F) -> (F, F) {
        let (s, c) = quick::sigmoids(u);
        (s, s * c)
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.logistic_density()
    }
}

/// `sigmoid(u) sigmoid(-u)`.
///
/// Worst error in scalar code: 1.85 ulp at 1.6257e1 in f32, 1.91 ulp at 2.0334e1 in f64.
#[derive(Clone, Copy, Debug)]
pub struct LogisticDensity;

impl Atom for LogisticDensity {
    const ID: AtomId = AtomId::LogisticDensity;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        let decay = Decay::of(u);
        decay.finish(density(decay.q))
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        let (s, c) = quick::sigmoids(u);
        s * c
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        let half = u.hi.times(0.5);
        u.logistic_density() * -half.tanh()
    }
}

/// `ln(1 + exp(u))`.
///
/// Worst error in scalar code: 1.28 ulp at 8.9407e-8 in f32, 1.22 ulp at -1.2807e1 in f64.
#[derive(Clone, Copy, Debug)]
pub struct Softplus;

impl Atom for Softplus {
    const ID: AtomId = AtomId::Softplus;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        let decay = Decay::of(u);
        let left = log1p_unit(decay.q);
        let right = match u.lo {
            // An infinite argument has no valid low part.
            Some(lo) => left + F::blend(u.hi.less(left.splat(f64::INFINITY)), lo, left.splat(0.0)),
            None => left,
        };
        decay.gate(left, right + u.hi)
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        quick::softplus(u)
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.sigmoid()
    }
}

/// `sigmoid(u) (1 + u sigmoid(-u))`, the derivative of SiLU.
///
/// Worst error in scalar code: 2.35 ulp at -1.4468e1 in f32, 2.95 ulp at -2.6123e1 in f64.
#[derive(Clone, Copy, Debug)]
pub struct SiluSlope;

impl Atom for SiluSlope {
    const ID: AtomId = AtomId::SiluSlope;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        // u < 0: q (1 + q + u) / (1 + q)^2;  u >= 0: (1 + q (1 + u)) / (1 + q)^2.
        let decay = Decay::of(u);
        let q = decay.q;
        let one = q.splat(1.0);
        let square = square_of_sum(one, q, one);
        // 1 + u is exact where it cancels.
        let linear = u.hi + one;
        let left = (linear + q).absorb(q);
        let right = one + linear.absorb(q);
        decay.gate(left, right).map(
            #[inline(always)]
            |numerator| numerator / square,
        )
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        let (s, c) = quick::sigmoids(u);
        u.fma(c, u.splat(1.0)) * s
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.silu_curvature()
    }
}

/// `sigmoid'(u) (2 - u tanh(u / 2))`, the second derivative of SiLU.
///
/// Worst error in scalar code: 4.49 ulp at -4.1384e0 in f32, 4.03 ulp at 1.8169e1 in f64.
#[derive(Clone, Copy, Debug)]
pub struct SiluCurvature;

impl Atom for SiluCurvature {
    const ID: AtomId = AtomId::SiluCurvature;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        // q ((2 - a) + q (2 + a)) / (1 + q)^3 with a = |u|
        let decay = Decay::of(u);
        let q = decay.q;
        let (one, two) = (q.splat(1.0), q.splat(2.0));
        let a = u.hi.magnitude();
        let numerator = (two - a) + (two + a).absorb(q);
        let sum = q + one;
        let lost = q - (sum - one);
        let square = square_of_sum(one, q, one);
        let cube = square.fma(sum, square * lost);
        decay.finish(numerator.absorb(q) / cube)
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        // tanh(u / 2) = sigmoid(u) - sigmoid(-u)
        let (s, c) = quick::sigmoids(u);
        (-u).fma(s - c, u.splat(2.0)) * (s * c)
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        // (d (2 - u t))' with d' = -d t, t' = sech^2(u / 2) / 2.
        let half = u.hi.times(0.5);
        let t = half.tanh();
        let factor = (u.hi * t - u.hi.lit(3.0)) * t - u.hi.absorb(half.sech2()).times(0.5);
        u.logistic_density().map(
            #[inline(always)]
            |density| factor.absorb(density),
        )
    }
}
