//! What the short evaluations of the atoms ([`Atom::quick`](super::Atom::quick))
//! are made of.
//!
//! They run where the number has digits and range to spare: f32 results computed in
//! f64, half-precision results computed in f32. Then nothing has to be compensated,
//! an exponential may be as large as `QUICK_MAX` allows, and a polynomial needs
//! only the digits of the result.

use super::coefficients::{QUICK_ERF_P, QUICK_ERF_Q, QUICK_EXP2M1, QUICK_NORMAL_P, QUICK_NORMAL_Q};
use crate::float::{Float, Polynomials, Precision};

/// Bounds between which an argument is clamped; `None` where it is known to keep
/// within.
#[derive(Clone, Copy)]
pub(super) struct Bounds {
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
}

impl Bounds {
    /// Where `exp(factor u)` and its products have met their limits.
    #[inline(always)]
    const fn of<F: Float>(factor: f64) -> Bounds {
        let (a, b) = (F::Element::QUICK_MIN / factor, F::Element::QUICK_MAX / factor);
        if a < b {
            Bounds { low: Some(a), high: Some(b) }
        } else {
            Bounds { low: Some(b), high: Some(a) }
        }
    }

    #[inline(always)]
    fn clamp<F: Float>(self, u: F) -> F {
        let u = match self.low {
            Some(low) => u.splat(low).max_num(u),
            None => u,
        };
        match self.high {
            Some(high) => u.splat(high).min_num(u),
            None => u,
        }
    }
}

/// Adding this rounds to an integer, and leaves it in the low bits.
#[inline(always)]
fn magic<F: Float>(u: F) -> F {
    u.splat(1.5 * f64::from(F::Element::MANTISSA).exp2())
}

/// `factor u / ln 2 = n + r` for an integral `n` and `|r| <= 1/2`: `r`, and `n`
/// planted in the lowest bits of a number.
#[inline(always)]
fn reduce<F: Float>(u: F, factor: f64, bounds: Bounds) -> (F, F) {
    let u = bounds.clamp(u);
    let magic = magic(u);
    let factor = u.splat(factor * std::f64::consts::LOG2_E);
    let planted = u.fma(factor, magic);
    (u.fma(factor, magic - planted), planted)
}

/// `exp(factor u)`.
#[inline(always)]
pub(super) fn exp_of<F: Float>(u: F, factor: f64, bounds: Bounds) -> F {
    multiple_of_exp(u, 1.0, factor, bounds)
}

/// `c exp(factor u)`, of which `c` costs nothing.
#[inline(always)]
pub(super) fn multiple_of_exp<F: Float>(u: F, c: f64, factor: f64, bounds: Bounds) -> F {
    let (r, n) = reduce(u, factor, bounds);
    r.scaled_polynomial(c, F::Element::QUICK_EXP2).times_two_to(n)
}

/// `expm1(factor u)`, of which the sign of a zero is lost.
#[inline(always)]
pub(super) fn expm1_of<F: Float>(u: F, factor: f64, bounds: Bounds) -> F {
    let (r, n) = reduce(u, factor, bounds);
    reduced_exp2m1(r, n)
}

/// `2^v - 1` for a `v` within bounds, of which the sign of a zero is lost.
#[inline(always)]
pub(super) fn exp2m1<F: Float>(v: F) -> F {
    let magic = magic(v);
    let planted = v + magic;
    reduced_exp2m1(v - (planted - magic), planted)
}

#[inline(always)]
fn reduced_exp2m1<F: Float>(r: F, n: F) -> F {
    let scale = r.splat(1.0).times_two_to(n);
    let p = r * r.polynomial(QUICK_EXP2M1);
    scale.fma(p, scale - scale.splat(1.0))
}

/// `exp(u)`.
#[inline(always)]
pub(super) fn exp<F: Float>(u: F) -> F {
    exp_of(u, 1.0, Bounds::of::<F>(1.0))
}

/// `exp(-a)` for `a >= 0`.
#[inline(always)]
pub(super) fn decay<F: Float>(a: F) -> F {
    exp_of(a, -1.0, Bounds { low: None, high: Some(-F::Element::QUICK_MIN) })
}

/// `expm1(u)`, of which the sign of a zero is lost.
#[inline(always)]
pub(super) fn expm1<F: Float>(u: F) -> F {
    expm1_of(u, 1.0, Bounds::of::<F>(1.0))
}

