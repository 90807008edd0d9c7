//! The exponential, and the reduction that every atom of exponential kind shares.
//!
//! `exp(u) = 2^n (1 + p)`, `n = round(u / ln 2)`, `p = exp(r) - 1` by polynomial
//! for the rest `|r| <= ln(2) / 2`, Cody and Waite's two-part ln 2.

use super::{Atom, AtomId, quick};
use crate::float::{Float, Polynomials, Precision};
use crate::real::Real;
use crate::wide::{Scaled, Wide};

/// `exp(u) = 2^n (1 + p)`, with `u` clamped to where the result is not yet all
/// zero or infinite, and where it was clamped from below. NaN stays NaN.
#[inline(always)]
pub(super) fn reduce<F: Float>(u: Wide<F>) -> (F, F, F::Mask) {
    let x = u.hi;
    let (min, max) = (x.splat(F::Element::EXP_MIN), x.splat(F::Element::EXP_MAX));
    let under = x.less(min);
    let x = F::blend(under, min, x);
    let x = F::blend(max.less(x), max, x);
    let n = (x * x.splat(std::f64::consts::LOG2_E)).nearest();
    let r = n.fma(x.splat(-F::Element::LN2_HI), x);
    let small = n * x.splat(F::Element::LN2_LO);
    let rest = r - small;
    // What the last subtraction rounded away; it is half the error of the result.
    let lost = (r - rest) - small;
    let (rest, lost) = match u.lo {
        None => (rest, lost),
        Some(lo) => {
            // Clamped arguments, infinite ones among them, have no valid low part.
            let inside = min.less(x) & x.less(max);
            let lost = lost + F::blend(inside, lo, x.splat(0.0));
            let sum = rest + lost;
            (sum, (rest - sum) + lost)
        }
    };
    let square = rest * rest;
    let p = square.fma(rest.polynomial(F::Element::EXP), rest) + lost;
    (p, n, under)
}

/// `exp(u)` with exponents below the tail threshold left in the scale.
#[inline(always)]
pub(super) fn scaled<F: Float>(u: Wide<F>) -> Scaled<F> {
    let (value, scale) = wide(u);
    Scaled { value: value.hi, scale: Some(scale) }
}

/// `exp(u)` as `hi + lo` of normal size, and the scale. Far below the tail both
/// are 0, so that the value alone can absorb an infinite factor.
#[inline(always)]
pub(super) fn wide<F: Float>(u: Wide<F>) -> (Wide<F>, F) {
    let (p, n, under) = reduce(u);
    let main = n.max_num(n.splat(F::Element::TAIL)).min_num(n.splat(F::Element::TOP));
    let one = p.splat(1.0);
    let sum = p + one;
    let factor = F::blend(under, p.splat(0.0), main.exp2i());
    let lo = (p - (sum - one)) * factor;
    (Wide { hi: sum * factor, lo: Some(lo) }, (n - main).exp2i())
}

/// The square of `c + q t`, for an integer `c` and `0 <= q t`, rounded once or
/// little more.
#[inline(always)]
pub(super) fn square_of_sum<F: Float>(c: F, q: F, t: F) -> F {
    if !F::FUSED {
        // Without a fused product its rounding cannot be recovered: expanded, the
        // square has one rounding of full weight where q is small.
        let w = q * t;
        return c * c + w * (w + (c + c));
    }
    let sum = q.fma(t, c);
    // c - sum is exact: both are multiples of the last place of the sum.
    let lost = q.fma(t, c - sum);
    sum.fma(sum, (sum + sum) * lost)
}

/// `exp(-|u|) = q * k`, and which lanes of `u` were negative.
#[derive(Clone, Copy)]
pub(super) struct Decay<F: Float> {
    /// The value, of normal size.
    pub(super) q: F,
    /// The power of two still to be applied.
    pub(super) k: F,
    /// Where the argument was negative.
    pub(super) negative: F::Mask,
}

impl<F: Float> Decay<F> {
    #[inline(always)]
    pub(super) fn of(u: Wide<F>) -> Self {
        let negative = u.hi.less(u.hi.splat(0.0));
        let lo = u.lo.map(
            #[inline(always)]
            |lo| F::blend(negative, lo, -lo),
        );
        let q = scaled(Wide { hi: -u.hi.magnitude(), lo });
        Decay { q: q.value, k: q.scale.unwrap_or(u.hi.splat(1.0)), negative }
    }

    /// A result proportional to `exp(-|u|)` in the tail, whose scale is left open
    /// for negative `u` and applied for positive `u`: gates fade on the left, and
    /// on the right the exponential is either a small correction of 1 or all
    /// there is.
    #[inline(always)]
    pub(super) fn finish(self, value: F) -> Scaled<F> {
        Scaled {
            value: F::blend(self.negative, value, value * self.k),
            scale: Some(self.left_scale()),
        }
    }

    /// The scale of a result that fades on the left only.
    #[inline(always)]
    pub(super) fn left_scale(self) -> F {
        F::blend(self.negative, self.k, self.k.splat(1.0))
    }

    /// A result that fades on the left only, from its values on the two sides.
    #[inline(always)]
    pub(super) fn gate(self, left: F, right: F) -> Scaled<F> {
        Scaled { value: F::blend(self.negative, left, right), scale: Some(self.left_scale()) }
    }
}

/// `expm1(u)`.
#[inline(always)]
pub(super) fn expm1<F: Float>(u: Wide<F>) -> F {
    let (p, n, _) = reduce(u);
    // 2^n p + (2^n - 1), with one factor of two held back so that n = 128 is finite.
    let one = n.splat(1.0);
    let half = n.splat(0.5);
    let scale = (n.max_num(n.splat(F::Element::TAIL)) - one).exp2i();
    let sum = scale.fma(p, scale - half);
    let doubled = sum + sum;
    // The sum above turns -0 into 0, and must not round tiny arguments.
    F::blend(n.equal(n.splat(0.0)), p, doubled)
}

/// The exponential.
///
/// Worst error in scalar code: 0.89 ulp at 4.8189e1 in f32, 0.91 ulp at 2.5320e1 in f64.
#[derive(Clone, Copy, Debug)]
pub struct Exp;

impl Atom for Exp {
    const ID: AtomId = AtomId::Exp;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        scaled(u)
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        quick::exp(u)
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.exp()
    }
}

/// `exp(u) - 1`.
///
/// Worst error in scalar code: 1.23 ulp at 1.7011e1 in f32, 1.25 ulp at 4.0000e-1 in f64.
#[derive(Clone, Copy, Debug)]
pub struct Expm1;

impl Atom for Expm1 {
    const ID: AtomId = AtomId::Expm1;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        expm1(u).into()
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        // The sign of a zero is lost in the last sum.
        quick::expm1(u).with_sign(u)
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.exp().collapse().into()
    }
}
