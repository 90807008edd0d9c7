//! Circular functions.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4};

use super::{Atom, AtomId};
use crate::float::{Float, Polynomials};
use crate::real::Real;
use crate::wide::{Scaled, Wide};

/// The sine. Evaluated lane by lane in f64 with a reduction that is exact for
/// every argument: no function of the catalogue needs it faster yet.
///
/// Worst error in scalar code: 0.50 ulp at -1.4648e-3 in f32, 0.69 ulp at -1.1711e1 in f64.
#[derive(Clone, Copy, Debug)]
pub struct Sin;

impl Atom for Sin {
    const ID: AtomId = AtomId::Sin;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        u.hi.map(libm::sin).into()
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        u.map(libm::sin)
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.cos()
    }
}

/// The cosine, evaluated as the sine is.
///
/// Worst error in scalar code: 0.50 ulp at -2.4414e-4 in f32, 0.72 ulp at -7.2340e-1 in f64.
#[derive(Clone, Copy, Debug)]
pub struct Cos;

impl Atom for Cos {
    const ID: AtomId = AtomId::Cos;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        u.hi.map(libm::cos).into()
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        u.map(libm::cos)
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        -u.sin()
    }
}

/// The arctangent.
///
/// Worst error in scalar code: 1.84 ulp at 4.2330e-1 in f32, 0.96 ulp at -2.9565e0 in f64.
#[derive(Clone, Copy, Debug)]
pub struct Atan;

impl Atom for Atan {
    const ID: AtomId = AtomId::Atan;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        // tan(pi/8) and tan(3 pi/8) divide the range; beyond them atan(a) is
        // pi/4 + atan((a - 1) / (a + 1)) or pi/2 + atan(-1 / a).
        let a = u.hi.magnitude();
        let (zero, one) = (a.splat(0.0), a.splat(1.0));
        let middle = a.splat(0.414_213_562_373_095_05).less(a);
        let far = a.splat(2.414_213_562_373_095).less(a);
        let numerator = F::blend(far, -one, F::blend(middle, a - one, a));
        let denominator = F::blend(far, a, F::blend(middle, a + one, one));
        let offset = F::blend(far, a.splat(FRAC_PI_2), F::blend(middle, a.splat(FRAC_PI_4), zero));
        let t = numerator / denominator;
        let z = t * t;
        let rest = t * z * z.polynomial(F::Element::ATAN);
        (offset + (t + rest)).with_sign(u.hi).into()
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        let a = u.magnitude();
        let (zero, one) = (a.splat(0.0), a.splat(1.0));
        let far = one.less(a);
        let t = F::blend(far, one / a, a);
        let angle = t * (t * t).polynomial(F::Element::QUICK_ATAN);
        (F::blend(far, a.splat(FRAC_PI_2), zero) + F::blend(far, -angle, angle)).with_sign(u)
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.lorentzian()
    }
}

/// `1 / (1 + u^2)`.
///
/// Worst error in scalar code: 2.74 ulp at 9.9310e1 in f32, 3.00 ulp at 2.2717e1 in f64.
#[derive(Clone, Copy, Debug)]
pub struct Lorentzian;

impl Atom for Lorentzian {
    const ID: AtomId = AtomId::Lorentzian;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        // Beyond 1, in 1 / u: the square of u may overflow.
        let a = u.hi.magnitude();
        let one = a.splat(1.0);
        let large = one.less(a);
        let r = F::blend(large, one / a, a);
        let square = r * r;
        (F::blend(large, square, one) / (one + square)).into()
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        let one = u.splat(1.0);
        one / u.fma(u, one)
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        let value = u.lorentzian().collapse();
        (u.hi.absorb(value) * value).times(-2.0).into()
    }
}
