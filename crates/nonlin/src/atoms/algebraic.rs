//! Softsign, whose quotient rule would cancel.

use super::{Atom, AtomId};
use crate::float::Float;
use crate::real::Real;
use crate::wide::{Scaled, Wide};

/// `u / (1 + |u|)`.
///
/// Worst error in scalar code: 1.45 ulp at -1.0005e2 in f32, 1.39 ulp at -1.9547e1 in f64.
#[derive(Clone, Copy, Debug)]
pub struct Softsign;

impl Atom for Softsign {
    const ID: AtomId = AtomId::Softsign;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        // Beyond 1 as 1 / (1 + 1 / |u|), which has its limit at infinity.
        let a = u.hi.magnitude();
        let one = a.splat(1.0);
        let large = one.less(a);
        let r = F::blend(large, one / a, a);
        (F::blend(large, one, r) / (one + r)).with_sign(u.hi).into()
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        u / (u.splat(1.0) + u.magnitude())
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        u.softsign_slope()
    }
}

/// `1 / (1 + |u|)^2`.
///
/// Worst error in scalar code: 3.16 ulp at 3.1526e1 in f32, 3.50 ulp at -1.3422e8 in f64.
#[derive(Clone, Copy, Debug)]
pub struct SoftsignSlope;

impl Atom for SoftsignSlope {
    const ID: AtomId = AtomId::SoftsignSlope;
    #[inline(always)]
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F> {
        let one = u.hi.splat(1.0);
        let r = one / (one + u.hi.magnitude());
        (r * r).into()
    }
    #[inline(always)]
    fn quick<F: Float>(u: F) -> F {
        let r = u.splat(1.0) / (u.splat(1.0) + u.magnitude());
        r * r
    }
    #[inline(always)]
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R> {
        // -2 sign(u) / (1 + |u|)^3; 0 at 0, where the left and right limits differ.
        let a = u.hi.abs();
        let zero = a.lit(0.0);
        let cube = u.softsign_slope().collapse() * a.plus(1.0).recip();
        let magnitude = cube.times(-2.0);
        let right = R::select(zero.lt(u.hi), magnitude, zero);
        R::select(u.hi.lt(zero), -magnitude, right).into()
    }
}
