//! f64 with an exponent that does not run out: `x^64` at the largest `x`, sums of such,
//! and quotients of what overflows by what underflows, for the few elements where a
//! kernel's f64 would leave its range.

use std::ops::{Add, Div, Mul, Neg, Sub};

use crate::atoms::{Atom, AtomId, Atoms, beyond};
use crate::real::Real;
use crate::wide::{Scaled, Wide};

/// `significand * 2^exponent`, with the significand of magnitude in `[1, 2)`, or 0, infinite
/// or NaN.
///
/// Slopes are made of quotients that stand for products with a reciprocal, in which a zero
/// absorbs an infinite factor: with `SLOPE`, 0 by 0 is 0.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extended<const SLOPE: bool = false> {
    significand: f64,
    exponent: i64,
}

/// The factor that makes subnormal numbers normal.
const LIFT: i32 = 64;

/// Exponents stay within: sums of two of them do not overflow.
const MOST: i64 = 1 << 60;

fn two_to(exponent: i64) -> f64 {
    f64::from_bits(((1023 + exponent) as u64) << 52)
}

impl<const SLOPE: bool> Extended<SLOPE> {
    pub(crate) const ZERO: Self = Extended { significand: 0.0, exponent: 0 };
    pub(crate) const ONE: Self = Extended { significand: 1.0, exponent: 0 };

    /// A number so large that it stands for infinity in quotients of polynomials.
    pub(crate) fn huge(negative: bool) -> Self {
        Extended { significand: if negative { -1.0 } else { 1.0 }, exponent: 1 << 40 }
    }

    fn normalized(significand: f64, exponent: i64) -> Self {
        if significand == 0.0 || !significand.is_finite() {
            return Extended { significand, exponent: 0 };
        }
        let (significand, exponent) = if significand.abs() < f64::MIN_POSITIVE {
            (significand * two_to(LIFT.into()), exponent - i64::from(LIFT))
        } else {
            (significand, exponent)
        };
        let bits = significand.to_bits();
        let shift = ((bits >> 52) & 0x7ff) as i64 - 1023;
        let unit = f64::from_bits((bits & !(0x7ff << 52)) | (1023 << 52));
        Extended { significand: unit, exponent: (exponent + shift).clamp(-MOST, MOST) }
    }

    pub(crate) fn new(x: f64) -> Self {
        Self::normalized(x, 0)
    }

    /// -1, 0 or 1.
    pub(crate) fn sign(self) -> f64 {
        if self.significand == 0.0 { 0.0 } else { self.significand.signum() }
    }

    pub(crate) fn is_nan(self) -> bool {
        self.significand.is_nan()
    }

    /// The quotient; 0 by 0 is 0, and anything else by 0 is huge.
    pub(crate) fn over(self, other: Self) -> Self {
        if other.significand == 0.0 {
            return if self.significand == 0.0 { self } else { Self::huge(self.sign() < 0.0) };
        }
        self / other
    }

    /// The nearest f64: infinite beyond its range.
    pub(crate) fn nearest(self) -> f64 {
        let half = self.exponent.clamp(-2200, 2200) / 2;
        // In two steps; the first is exact, since it stays within the normal range.
        self.significand * two_to(half.clamp(-1022, 1023)) * {
            let rest = self.exponent.clamp(-2200, 2200) - half.clamp(-1022, 1023);
            if rest > 1023 {
                f64::INFINITY
            } else if rest < -1074 {
                0.0
            } else if rest < -1022 {
                two_to(rest + 100) * two_to(-100)
            } else {
                two_to(rest)
            }
        }
    }

    /// The nearest finite f64.
    pub(crate) fn finite(self) -> f64 {
        self.nearest().clamp(f64::MIN, f64::MAX)
    }

    /// `exp(self)`.
    pub(crate) fn exponential(self) -> Self {
        if !self.significand.is_finite() {
            return Self::new(Atoms::exp(self.significand));
        }
        let u = self.nearest();
        let k = (u * std::f64::consts::LOG2_E).round().clamp(-(MOST as f64), MOST as f64);
        if k.abs() >= 1e17 {
            return Self::normalized(1.0, k as i64);
        }
        // ln 2 in two parts, of which the first has 32 bits.
        let rest = (u - k * 6.931_471_803_691_238e-1) - k * 1.908_214_929_270_587_7e-10;
        Self::normalized(Atoms::exp(rest), k as i64)
    }

