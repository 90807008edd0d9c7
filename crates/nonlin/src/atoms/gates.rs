//! The gates of Mish, Logish, Smish and Serf as atoms of their own.
//!
//! Written in `q = exp(-|u|)` each is a ratio of two polynomials with positive
//! coefficients: nothing cancels, nothing overflows, and one exponential and one
//! division are all it takes.

use super::exponential::{Decay, scaled};
use super::gaussian::erf_positive;
use super::{Atom, AtomId, Atoms, Sigmoid, Softplus};
use crate::float::{Float, Polynomials};
use crate::real::Real;
use crate::wide::{Scaled, Wide};

/// `tanh(ln(1 + exp(u)))`, the gate of Mish.
#[derive(Clone, Copy, Debug)]
pub struct TanhSoftplus;

impl Atom for TanhSoftplus {
    const ID: AtomId = AtomId::TanhSoftplus;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        // left: q (2 + q) / (q (2 + q) + 2);  right: (1 + 2 q) / (1 + 2 q + 2 q^2)
        let decay = Decay::of(u);
        let q = decay.q;
        let two = q.splat(2.0);
        let numerator = decay.gate(q * (q + two), q.fma(two, q.splat(1.0)));
        let rest = F::blend(decay.negative, two, two * q * q);
        numerator.map(
            #[inline(always)]
            |n| n / (n + rest),
        )
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.tanh_softplus_slope()
    }
}

/// The derivative of `tanh(softplus(u))`.
#[derive(Clone, Copy, Debug)]
pub struct TanhSoftplusSlope;

impl Atom for TanhSoftplusSlope {
    const ID: AtomId = AtomId::TanhSoftplusSlope;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        // 4 w q s / (w^2 + s^2)^2, w = 1 + q, s = 1 on the left and q on the right
        let decay = Decay::of(u);
        let q = decay.q;
        let one = q.splat(1.0);
        let w = q + one;
        let s = F::blend(decay.negative, one, q);
        let denominator = w.fma(w, s * s);
        decay.finish(q.splat(4.0) * w * q * s / (denominator * denominator))
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        // (1 - T^2) S with S = sigmoid: its logarithmic derivative is 1 - S - 2 T S.
        let complement = (-u).sigmoid().collapse();
        let twice = (u.tanh_softplus().collapse() * u.sigmoid().collapse()).times(2.0);
        u.tanh_softplus_slope() * (complement - twice)
    }
}

/// `ln(1 + sigmoid(u))`, the gate of Logish.
#[derive(Clone, Copy, Debug)]
pub struct Log1pSigmoid;

impl Atom for Log1pSigmoid {
    const ID: AtomId = AtomId::Log1pSigmoid;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        // 2 atanh(s), s = sigmoid / (2 + sigmoid): left q / (2 + 3 q), right 1 / (3 + 2 q)
        let decay = Decay::of(u);
        let q = decay.q;
        let (one, two, three) = (q.splat(1.0), q.splat(2.0), q.splat(3.0));
        let denominator = F::blend(decay.negative, q.fma(three, two), q.fma(two, three));
        decay.gate(q, one).map(
            #[inline(always)]
            |numerator| {
                let s = numerator / denominator;
                let z = s * s;
                let rest = z * z.polynomial(F::Element::LOG1P);
                s.fma(rest, s + s)
            },
        )
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.log1p_sigmoid_slope()
    }
}

/// The derivative of `ln(1 + sigmoid(u))`.
#[derive(Clone, Copy, Debug)]
pub struct Log1pSigmoidSlope;

impl Atom for Log1pSigmoidSlope {
    const ID: AtomId = AtomId::Log1pSigmoidSlope;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        // left q / ((1 + q) (1 + 2 q)), right q / ((1 + q) (2 + q))
        let decay = Decay::of(u);
        let q = decay.q;
        let one = q.splat(1.0);
        let other = F::blend(decay.negative, q + q + one, q + q.splat(2.0));
        decay.finish(q / ((q + one) * other))
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.log1p_sigmoid_slope() * log_slope(u)
    }
}

