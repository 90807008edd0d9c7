//! Dual numbers: a value and its derivative by one variable.

use std::ops::{Add, Div, Mul, Neg, Sub};

use crate::atoms::Atom;
use crate::real::Real;
use crate::wide::{Scaled, Wide};

/// A derivative that knows when it is 0 or 1.
///
/// Constants and parameters have the tangent 0, the variable itself 1. Which it
/// is follows from the formula alone, so a compiled kernel contains no operation
/// on either, and no 0 * infinity.
#[derive(Clone, Copy, Debug)]
pub enum Tangent<R> {
    /// Exactly 0.
    Zero,
    /// Exactly 1.
    One,
    /// Anything.
    Dense(R),
}

impl<R: Real> Tangent<R> {
    /// The tangent as a number of the kind of `like`.
    #[inline(always)]
    pub fn value(self, like: R) -> R {
        match self {
            Tangent::Zero => like.lit(0.0),
            Tangent::One => like.lit(1.0),
            Tangent::Dense(d) => d,
        }
    }

    /// Tangent of a function with slope `slope` here: a slope of 0 absorbs an
    /// infinite tangent.
    #[inline(always)]
    fn chain(self, slope: R) -> Self {
        match self {
            Tangent::Zero => Tangent::Zero,
            Tangent::One => Tangent::Dense(slope),
            Tangent::Dense(d) => Tangent::Dense(d.absorb(slope)),
        }
    }

    /// The tangent times a factor of a product: a tangent of 0 absorbs an
    /// infinite factor.
    #[inline(always)]
    fn scale(self, factor: R) -> Self {
        match self {
            Tangent::Zero => Tangent::Zero,
            Tangent::One => Tangent::Dense(factor),
            Tangent::Dense(d) => Tangent::Dense(factor.absorb(d)),
        }
    }

    #[inline(always)]
    fn add(self, other: Self, like: R) -> Self {
        match (self, other) {
            (Tangent::Zero, t) | (t, Tangent::Zero) => t,
            (Tangent::One, Tangent::Dense(d)) | (Tangent::Dense(d), Tangent::One) => {
                Tangent::Dense(d.plus(1.0))
            }
            (Tangent::Dense(a), Tangent::Dense(b)) => Tangent::Dense(a + b),
            (Tangent::One, Tangent::One) => Tangent::Dense(like.lit(2.0)),
        }
    }

    /// The sum of two tangents times factors, as a product has them.
    #[inline(always)]
    fn scaled_sum(self, factor: R, other: Self, by: R) -> Self {
        match (self, other) {
            // Nothing has to be absorbed: a product less to be rounded.
            (Tangent::Dense(a), Tangent::Dense(b)) if R::ROOMY => {
                Tangent::Dense(b.mul_add(by, a * factor))
            }
            _ => self.scale(factor).add(other.scale(by), factor),
        }
    }

    /// The tangent times a factor, added to another.
    #[inline(always)]
    fn scaled_onto(self, factor: R, other: Self) -> Self {
        match (self, other) {
            (Tangent::Dense(d), Tangent::Dense(onto)) if R::ROOMY => {
                Tangent::Dense(d.mul_add(factor, onto))
            }
            _ => self.scale(factor).add(other, factor),
        }
    }

    #[inline(always)]
    fn neg(self, like: R) -> Self {
        match self {
            Tangent::Zero => Tangent::Zero,
            Tangent::One => Tangent::Dense(like.lit(-1.0)),
            Tangent::Dense(d) => Tangent::Dense(-d),
        }
    }

    /// One of two tangents by `choose`, unless they are known to be equal.
    #[inline(always)]
    fn either(yes: Self, no: Self, like: R, choose: impl FnOnce(R, R) -> R) -> Self {
        match (yes, no) {
            (Tangent::Zero, Tangent::Zero) => Tangent::Zero,
            (Tangent::One, Tangent::One) => Tangent::One,
            (yes, no) => Tangent::Dense(choose(yes.value(like), no.value(like))),
        }
    }
}