    /// `ln(self)`.
    pub(crate) fn logarithm(self) -> Self {
        // Of a number near 1 the logarithm is that of the number itself.
        if self.exponent.abs() < 1000 {
            return Self::new(Atoms::ln(self.nearest()));
        }
        Self::new(Atoms::ln(self.significand) + self.exponent as f64 * std::f64::consts::LN_2)
    }

    fn compare(self, other: Self) -> Option<std::cmp::Ordering> {
        if self.significand.is_finite() && other.significand.is_finite() {
            (self - other).significand.partial_cmp(&0.0)
        } else {
            self.nearest().partial_cmp(&other.nearest())
        }
    }
}

impl<const SLOPE: bool> Mul for Extended<SLOPE> {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self::normalized(self.significand * other.significand, self.exponent + other.exponent)
    }
}

impl<const SLOPE: bool> Div for Extended<SLOPE> {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        if SLOPE && self.significand == 0.0 && other.significand == 0.0 {
            return Self::ZERO;
        }
        Self::normalized(self.significand / other.significand, self.exponent - other.exponent)
    }
}

impl<const SLOPE: bool> Neg for Extended<SLOPE> {
    type Output = Self;
    fn neg(self) -> Self {
        Extended { significand: -self.significand, ..self }
    }
}

impl<const SLOPE: bool> Add for Extended<SLOPE> {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        if !(self.significand.is_finite() && other.significand.is_finite()) {
            return Self::new(self.significand + other.significand);
        }
        if self.significand == 0.0 {
            return other;
        }
        if other.significand == 0.0 {
            return self;
        }
        let (large, small) =
            if self.exponent >= other.exponent { (self, other) } else { (other, self) };
        let distance = large.exponent - small.exponent;
        if distance > 200 {
            return large;
        }
        Self::normalized(large.significand + small.significand * two_to(-distance), large.exponent)
    }
}

impl<const SLOPE: bool> Sub for Extended<SLOPE> {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl<const SLOPE: bool> Real for Extended<SLOPE> {
    type Mask = bool;

    fn lit(self, c: f64) -> Self {
        Self::new(c)
    }
    fn lt(self, other: Self) -> bool {
        self.compare(other).is_some_and(std::cmp::Ordering::is_lt)
    }
    fn le(self, other: Self) -> bool {
        self.compare(other).is_some_and(std::cmp::Ordering::is_le)
    }
    fn select(mask: bool, yes: Self, no: Self) -> Self {
        if mask { yes } else { no }
    }
    fn abs(self) -> Self {
        Extended { significand: self.significand.abs(), ..self }
    }
    fn sqrt(self) -> Self {
        let odd = self.exponent.rem_euclid(2);
        Self::normalized((self.significand * two_to(odd)).sqrt(), (self.exponent - odd) / 2)
    }
    fn floor(self) -> Self {
        match self.exponent {
            52.. => self,
            // The nearest f64 may be 0.
            ..0 if self.significand < 0.0 => Self::new(-1.0),
            _ => Self::new(self.nearest().floor()),
        }
    }
    fn powr(self, exponent: Self) -> Self {
        let power = self.nearest().powr(exponent.nearest());
        let usual = power.is_normal() && self.nearest().is_normal();
        if usual || self.significand == 0.0 || power.is_nan() {
            return Self::new(power);
        }
        (exponent * self.logarithm()).exponential()
    }
    fn absorb(self, other: Self) -> Self {
        let zero = |a: Self, b: Self| a.significand == 0.0 && !b.is_nan();
        if zero(self, other) || zero(other, self) { Self::ZERO } else { self * other }
    }
    fn atom<A: Atom>(u: Wide<Self>) -> Scaled<Self> {
        let u = u.value();
        let x = u.nearest();
        let value = f64::atom::<A>(x.into()).collapse();
        // As good as it gets: neither has left the range.
        let usual = x.is_normal() && (value.is_normal() || x.abs() < beyond::NEAR);
        if usual || u.significand == 0.0 || !u.significand.is_finite() || value.is_nan() {
            return Self::new(value).into();
        }
        if x.abs() < f64::MIN_POSITIVE && A::ID != AtomId::Ln {
            let slope = A::rule::<f64>(0.0.into()).collapse();
            let start = f64::atom::<A>(0.0.into()).collapse();
            return (Self::new(start) + Self::new(slope) * u).into();
        }
        beyond::tail(A::ID, u, value).into()
    }
}
