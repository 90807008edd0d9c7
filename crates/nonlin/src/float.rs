//! The machine numbers below [`Real`]: scalars and SIMD vectors of f32 and f64.
//!
//! Atoms are written once over [`Float`]; what differs between f32 and f64 is in
//! [`Precision`].

use std::ops::{Add, BitAnd, BitOr, Div, Mul, Neg, Not, Sub};

use crate::atoms::Atom;
use crate::real::Real;
use crate::wide::{Scaled, Wide};

/// A floating-point scalar or vector with the operations that atoms are made of.
///
/// `min_num` and `max_num` may return either argument where one is NaN; atoms
/// use them only where that does not matter.
pub trait Float:
    Sized
    + Copy
    + 'static
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// A lane mask.
    type Mask: Copy
        + BitAnd<Output = Self::Mask>
        + BitOr<Output = Self::Mask>
        + Not<Output = Self::Mask>;
    /// The element type, which selects polynomials and thresholds.
    type Element: Precision;
    /// Whether `fma` rounds once.
    const FUSED: bool;

    /// The constant in every lane.
    fn splat(self, c: f64) -> Self;
    /// `self * a + b`, rounded once where the machine can.
    fn fma(self, a: Self, b: Self) -> Self;
    /// Lanes where `self < other`.
    fn less(self, other: Self) -> Self::Mask;
    /// Lanes where `self <= other`.
    fn less_equal(self, other: Self) -> Self::Mask;
    /// Lanes where `self == other`.
    fn equal(self, other: Self) -> Self::Mask;
    /// `yes` where the mask holds, else `no`.
    fn blend(mask: Self::Mask, yes: Self, no: Self) -> Self;
    /// Whether any lane of the mask holds.
    fn any(mask: Self::Mask) -> bool;
    /// The smaller number.
    fn min_num(self, other: Self) -> Self;
    /// The larger number.
    fn max_num(self, other: Self) -> Self;
    /// Magnitude.
    fn magnitude(self) -> Self;
    /// Correctly rounded square root.
    fn root(self) -> Self;
    /// The nearest integer, ties to even.
    fn nearest(self) -> Self;
    /// `2^n` for integral `n` within the normal exponents.
    fn exp2i(self) -> Self;
    /// `self * 2^n`, with `n` planted in the lowest bits of `planted`, by adding to
    /// the exponent: for normal numbers that stay normal.
    fn times_two_to(self, planted: Self) -> Self;
    /// `self = m * 2^e` with `m` in `[sqrt(1/2), sqrt(2))`, for positive normal numbers.
    fn mantissa_exponent(self) -> (Self, Self);
    /// The upper half of the significand: squares of it, and products of two, are exact.
    fn upper_half(self) -> Self;
    /// `self` with the sign of `sign`.
    fn with_sign(self, sign: Self) -> Self;
    /// Applies a function lane by lane, in f64: the slow path of rare arguments.
    fn map(self, f: impl Fn(f64) -> f64) -> Self;

    /// A polynomial by Horner's rule, constant term first.
    #[inline(always)]
    fn polynomial(self, coefficients: &[f64]) -> Self {
        self.scaled_polynomial(1.0, coefficients)
    }

    /// `factor` times a polynomial.
    #[inline(always)]
    fn scaled_polynomial(self, factor: f64, coefficients: &[f64]) -> Self {
        let mut i = coefficients.len() - 1;
        let mut sum = self.splat(factor * coefficients[i]);
        while i > 0 {
            i -= 1;
            sum = sum.fma(self, self.splat(factor * coefficients[i]));
        }
        sum
    }

    /// A long polynomial as its even and odd parts, which run side by side.
    #[inline(always)]
    fn even_odd_polynomial(self, coefficients: &[f64]) -> Self {
        let square = self * self;
        let odd = square.every_second(&coefficients[1..]);
        odd.fma(self, square.every_second(coefficients))
    }

    /// The polynomial of every second of the coefficients, from the first on.
    #[inline(always)]
    fn every_second(self, coefficients: &[f64]) -> Self {
        let mut i = (coefficients.len() - 1) / 2 * 2;
        let mut sum = self.splat(coefficients[i]);
        while i > 0 {
            i -= 2;
            sum = sum.fma(self, self.splat(coefficients[i]));
        }
        sum
    }

    /// The rounding error of the product `self * other = product`.
    #[inline(always)]
    fn product_error(self, other: Self, product: Self) -> Self {
        if Self::FUSED {
            self.fma(other, -product)
        } else {
            let (a, b) = (self.upper_half(), other.upper_half());
            let (c, d) = (self - a, other - b);
            ((a * b - product) + a * d + c * b) + c * d
        }
    }
}