/// A value with its derivative by one variable.
#[derive(Clone, Copy, Debug)]
pub struct Dual<R> {
    /// The value.
    pub v: R,
    /// The derivative.
    pub d: Tangent<R>,
}

impl<R: Real> Dual<R> {
    /// The variable itself.
    #[inline(always)]
    pub fn variable(v: R) -> Self {
        Dual { v, d: Tangent::One }
    }

    /// A number that does not depend on the variable.
    #[inline(always)]
    pub fn constant(v: R) -> Self {
        Dual { v, d: Tangent::Zero }
    }

    /// The derivative as a number.
    #[inline(always)]
    pub fn derivative(self) -> R {
        self.d.value(self.v)
    }
}

impl<R: Real> Add for Dual<R> {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Dual { v: self.v + other.v, d: self.d.add(other.d, self.v) }
    }
}

impl<R: Real> Sub for Dual<R> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        let d = match (self.d, other.d) {
            (Tangent::Dense(a), Tangent::Dense(b)) => Tangent::Dense(a - b),
            (a, b) => a.add(b.neg(other.v), self.v),
        };
        Dual { v: self.v - other.v, d }
    }
}

impl<R: Real> Mul for Dual<R> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Dual { v: self.v * other.v, d: self.d.scaled_sum(other.v, other.d, self.v) }
    }
}

impl<R: Real> Div for Dual<R> {
    type Output = Self;
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        if R::ROOMY {
            // One division for the value and the derivative.
            let r = other.v.recip();
            let v = self.v * r;
            let d = match (self.d, other.d) {
                (Tangent::Zero, Tangent::Zero) => Tangent::Zero,
                (a, Tangent::Dense(b)) => Tangent::Dense((-b).mul_add(v, a.value(v)) * r),
                (a, b) => Tangent::Dense(a.add(b.scale(v).neg(v), v).value(v) * r),
            };
            return Dual { v, d };
        }
        let v = self.v / other.v;
        let d = match (self.d, other.d) {
            (Tangent::Zero, Tangent::Zero) => Tangent::Zero,
            (a, Tangent::Zero) => Tangent::Dense(a.value(v) / other.v),
            (a, b) => Tangent::Dense(a.add(b.chain(v).neg(v), v).value(v) / other.v),
        };
        Dual { v, d }
    }
}

impl<R: Real> Neg for Dual<R> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Dual { v: -self.v, d: self.d.neg(self.v) }
    }
}

impl<R: Real> Real for Dual<R> {
    type Mask = R::Mask;
    const ROOMY: bool = R::ROOMY;

