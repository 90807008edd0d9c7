//! Two-part numbers that keep tails accurate: [`Wide`] arguments go into an atom,
//! [`Scaled`] results come out.
//!
//! Both parts are options. Which of them are present is known when a formula is
//! compiled, so formulas that do not need them pay nothing.

use std::ops::{Add, Mul, Neg};

use crate::real::Real;

/// An unevaluated sum `hi + lo` that carries the rounding error of `hi`.
///
/// `exp(a x)` at `a x = -80` turns half a unit of rounding in the product into 40
/// units of the result. Atoms of exponential kind therefore take the error along.
/// `lo` is `None` where nothing was rounded; since that is known when a formula
/// is compiled, exact arguments cost nothing.
#[derive(Clone, Copy, Debug)]
pub struct Wide<R> {
    /// The rounded value.
    pub hi: R,
    /// What rounding left out.
    pub lo: Option<R>,
}

impl<R> From<R> for Wide<R> {
    #[inline(always)]
    fn from(hi: R) -> Self {
        Wide { hi, lo: None }
    }
}

impl<R: Real> Neg for Wide<R> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Wide {
            hi: -self.hi,
            lo: self.lo.map(
                #[inline(always)]
                |lo| -lo,
            ),
        }
    }
}

impl<R: Real> Mul<R> for Wide<R> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, factor: R) -> Self {
        let product = self.hi.mul_wide(factor);
        let lo = match (product.lo, self.lo) {
            (Some(e), Some(lo)) => Some(e + lo * factor),
            (e, lo) => e.or(lo.map(
                #[inline(always)]
                |lo| lo * factor,
            )),
        };
        Wide { hi: product.hi, lo }
    }
}

impl<R: Real> Add<R> for Wide<R> {
    type Output = Self;
    #[inline(always)]
    fn add(self, term: R) -> Self {
        let sum = self.hi.add_wide(term);
        let lo = match (sum.lo, self.lo) {
            (Some(e), Some(lo)) => Some(e + lo),
            (e, lo) => e.or(lo),
        };
        Wide { hi: sum.hi, lo }
    }
}

impl<R: Real> Wide<R> {
    /// The sum as one rounded number.
    #[inline(always)]
    pub fn value(self) -> R {
        match self.lo {
            // What an infinite product left out is not a number.
            Some(lo) => {
                let finite = self.hi.abs().lt(lo.lit(f64::INFINITY));
                R::select(finite, self.hi + lo, self.hi)
            }
            None => self.hi,
        }
    }

    /// The product with the constant `c + rest`, of which f64 holds `c`, including
    /// what the number type loses of it.
    #[inline(always)]
    pub fn times(self, c: f64, rest: f64) -> Self {
        let product = self * self.hi.lit(c);
        let lost = self.hi.lit_error(c, rest).map(
            #[inline(always)]
            |error| self.hi * error,
        );
        let lo = match (product.lo, lost) {
            (Some(a), Some(b)) => Some(a + b),
            (a, b) => a.or(b),
        };
        Wide { hi: product.hi, lo }
    }
}

/// A result `value * scale`, where `scale` is a power of two that is 1 but in the
/// far tail.
///
/// `x * sigmoid(x)` at `x = -100` is a subnormal number whose gate is 100 times
/// smaller: rounded on its own, the gate would lose the digits that the product
/// needs. The gate is therefore handed over as a normal `value`, and the `scale`
/// is applied once, after the multiplication: `x * gate` does that.
#[derive(Clone, Copy, Debug)]
pub struct Scaled<R> {
    /// A number of normal size.
    pub value: R,
    /// The power of two still to be applied, `None` for 1.
    pub scale: Option<R>,
}

impl<R> From<R> for Scaled<R> {
    #[inline(always)]
    fn from(value: R) -> Self {
        Scaled { value, scale: None }
    }
}

impl<R: Real> Scaled<R> {
    /// The number itself.
    #[inline(always)]
    pub fn collapse(self) -> R {
        match self.scale {
            Some(scale) => self.value * scale,
            None => self.value,
        }
    }

    /// The same scale with a changed value.
    #[inline(always)]
    pub fn map(self, f: impl FnOnce(R) -> R) -> Self {
        Scaled { value: f(self.value), scale: self.scale }
    }

    /// `x * self`, scaled last; a gate of zero absorbs an infinite `x`.
    #[inline(always)]
    pub fn gate(self, x: R) -> R {
        Scaled { value: x.absorb(self.value), scale: self.scale }.collapse()
    }
}

impl<R: Real> Add for Scaled<R> {
    type Output = Self;
    /// The sum of two results of atoms of the same argument, whose scales are equal.
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Scaled { value: self.value + other.value, scale: self.scale }
    }
}

impl<R: Real> Mul<R> for Scaled<R> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, factor: R) -> Self {
        self.map(
            #[inline(always)]
            |value| value * factor,
        )
    }
}

impl<R: Real> Neg for Scaled<R> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        self.map(
            #[inline(always)]
            |value| -value,
        )
    }
}
