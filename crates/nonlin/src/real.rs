//! The algebra that every formula is written in.
//!
//! A formula is a generic function over [`Real`]. What it *means* depends on the
//! number it is evaluated in: a machine float gives a value, a vector of floats a
//! kernel, a [`Dual`](crate::numbers::Dual) a gradient, a
//! [`Taylor`](crate::numbers::Taylor) series higher derivatives, a
//! [`Symbol`](crate::program::Symbol) the formula as a program.

use std::ops::{Add, BitAnd, BitOr, Div, Mul, Neg, Sub};

use crate::atoms::Atom;
use crate::wide::{Scaled, Wide};

/// A number that a formula can be evaluated in.
///
/// Formulas use `+ - * /`, [`lit`](Real::lit) for constants, comparisons with
/// [`select`](Real::select), and atoms ([`ops`](crate::atoms) such as
/// `x.tanh()`). Both branches of a `select` are evaluated; a derivative takes the
/// tangent of the selected branch and never multiplies by a mask.
pub trait Real:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// The result of a comparison.
    type Mask: Copy + BitAnd<Output = Self::Mask> + BitOr<Output = Self::Mask>;

    /// Whether the number has digits and range to spare, so that a formula's plain
    /// form is as good as any.
    const ROOMY: bool = false;

    /// The constant `c`, in the same kind of number as `self`.
    fn lit(self, c: f64) -> Self;
    /// Whether `self < other`; false where either is NaN.
    fn lt(self, other: Self) -> Self::Mask;
    /// Whether `self <= other`; false where either is NaN.
    fn le(self, other: Self) -> Self::Mask;
    /// `yes` where the mask holds, `no` elsewhere.
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;
    /// The absolute value; its derivative at 0 is 0.
    fn abs(self) -> Self;
    /// The square root.
    fn sqrt(self) -> Self;
    /// The largest integer that is not above; its derivative is 0.
    fn floor(self) -> Self;
    /// `self` to the power `exponent`, for a base that is not negative.
    fn powr(self, exponent: Self) -> Self;
    /// The product with its rounding error: `self * other = hi + lo`.
    /// Types that do not carry errors along have none.
    #[inline(always)]
    fn mul_wide(self, other: Self) -> Wide<Self> {
        (self * other).into()
    }
    /// The sum with its rounding error, likewise: `self + other = hi + lo`.
    #[inline(always)]
    fn add_wide(self, other: Self) -> Wide<Self> {
        (self + other).into()
    }
    /// `self * other`, where a zero factor absorbs an infinite one: the limit of
    /// a product whose zero came from an underflow or a saturation.
    /// A plain product in types where that does not happen, or does no harm.
    #[inline(always)]
    fn absorb(self, other: Self) -> Self {
        self * other
    }
    /// What the number type loses of the constant `c + rest`, of which f64 holds
    /// `c`: `c + rest = lit(c) + error`. `None` where nothing is lost.
    #[inline(always)]
    fn lit_error(self, c: f64, rest: f64) -> Option<Self> {
        let _ = (c, rest);
        None
    }
    /// The product `self * atom(u)`, kept accurate where the atom underflows.
    #[inline(always)]
    fn gated<A: Atom>(self, u: impl Into<Wide<Self>>) -> Self {
        Self::atom::<A>(u.into()).gate(self)
    }
    /// Evaluates an atom. Called through the methods of the same name as the atom.
    fn atom<A: Atom>(u: Wide<Self>) -> Scaled<Self>;
    /// An atom and its derivative.
    #[inline(always)]
    fn atom_and_slope<A: Atom>(u: Wide<Self>) -> (Scaled<Self>, Scaled<Self>) {
        (Self::atom::<A>(u), A::rule::<Self>(u))
    }

    /// `special` where the mask holds, else `plain`: two forms of the same number,
    /// of which the first keeps digits there, or stays finite, where the second
    /// does not. A printed formula shows the plain form.
    #[inline(always)]
    fn stable(mask: Self::Mask, special: Self, plain: Self) -> Self {
        Self::select(mask, special, plain)
    }

    /// `self`, whose plain form is `plain`: that is what a printed formula shows,
    /// and what nothing but printing evaluates.
    #[inline(always)]
    fn refined(self, plain: impl FnOnce() -> Self) -> Self {
        let _ = plain;
        self
    }

    /// `self`, whose derivatives by three numbers that it is computed from are known, and are
    /// used in place of those that follow from its steps: each number with the derivative by it.
    #[inline(always)]
    fn with_slopes(self, slopes: impl FnOnce() -> [(Self, Self); 3]) -> Self {
        let _ = slopes;
        self
    }

    /// Whether `self > other`.
    #[inline(always)]
    fn gt(self, other: Self) -> Self::Mask {
        other.lt(self)
    }
    /// Whether `self >= other`.
    #[inline(always)]
    fn ge(self, other: Self) -> Self::Mask {
        other.le(self)
    }
    /// `self * a + b`, rounded once where the machine can.
    #[inline(always)]
    fn mul_add(self, a: Self, b: Self) -> Self {
        self * a + b
    }
    /// `self.absorb(b) + c`, rounded once where the machine can.
    #[inline(always)]
    fn absorb_add(self, b: Self, c: Self) -> Self {
        self.absorb(b) + c
    }
    /// `self` squared.
    #[inline(always)]
    fn square(self) -> Self {
        self * self
    }
    /// `1 / self`.
    #[inline(always)]
    fn recip(self) -> Self {
        self.lit(1.0) / self
    }
    /// `self * c` for a constant.
    #[inline(always)]
    fn times(self, c: f64) -> Self {
        self * self.lit(c)
    }
    /// `self + c` for a constant.
    #[inline(always)]
    fn plus(self, c: f64) -> Self {
        self + self.lit(c)
    }
    /// The larger of `self` and the constant `c`; where they tie, and below, the
    /// constant, with derivative 0. NaN stays NaN.
    #[inline(always)]
    fn at_least(self, c: f64) -> Self {
        let c = self.lit(c);
        Self::select(self.le(c), c, self)
    }
    /// The smaller of `self` and the constant `c`; where they tie, and above, the
    /// constant, with derivative 0. NaN stays NaN.
    #[inline(always)]
    fn at_most(self, c: f64) -> Self {
        let c = self.lit(c);
        Self::select(c.le(self), c, self)
    }
}

/// The quotient with its rounding error: `x / y = hi + lo`.
#[inline(always)]
pub fn div_wide<R: Real>(x: R, y: R) -> Wide<R> {
    let hi = x / y;
    let product = hi.mul_wide(y);
    Wide {
        hi,
        lo: product.lo.map(
            #[inline(always)]
            |e| ((x - product.hi) - e) / y,
        ),
    }
}