    #[inline(always)]
    fn lit(self, c: f64) -> Self {
        Dual::constant(self.v.lit(c))
    }
    #[inline(always)]
    fn lt(self, other: Self) -> R::Mask {
        self.v.lt(other.v)
    }
    #[inline(always)]
    fn le(self, other: Self) -> R::Mask {
        self.v.le(other.v)
    }
    #[inline(always)]
    fn select(mask: R::Mask, yes: Self, no: Self) -> Self {
        let d = Tangent::either(
            yes.d,
            no.d,
            yes.v,
            #[inline(always)]
            |a, b| R::select(mask, a, b),
        );
        Dual { v: R::select(mask, yes.v, no.v), d }
    }
    #[inline(always)]
    fn stable(mask: R::Mask, yes: Self, no: Self) -> Self {
        let d = Tangent::either(
            yes.d,
            no.d,
            yes.v,
            #[inline(always)]
            |a, b| R::stable(mask, a, b),
        );
        Dual { v: R::stable(mask, yes.v, no.v), d }
    }
    #[inline(always)]
    fn refined(self, plain: impl FnOnce() -> Self) -> Self {
        // Symbols need the tangent of the plain form, too; for other numbers the
        // compiler drops it.
        let plain = plain();
        let d = Tangent::either(
            self.d,
            plain.d,
            self.v,
            #[inline(always)]
            |a, b| a.refined(|| b),
        );
        Dual { v: self.v.refined(|| plain.v), d }
    }
    #[inline(always)]
    fn with_slopes(self, slopes: impl FnOnce() -> [(Self, Self); 3]) -> Self {
        let [(a, by_a), (b, by_b), (c, by_c)] = slopes();
        let d = b.d.scaled_onto(by_b.v, a.d.scale(by_a.v));
        Dual { v: self.v, d: c.d.scaled_onto(by_c.v, d) }
    }
    #[inline(always)]
    fn abs(self) -> Self {
        let zero = self.v.lit(0.0);
        let d = match self.d {
            Tangent::Zero => Tangent::Zero,
            d => {
                let t = d.value(self.v);
                let right = R::select(zero.lt(self.v), t, zero);
                Tangent::Dense(R::select(self.v.lt(zero), -t, right))
            }
        };
        Dual { v: self.v.abs(), d }
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        let v = self.v.sqrt();
        let d = match self.d {
            Tangent::Zero => Tangent::Zero,
            d => Tangent::Dense(d.value(v) / (v + v)),
        };
        Dual { v, d }
    }
    #[inline(always)]
    fn floor(self) -> Self {
        Dual::constant(self.v.floor())
    }
    #[inline(always)]
    fn powr(self, exponent: Self) -> Self {
        let v = self.v.powr(exponent.v);
        let by_base = match self.d {
            Tangent::Zero => Tangent::Zero,
            d => d.chain(exponent.v * self.v.powr(exponent.v.plus(-1.0))),
        };
        let by_exponent = match exponent.d {
            Tangent::Zero => Tangent::Zero,
            d => d.chain(crate::atoms::Atoms::ln(self.v).absorb(v)),
        };
        Dual { v, d: by_base.add(by_exponent, v) }
    }
    #[inline(always)]
    fn mul_wide(self, other: Self) -> Wide<Self> {
        let product = self.v.mul_wide(other.v);
        let d = self.d.scale(other.v).add(other.d.scale(self.v), self.v);
        Wide { hi: Dual { v: product.hi, d }, lo: product.lo.map(Dual::constant) }
    }
    #[inline(always)]
    fn add_wide(self, other: Self) -> Wide<Self> {
        let sum = self.v.add_wide(other.v);
        Wide {
            hi: Dual { v: sum.hi, d: self.d.add(other.d, self.v) },
            lo: sum.lo.map(Dual::constant),
        }
    }
    #[inline(always)]
    fn absorb(self, other: Self) -> Self {
        let first = self.d.chain(other.v);
        let d = match (first, other.d) {
            (Tangent::Dense(first), Tangent::Dense(d)) => {
                Tangent::Dense(self.v.absorb_add(d, first))
            }
            (first, d) => first.add(d.scale(self.v), self.v),
        };
        Dual { v: self.v.absorb(other.v), d }
    }
    #[inline(always)]
    fn mul_add(self, a: Self, b: Self) -> Self {
        let d = match (self.d, a.d, b.d) {
            (Tangent::Zero, Tangent::Dense(d), Tangent::Dense(b)) => {
                Tangent::Dense(self.v.absorb_add(d, b))
            }
            (x, y, z) => x.scaled_sum(a.v, y, self.v).add(z, self.v),
        };
        Dual { v: self.v.mul_add(a.v, b.v), d }
    }
    #[inline(always)]
    fn lit_error(self, c: f64, rest: f64) -> Option<Self> {
        self.v.lit_error(c, rest).map(Dual::constant)
    }
    #[inline(always)]
    fn atom<A: Atom>(u: Wide<Self>) -> Scaled<Self> {
        let inner = Wide {
            hi: u.hi.v,
            lo: u.lo.map(
                #[inline(always)]
                |lo| lo.v,
            ),
        };
        let (result, d) = match u.hi.d {
            Tangent::Zero => (R::atom::<A>(inner), Tangent::Zero),
            d => {
                let (result, slope) = R::atom_and_slope::<A>(inner);
                // With a scale, both share it; without one the slope is final.
                let slope = if result.scale.is_some() { slope.value } else { slope.collapse() };
                (result, d.chain(slope))
            }
        };
        Scaled { value: Dual { v: result.value, d }, scale: result.scale.map(Dual::constant) }
    }
}