/// `expm1(2 a)` for `a >= 0`, up to where the tanh of `a` is 1.
#[inline(always)]
pub(super) fn expm1_twice<F: Float>(a: F) -> F {
    expm1_of(a, 2.0, Bounds { low: None, high: Bounds::of::<F>(2.0).high })
}

/// `tanh(v)` for `m = expm1(2 v)`.
#[inline(always)]
pub(super) fn tanh_from<F: Float>(m: F) -> F {
    m / (m + m.splat(2.0))
}

/// `tanh(v)` and its slope `1 - tanh(v)^2` for `m = expm1(2 v)`.
#[inline(always)]
pub(super) fn tanh_and_slope<F: Float>(m: F) -> (F, F) {
    let r = m.splat(1.0) / (m + m.splat(2.0));
    (m * r, complement(r + r))
}

/// `1 - (1 - s)^2`
#[inline(always)]
pub(super) fn complement<F: Float>(s: F) -> F {
    (-s).fma(s, s + s)
}

/// `sigmoid(u)` and `sigmoid(-u)`.
///
/// They are made from `exp(u)`, not `exp(-u)`: what fades on the left is then as
/// small as an exponential can be, and its products with any argument are 0.
#[inline(always)]
pub(super) fn sigmoids<F: Float>(u: F) -> (F, F) {
    let e = exp(u);
    let one = e.splat(1.0);
    let r = one / (one + e);
    (e * r, r)
}

/// `2 atanh(s)` for `|s| <= 1/3`: `ln((1 + s) / (1 - s))`.
#[inline(always)]
pub(super) fn twice_atanh<F: Float>(s: F) -> F {
    s * (s * s).polynomial(F::Element::QUICK_ATANH)
}

/// `ln(1 + q)` for `0 <= q <= 1`.
#[inline(always)]
pub(super) fn log1p_unit<F: Float>(q: F) -> F {
    twice_atanh(q / (q + q.splat(2.0)))
}

/// `ln(m 2^e)`, and corrections for what is no positive finite number.
#[inline(always)]
pub(super) fn ln<F: Float>(u: F) -> F {
    let (m, e) = u.mantissa_exponent();
    let one = u.splat(1.0);
    let value = e.fma(u.splat(std::f64::consts::LN_2), twice_atanh((m - one) / (m + one)));
    let zero = u.splat(0.0);
    let value = F::blend(u.equal(zero), u.splat(f64::NEG_INFINITY), value);
    F::blend(u.less(zero), u.splat(f64::NAN), value)
}

/// `softplus(u)`.
#[inline(always)]
pub(super) fn softplus<F: Float>(u: F) -> F {
    softplus_and_sigmoid(u).0
}

/// `softplus(u)` and `sigmoid(u)` from one exponential.
#[inline(always)]
pub(super) fn softplus_and_sigmoid<F: Float>(u: F) -> (F, F) {
    let q = decay(u.magnitude());
    let (zero, one) = (u.splat(0.0), u.splat(1.0));
    let r = one / (one + q);
    (u.max_num(zero) + log1p_unit(q), F::blend(u.less(zero), q * r, r))
}

/// `exp(a^2 / 2) Phi(-a)` for `a >= 0`, accurate to where `Phi(-a)` is 0 in the
/// precision of the result.
#[inline(always)]
pub(super) fn normal_tail<F: Float>(a: F) -> F {
    a.polynomial(QUICK_NORMAL_P) / a.polynomial(QUICK_NORMAL_Q)
}

/// `exp(-u^2 / 2)`.
#[inline(always)]
pub(super) fn normal_decay<F: Float>(u: F) -> F {
    exp_of(u * u, -0.5, Bounds { low: None, high: Some(-2.0 * F::Element::QUICK_MIN) })
}

/// `Phi(-a)` for `a >= 0`.
#[inline(always)]
pub(super) fn normal_below<F: Float>(a: F) -> F {
    normal_decay(a) * normal_tail(a)
}

/// `erf(z)` for `z >= 0`.
#[inline(always)]
pub(super) fn erf_positive<F: Float>(z: F) -> F {
    // 1 - erf(3.92) is 3.0e-8: half a unit of f32.
    let z = z.min_num(z.splat(3.92));
    let square = z * z;
    z * square.polynomial(QUICK_ERF_P) / square.polynomial(QUICK_ERF_Q)
}

/// `erfc(z)` for `z >= 0`.
#[inline(always)]
pub(super) fn erfc_positive<F: Float>(z: F) -> F {
    let below = normal_below(z * z.splat(std::f64::consts::SQRT_2));
    below + below
}
