//! The gates of Mish, Logish, Smish and Serf as atoms of their own.
//!
//! Written in `q = exp(-|u|)` each is a ratio of two polynomials with positive
//! coefficients: nothing cancels, nothing overflows, and one exponential and one
//! division are all it takes.

use super::exponential::{Decay, scaled, square_of_sum};
use super::gaussian::{erf_positive, times_two_over_sqrt_pi};
use super::quick::Bounds;
use super::{Atom, AtomId, Atoms, Softplus, quick};
use crate::float::{Float, Polynomials, Precision};
use crate::real::Real;
use crate::wide::{Scaled, Wide};

/// `tanh(ln(1 + exp(u)))`, the gate of Mish.
///
/// Worst error in scalar code: 1.91 ulp at -5.5710e0 in f32, 1.95 ulp at -7.1487e0 in f64.
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
        let numerator = decay.gate(q.fma(q, q + q), q.fma(two, q.splat(1.0)));
        let rest = F::blend(decay.negative, two, two * q * q);
        numerator.map(
            #[inline(always)]
            |n| n / (n + rest),
        )
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        // tanh(v) with expm1(2 v) = e (e + 2)
        let e = quick::exp(u);
        quick::tanh_from(e.fma(e, e + e))
    }
    #[inline(always)]
    fn quick_both<F: Float>(u: F) -> (F, F) {
        // v' = e / (1 + e), and 1 - tanh(v)^2 = 4 (1 + e)^2 / (n + 2)^2
        let e = quick::exp(u);
        let (one, two) = (e.splat(1.0), e.splat(2.0));
        let n = e.fma(e, e + e);
        let r = one / (n + two);
        let s = r + r;
        (n * r, (e * s) * e.fma(s, s))
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.tanh_softplus_slope()
    }
}

/// The derivative of `tanh(softplus(u))`.
///
/// Worst error in scalar code: 2.81 ulp at 1.5692e1 in f32, 3.40 ulp at 8.6885e0 in f64.
#[derive(Clone, Copy, Debug)]
pub struct TanhSoftplusSlope;

impl Atom for TanhSoftplusSlope {
    const ID: AtomId = AtomId::TanhSoftplusSlope;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        // left 4 q (1 + q) / (2 + q (2 + q))^2, right 4 q^2 (1 + q) / (1 + 2 q (1 + q))^2
        let decay = Decay::of(u);
        let q = decay.q;
        let (one, two) = (q.splat(1.0), q.splat(2.0));
        let c = F::blend(decay.negative, two, one);
        let t = F::blend(decay.negative, q + two, q.fma(two, two));
        let s = F::blend(decay.negative, one, q);
        let numerator = q.splat(4.0) * q.fma(q, q) * s;
        decay.finish(numerator / square_of_sum(c, q, t))
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        TanhSoftplus::quick_both(u).1
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
///
/// Worst error in scalar code: 1.85 ulp at -3.4221e0 in f32, 2.12 ulp at -9.2174e0 in f64.
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
    fn quick<F: Float>(u: F) -> F {
        // 2 atanh(e / (3 e + 2)), e = exp(u)
        let e = quick::exp(u);
        quick::twice_atanh(e / e.fma(e.splat(3.0), e.splat(2.0)))
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.log1p_sigmoid_slope()
    }
}

/// `(1 + q) (1 + 2 q)` on the left and `(1 + q) (2 + q)` on the right.
#[inline(always)]
fn logish_denominator<F: Float>(decay: Decay<F>) -> F {
    let q = decay.q;
    let (one, two, three) = (q.splat(1.0), q.splat(2.0), q.splat(3.0));
    let left = decay.negative;
    let t = q.fma(F::blend(left, two, one), three);
    q.fma(t, F::blend(left, one, two))
}

/// The derivative of `ln(1 + sigmoid(u))`.
///
/// Worst error in scalar code: 1.91 ulp at -8.4739e0 in f32, 1.86 ulp at -6.2445e0 in f64.
#[derive(Clone, Copy, Debug)]
pub struct Log1pSigmoidSlope;

impl Atom for Log1pSigmoidSlope {
    const ID: AtomId = AtomId::Log1pSigmoidSlope;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        // left q / ((1 + q) (1 + 2 q)), right q / ((1 + q) (2 + q))
        let decay = Decay::of(u);
        let q = decay.q;
        decay.finish(q / logish_denominator(decay))
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        // e / ((e + 1) (2 e + 1)), e = exp(u)
        let e = quick::exp(u);
        e / logish_product(e)
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.log1p_sigmoid_slope() * log_slope(u)
    }
}

/// `(e + 1) (2 e + 1)`.
#[inline(always)]
fn logish_product<F: Float>(e: F) -> F {
    e.polynomial(&[1.0, 3.0, 2.0])
}

