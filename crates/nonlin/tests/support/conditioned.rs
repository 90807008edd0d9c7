//! How far rounding on the way may show in a result: a value with a running error.
//!
//! Every operation adds what it rounds and passes on what its operands bring along, to
//! first order. The error is in units of the relative precision of one operation, so that
//! one evaluation serves all of them.

#![allow(unreachable_pub)]

use std::ops::{Add, BitAnd, BitOr, Div, Mul, Neg, Sub};

use nonlin::atoms::Atom;
use nonlin::real::Real;
use nonlin::wide::{Scaled, Wide};

use super::terms::inherent_terms;

/// What an atom may be off, in roundings.
const ATOM: f64 = 2.0;

/// The coarsest precision that comparisons are decided in.
const COARSE: f64 = 1e-6;

#[derive(Clone, Copy, Debug)]
pub struct Conditioned {
    pub value: f64,
    /// Infinite where nothing is known.
    pub error: f64,
}

impl Conditioned {
    pub fn exact(value: f64) -> Self {
        Conditioned { value, error: 0.0 }
    }

    /// Rounded once more, or so many times.
    fn of(value: f64, error: f64, roundings: f64) -> Self {
        let error = error + roundings * value.abs() + f64::MIN_POSITIVE;
        let known = value.is_finite() && error.is_finite();
        Conditioned { value, error: if known { error } else { f64::INFINITY } }
    }
}

/// A comparison, and whether rounding cannot have turned it.
#[derive(Clone, Copy, Debug)]
pub struct Decision {
    holds: bool,
    sure: bool,
}

impl BitAnd for Decision {
    type Output = Self;
    fn bitand(self, other: Self) -> Self {
        Decision { holds: self.holds && other.holds, sure: self.sure && other.sure }
    }
}

impl BitOr for Decision {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Decision { holds: self.holds || other.holds, sure: self.sure && other.sure }
    }
}

/// A factor of 0 leaves nothing of the other.
fn times(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 { 0.0 } else { a * b }
}

impl Add for Conditioned {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::of(self.value + other.value, self.error + other.error, 1.0)
    }
}

impl Sub for Conditioned {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Conditioned {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        let errors = [times(self.value.abs(), other.error), times(other.value.abs(), self.error)];
        Self::of(times(self.value, other.value), errors.iter().sum(), 1.0)
    }
}

impl Div for Conditioned {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        let value = self.value / other.value;
        Self::of(value, (self.error + value.abs() * other.error) / other.value.abs(), 1.0)
    }
}

impl Neg for Conditioned {
    type Output = Self;
    fn neg(self) -> Self {
        Conditioned { value: -self.value, ..self }
    }
}

impl Real for Conditioned {
    type Mask = Decision;
    fn lit(self, c: f64) -> Self {
        // Constants that are no short binary fractions are rounded ones.
        let short = (c * 1024.0).fract() == 0.0;
        Conditioned { value: c, error: if short { 0.0 } else { c.abs() } }
    }
    fn lt(self, other: Self) -> Decision {
        let sure = (self.value - other.value).abs() > COARSE * (self.error + other.error);
        Decision { holds: self.value < other.value, sure }
    }
    fn le(self, other: Self) -> Decision {
        Decision { holds: self.value <= other.value, ..self.lt(other) }
    }
    fn select(mask: Decision, yes: Self, no: Self) -> Self {
        let chosen = if mask.holds { yes } else { no };
        // Both sides of a kink have the same value.
        let same = yes.value == no.value && yes.error == no.error;
        if mask.sure || same { chosen } else { Conditioned { error: f64::INFINITY, ..chosen } }
    }
    fn abs(self) -> Self {
        Conditioned { value: self.value.abs(), ..self }
    }
    fn sqrt(self) -> Self {
        let value = self.value.sqrt();
        Self::of(value, self.error / (2.0 * value), 1.0)
    }
    fn floor(self) -> Self {
        let value = self.value.floor();
        let sure = (self.value - self.value.round()).abs() > COARSE * self.error;
        Conditioned { value, error: if sure { 0.0 } else { f64::INFINITY } }
    }
    fn powr(self, exponent: Self) -> Self {
        let value = self.value.powr(exponent.value);
        let logarithm = self.value.ln().abs();
        let relative = exponent.value.abs() * (self.error / self.value + ATOM * logarithm)
            + exponent.error * logarithm;
        Self::of(value, value * relative, ATOM)
    }
    fn atom<A: Atom>(u: Wide<Self>) -> Scaled<Self> {
        let at = Wide::from(u.hi.value);
        let value = f64::atom::<A>(at).collapse();
        let slope = A::rule::<f64>(at).collapse().abs();
        let inherent = inherent_terms(A::ID, u.hi.value, value);
        Self::of(value, times(slope, u.hi.error) + ATOM * inherent, ATOM).into()
    }
}