/// The logarithmic derivative of [`Log1pSigmoidSlope`]: `exp(u) / ((1 + exp(u)) (1 + 2 exp(u)))`
/// has `1 - sigmoid(u) - sigmoid(u + ln 2)`.
#[inline(always)]
fn log_slope<R: Real>(u: Wide<R>) -> R {
    (-u).sigmoid().collapse() - u.hi.plus(std::f64::consts::LN_2).sigmoid()
}

/// `tanh(ln(1 + sigmoid(u)))`, the gate of Smish.
#[derive(Clone, Copy, Debug)]
pub struct TanhLog1pSigmoid;

impl Atom for TanhLog1pSigmoid {
    const ID: AtomId = AtomId::TanhLog1pSigmoid;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        // left q (2 + 3 q) / (2 + 6 q + 5 q^2), right (3 + 2 q) / (5 + 6 q + 2 q^2)
        let decay = Decay::of(u);
        let q = decay.q;
        let left = q * q.polynomial(&[2.0, 3.0]);
        let right = q.polynomial(&[3.0, 2.0]);
        let denominator = smish_denominator(decay);
        decay.gate(left, right).map(
            #[inline(always)]
            |numerator| numerator / denominator,
        )
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.tanh_log1p_sigmoid_slope()
    }
}

#[inline(always)]
fn smish_denominator<F: Float>(decay: Decay<F>) -> F {
    let q = decay.q;
    F::blend(decay.negative, q.polynomial(&[2.0, 6.0, 5.0]), q.polynomial(&[5.0, 6.0, 2.0]))
}

/// The derivative of `tanh(ln(1 + sigmoid(u)))`.
#[derive(Clone, Copy, Debug)]
pub struct TanhLog1pSigmoidSlope;

impl Atom for TanhLog1pSigmoidSlope {
    const ID: AtomId = AtomId::TanhLog1pSigmoidSlope;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        // left 4 q (1 + q) (1 + 2 q) / (2 + 6 q + 5 q^2)^2,
        // right 4 q (1 + q) (2 + q) / (5 + 6 q + 2 q^2)^2
        let decay = Decay::of(u);
        let q = decay.q;
        let one = q.splat(1.0);
        let other = F::blend(decay.negative, q + q + one, q + q.splat(2.0));
        let denominator = smish_denominator(decay);
        decay.finish(q.splat(4.0) * q * ((q + one) * other) / (denominator * denominator))
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        // (1 - T^2) L' has the logarithmic derivative L'' / L' - 2 T L'.
        let t = u.tanh_log1p_sigmoid().collapse();
        let slope = u.log1p_sigmoid_slope().collapse();
        u.tanh_log1p_sigmoid_slope() * (log_slope(u) - (t * slope).times(2.0))
    }
}

/// `erf(softplus(u))`, the gate of Serf.
#[derive(Clone, Copy, Debug)]
pub struct ErfSoftplus;

impl Atom for ErfSoftplus {
    const ID: AtomId = AtomId::ErfSoftplus;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        let sp = Softplus::eval(u);
        Scaled { value: erf_positive(sp.value), scale: sp.scale }
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.erf_softplus_slope()
    }
}

/// The derivative of `erf(softplus(u))`.
#[derive(Clone, Copy, Debug)]
pub struct ErfSoftplusSlope;

impl Atom for ErfSoftplusSlope {
    const ID: AtomId = AtomId::ErfSoftplusSlope;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        let sp = Softplus::eval(u).collapse();
        let gaussian = scaled(-sp.mul_wide(sp)).collapse();
        Sigmoid::eval(u) * (gaussian * gaussian.splat(std::f64::consts::FRAC_2_SQRT_PI))
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        let complement = (-u).sigmoid().collapse();
        let twice = (u.softplus().collapse() * u.sigmoid().collapse()).times(2.0);
        u.erf_softplus_slope().map(
            #[inline(always)]
            |slope| (complement - twice).absorb(slope),
        )
    }
}