/// The logarithmic derivative of [`Log1pSigmoidSlope`]: `exp(u) / ((1 + exp(u)) (1 + 2 exp(u)))`
/// has `1 - sigmoid(u) - sigmoid(u + ln 2)`.
#[inline(always)]
fn log_slope<R: Real>(u: Wide<R>) -> R {
    (-u).sigmoid().collapse() - u.hi.plus(std::f64::consts::LN_2).sigmoid()
}

/// `tanh(ln(1 + sigmoid(u)))`, the gate of Smish.
///
/// Worst error in scalar code: 2.73 ulp at -4.1384e0 in f32, 2.71 ulp at -2.0177e1 in f64.
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
        let (constant, t) = smish_denominator(decay);
        let denominator = q.fma(t, constant);
        decay.gate(left, right).map(
            #[inline(always)]
            |numerator| numerator / denominator,
        )
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        // e (3 e + 2) / (5 e^2 + 6 e + 2), e = exp(u)
        let e = quick::exp(u);
        e * e.polynomial(&[2.0, 3.0]) * (e.splat(1.0) / e.polynomial(&[2.0, 6.0, 5.0]))
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.tanh_log1p_sigmoid_slope()
    }
}

/// The denominator `c + q t` of the gate of Smish, as `(c, t)`.
#[inline(always)]
fn smish_denominator<F: Float>(decay: Decay<F>) -> (F, F) {
    let q = decay.q;
    let (two, five, six) = (q.splat(2.0), q.splat(5.0), q.splat(6.0));
    let left = decay.negative;
    (F::blend(left, two, five), q.fma(F::blend(left, five, two), six))
}

/// The derivative of `tanh(ln(1 + sigmoid(u)))`.
///
/// Worst error in scalar code: 2.73 ulp at 9.4336e0 in f32, 3.24 ulp at 1.7593e1 in f64.
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
        let (constant, t) = smish_denominator(decay);
        let square = square_of_sum(constant, q, t);
        decay.finish(q.splat(4.0) * q * logish_denominator(decay) / square)
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        // 4 e (e + 1) (2 e + 1) / (5 e^2 + 6 e + 2)^2, e = exp(u)
        let e = quick::exp(u);
        let r = e.splat(1.0) / e.polynomial(&[2.0, 6.0, 5.0]);
        e.splat(4.0) * (e * r) * (logish_product(e) * r)
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
///
/// Worst error in scalar code: 2.50 ulp at 4.6100e-1 in f32, 2.01 ulp at -8.5598e0 in f64.
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
    fn quick<F: Float>(u: F) -> F {
        let (t, s) = serf_variables(u);
        t * s.even_odd_polynomial(F::Element::QUICK_SERF)
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.erf_softplus_slope()
    }
}

/// `t = e / (e + 3)`, `e = exp(u)`, and `2 t - 1`: in these the gate and its slope
/// are short polynomials. The gate is 1 from `SERF_END` on.
#[inline(always)]
fn serf_variables<F: Float>(u: F) -> (F, F) {
    let bounds = Bounds { low: Some(F::Element::QUICK_MIN), high: Some(SERF_END) };
    let e = quick::exp_of(u, 1.0, bounds);
    let t = e / (e + e.splat(3.0));
    (t, t.fma(t.splat(2.0), t.splat(-1.0)))
}

/// As far as `QUICK_SERF` reaches.
const SERF_END: f64 = 4.6;

/// The derivative of `erf(softplus(u))`.
///
/// Worst error in scalar code: 8.91 ulp at 2.8738e0 in f32, 8.80 ulp at 2.8386e0 in f64.
#[derive(Clone, Copy, Debug)]
pub struct ErfSoftplusSlope;

impl Atom for ErfSoftplusSlope {
    const ID: AtomId = AtomId::ErfSoftplusSlope;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        let sp = Softplus::eval(u).collapse();
        let gaussian = scaled(-sp.mul_wide(sp)).collapse();
        // As sigmoid(u), with the other factor in the numerator.
        let decay = Decay::of(u);
        let one = decay.q.splat(1.0);
        let factor = times_two_over_sqrt_pi(gaussian);
        let c = decay.q / (decay.q + one);
        let s = decay.gate(decay.q * factor, factor);
        Scaled { value: (-c).fma(s.value, s.value), scale: s.scale }
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        let (t, s) = serf_variables(u);
        let slope = t * s.even_odd_polynomial(F::Element::QUICK_SERF_SLOPE);
        // At the bound it is 8e-10, which any argument must not multiply.
        F::blend(u.less(u.splat(SERF_END)), slope, u.splat(0.0))
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
