//! f64 with an exponent that does not run out: `x^64` at the largest `x`, and sums of
//! such, for the few elements where a kernel's f64 would overflow.

use std::ops::{Add, Mul, Neg, Sub};

/// `significand * 2^exponent`, with the significand 0 or of magnitude in `[1, 2)`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extended {
    significand: f64,
    exponent: i64,
}

/// The factor that makes subnormal numbers normal.
const LIFT: i32 = 64;

fn two_to(exponent: i64) -> f64 {
    f64::from_bits(((1023 + exponent) as u64) << 52)
}

impl Extended {
    pub(super) const ZERO: Self = Extended { significand: 0.0, exponent: 0 };
    pub(super) const ONE: Self = Extended { significand: 1.0, exponent: 0 };

    /// A number so large that it stands for infinity in quotients of polynomials.
    pub(super) fn huge(negative: bool) -> Self {
        Extended { significand: if negative { -1.0 } else { 1.0 }, exponent: 1 << 40 }
    }

    fn normalized(significand: f64, exponent: i64) -> Self {
        if significand == 0.0 {
            return Self::ZERO;
        }
        let (significand, exponent) = if significand.abs() < f64::MIN_POSITIVE {
            (significand * two_to(LIFT.into()), exponent - i64::from(LIFT))
        } else {
            (significand, exponent)
        };
        let bits = significand.to_bits();
        let shift = ((bits >> 52) & 0x7ff) as i64 - 1023;
        let unit = f64::from_bits((bits & !(0x7ff << 52)) | (1023 << 52));
        Extended { significand: unit, exponent: exponent + shift }
    }

    /// A finite number.
    pub(super) fn new(x: f64) -> Self {
        Self::normalized(x, 0)
    }

    pub(super) fn abs(self) -> Self {
        Extended { significand: self.significand.abs(), ..self }
    }

    /// -1, 0 or 1.
    pub(super) fn sign(self) -> f64 {
        if self.significand == 0.0 { 0.0 } else { self.significand.signum() }
    }

    pub(super) fn times(self, factor: f64) -> Self {
        self * Self::new(factor)
    }

    /// The quotient; 0 by 0 is 0, and anything else by 0 is huge.
    pub(super) fn over(self, other: Self) -> Self {
        if other.significand == 0.0 {
            return if self.significand == 0.0 { self } else { Self::huge(self.sign() < 0.0) };
        }
        Self::normalized(self.significand / other.significand, self.exponent - other.exponent)
    }

    /// The nearest f64: infinite beyond its range.
    pub(super) fn nearest(self) -> f64 {
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
    pub(super) fn finite(self) -> f64 {
        self.nearest().clamp(f64::MIN, f64::MAX)
    }
}

impl Mul for Extended {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self::normalized(self.significand * other.significand, self.exponent + other.exponent)
    }
}

impl Neg for Extended {
    type Output = Self;
    fn neg(self) -> Self {
        Extended { significand: -self.significand, ..self }
    }
}

impl Add for Extended {
    type Output = Self;
    fn add(self, other: Self) -> Self {
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

impl Sub for Extended {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}
