//! Logarithms by `ln(1 + f) = f - s (f - z R(z))`, `s = f / (2 + f)`, `z = s^2`:
//! the first term is exact, so that the division's error hardly counts.

use super::{Atom, AtomId, quick};
use crate::float::{Float, Polynomials, Precision};
use crate::real::Real;
use crate::wide::{Scaled, Wide};

/// `ln(m)` for `m` in `[sqrt(1/2), sqrt(2))` as `f + rest`, `f = m - 1` exact.
#[inline(always)]
fn of_mantissa<F: Float>(m: F) -> (F, F) {
    let f = m - m.splat(1.0);
    let s = f / (f + f.splat(2.0));
    let z = s * s;
    (f, -(s * (f - z * z.polynomial(F::Element::LN))))
}

/// `ln(u)` for `u > 0` as a two-part number, subnormals included; NaN below 0.
#[inline(always)]
pub(super) fn wide<F: Float>(u: F) -> Wide<F> {
    let zero = u.splat(0.0);
    let normal = u.splat(F::Element::MIN_NORMAL);
    // 2^(mantissa + 1) brings every subnormal number into the normal range.
    let lift = f64::from(F::Element::MANTISSA + 1);
    let small = u.less(normal);
    let x = F::blend(small, u * u.splat(lift.exp2()), u);
    let (m, e) = x.mantissa_exponent();
    let e = F::blend(small, e - e.splat(lift), e);
    let (f, rest) = of_mantissa(m);
    let hi = e * e.splat(F::Element::LN2_HI);
    let lo = e.fma(e.splat(F::Element::LN2_LO), rest);
    // Two-sum of hi and f, which either of them may exceed in magnitude.
    let sum = hi + f;
    let b = sum - hi;
    let lo = ((hi - (sum - b)) + (f - b)) + lo;
    // `rest` may have been as large as a tenth of the sum.
    let (sum, lo) = (sum + lo, lo - ((sum + lo) - sum));
    let infinity = u.splat(f64::INFINITY);
    let value = F::blend(u.equal(zero), -infinity, sum);
    let value = F::blend(u.equal(infinity), infinity, value);
    let value = F::blend(u.less(zero), u.splat(f64::NAN), value);
    let finite = zero.less(u) & u.less(infinity);
    // NaN has no mantissa: it must be put back.
    let value = F::blend(u.equal(u), value, u);
    Wide { hi: value, lo: Some(F::blend(finite, lo, zero)) }
}

/// `ln(1 + q)` for `0 <= q <= 1`.
#[inline(always)]
pub(super) fn log1p_unit<F: Float>(q: F) -> F {
    let s = q / (q + q.splat(2.0));
    let z = s * s;
    let inner = q - z * z.polynomial(F::Element::LOG1P);
    q - s * inner
}

/// `base^exponent` for a base that is not negative.
#[inline(always)]
pub(crate) fn power<F: Float>(base: F, exponent: F) -> F {
    let ln = wide(base);
    let product = Wide {
        // An exponent of zero gives 1, also for the base 0.
        hi: ln.hi.absorb(exponent),
        lo: None,
    };
    let finite = ln.hi.magnitude().less(base.splat(f64::INFINITY));
    let error = F::blend(finite, ln.hi.product_error(exponent, product.hi), base.splat(0.0));
    let lo = match ln.lo {
        Some(lo) => lo.fma(exponent, error),
        None => error,
    };
    super::exponential::scaled(Wide { hi: product.hi, lo: Some(lo) }).collapse()
}

/// The natural logarithm.
///
/// Worst error in scalar code: 0.61 ulp at 1.3281e0 in f32, 0.56 ulp at 1.3590e0 in f64.
#[derive(Clone, Copy, Debug)]
pub struct Ln;

impl Atom for Ln {
    const ID: AtomId = AtomId::Ln;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        wide(u.hi).value().into()
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        quick::ln(u)
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.hi.recip().into()
    }
}

/// `ln(1 + u)`.
///
/// Worst error in scalar code: 0.66 ulp at 2.0833e-1 in f32, 0.68 ulp at 4.1370e-1 in f64.
#[derive(Clone, Copy, Debug)]
pub struct Log1p;

impl Atom for Log1p {
    const ID: AtomId = AtomId::Log1p;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        let x = u.hi;
        let one = x.splat(1.0);
        let sum = x + one;
        // The logarithm of the rounded sum, corrected for the rounding.
        let b = sum - x;
        let error = (x - (sum - b)) + (one - b);
        let ln = wide(sum);
        let rounded = sum.less(x.splat(1.0e30));
        let correction = F::blend(rounded, error / sum, x.splat(0.0));
        let lo = match ln.lo {
            Some(lo) => lo + correction,
            None => correction,
        };
        let value = ln.hi + lo;
        // ln(0) = -inf must not meet the correction's 0 / 0; and -0 stays -0.
        let minus_one = sum.equal(x.splat(0.0));
        let value = F::blend(minus_one, ln.hi, value);
        F::blend(x.equal(x.splat(0.0)), x, value).into()
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        // Small arguments keep their digits as 2 atanh(u / (2 + u)).
        let one = u.splat(1.0);
        let near = u.magnitude().less(u.splat(0.5));
        let inner = F::blend(near, u, u.splat(0.0));
        F::blend(near, quick::twice_atanh(inner / (inner + u.splat(2.0))), quick::ln(one + u))
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.hi.plus(1.0).recip().into()
    }
}