/// What differs between f32 and f64.
pub trait Precision: Polynomials + Copy + 'static {
    /// Bits of the significand after the point.
    const MANTISSA: u32;
    /// `exp`, and its product with any number, is 0 below this argument; and
    /// `exp` is infinite above `EXP_MAX`.
    const EXP_MIN: f64;
    /// See `EXP_MIN`; chosen within reach of a two-step scaling.
    const EXP_MAX: f64;
    /// Exponents below this go into the scale of a [`Scaled`] result.
    const TAIL: f64;
    /// The largest exponent of a finite number.
    const TOP: f64;
    /// The upper part of ln 2, with enough trailing zeros that `n * LN2_HI` is exact.
    const LN2_HI: f64;
    /// ln 2 - LN2_HI.
    const LN2_LO: f64;
    /// The smallest positive normal number.
    const MIN_NORMAL: f64;
    /// The largest finite number.
    const MAX: f64;
    /// Arguments of the short `exp` are clamped to this from below: its products
    /// with anything are 0 there, in the precision of the result.
    const QUICK_MIN: f64;
    /// Likewise from above: squares of the result are finite.
    const QUICK_MAX: f64;
    /// What rounding the constant to this precision loses.
    fn constant_error(c: f64) -> f64;
}

/// The polynomials of each precision; `atoms/coefficients.rs` says what they are.
#[allow(missing_docs)]
pub trait Polynomials {
    const EXP: &'static [f64];
    const LN: &'static [f64];
    const LOG1P: &'static [f64];
    const ERFCX: &'static [f64];
    const NORMAL: &'static [f64];
    const ERF: &'static [f64];
    const ATAN: &'static [f64];
    const QUICK_EXP2: &'static [f64];
    const QUICK_ATANH: &'static [f64];
    const QUICK_ATAN: &'static [f64];
    const QUICK_SERF: &'static [f64];
    const QUICK_SERF_SLOPE: &'static [f64];
}

impl<F: Float> Real for F {
    type Mask = F::Mask;

    #[inline(always)]
    fn lit(self, c: f64) -> Self {
        self.splat(c)
    }
    #[inline(always)]
    fn lt(self, other: Self) -> F::Mask {
        self.less(other)
    }
    #[inline(always)]
    fn le(self, other: Self) -> F::Mask {
        self.less_equal(other)
    }
    #[inline(always)]
    fn select(mask: F::Mask, yes: Self, no: Self) -> Self {
        F::blend(mask, yes, no)
    }
    #[inline(always)]
    fn abs(self) -> Self {
        self.magnitude()
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        self.root()
    }
    #[inline(always)]
    fn floor(self) -> Self {
        let near = self.nearest();
        F::blend(self.less(near), near - self.splat(1.0), near)
    }
    #[inline(always)]
    fn powr(self, exponent: Self) -> Self {
        crate::atoms::power(self, exponent)
    }
    #[inline(always)]
    fn mul_wide(self, other: Self) -> Wide<Self> {
        let hi = self * other;
        Wide { hi, lo: Some(self.product_error(other, hi)) }
    }
    #[inline(always)]
    fn add_wide(self, other: Self) -> Wide<Self> {
        // Knuth's two-sum: exact whatever the magnitudes.
        let hi = self + other;
        let b = hi - self;
        let lo = (self - (hi - b)) + (other - b);
        Wide { hi, lo: Some(lo) }
    }
    #[inline(always)]
    fn absorb(self, other: Self) -> Self {
        let zero = self.splat(0.0);
        F::blend(other.equal(zero), zero, self * other)
    }
    #[inline(always)]
    fn mul_add(self, a: Self, b: Self) -> Self {
        self.fma(a, b)
    }
    #[inline(always)]
    fn absorb_add(self, b: Self, c: Self) -> Self {
        F::blend(b.equal(self.splat(0.0)), c, self.fma(b, c))
    }
    #[inline(always)]
    fn lit_error(self, c: f64, rest: f64) -> Option<Self> {
        // In f32 the rest is far below what f32 itself loses.
        let error = F::Element::constant_error(c);
        let error = if error == 0.0 { rest } else { error };
        (error != 0.0).then(|| self.splat(error))
    }
    #[inline(always)]
    fn atom<A: Atom>(u: Wide<Self>) -> Scaled<Self> {
        A::eval(u)
    }
}
