//! How far rounding on the way may show in a result: a value with a running error.
//!
//! Every operation adds what it rounds and passes on what its operands bring along. The tests of
//! the kernels for GPUs (`gpu/tests`) include this file, too: they say what single precision loses.

#![allow(unreachable_pub)]

use std::ops::{Add, BitAnd, BitOr, Div, Mul, Neg, Sub};

use nonlin::atoms::{Atom, AtomId};
use nonlin::real::Real;
use nonlin::wide::{Scaled, Wide};

use super::terms::inherent_terms;

/// What a kind of arithmetic loses.
#[derive(Debug)]
pub struct Arithmetic {
    /// What an operation is off, relative to its result.
    pub rounding: f64,
    /// What an atom is off, in such roundings.
    pub atom: f64,
    /// Smaller numbers may be taken for zero.
    pub least: f64,
    /// Sines of larger arguments are as good as the argument's own last place.
    pub sines: f64,
}

/// The least number there is: what an operation may lose of a result that is smaller.
const LEAST: f64 = f64::from_bits(1);

#[derive(Clone, Copy, Debug)]
pub struct Conditioned {
    pub value: f64,
    /// Infinite where nothing is known.
    pub error: f64,
    arithmetic: &'static Arithmetic,
}

impl Conditioned {
    pub fn exact(value: f64, arithmetic: &'static Arithmetic) -> Self {
        Conditioned { value, error: 0.0, arithmetic }
    }

    /// The result of an operation that rounds so many times; `error` is what operands bring along.
    fn result(self, value: f64, error: f64, roundings: f64) -> Self {
        let Arithmetic { rounding, least, .. } = *self.arithmetic;
        let flushed = if value.abs() < least { value.abs() } else { 0.0 };
        let rounded = rounding * roundings * value.abs() + LEAST;
        let known = value.is_finite() && error.is_finite();
        let error = if known { error + rounded + flushed } else { f64::INFINITY };
        Conditioned { value, error, ..self }
    }

    /// What the error makes of a function that is `value` here and as steep as `slope`.
    fn through(self, value: f64, slope: f64, f: impl Fn(f64) -> f64) -> f64 {
        if self.error == 0.0 {
            return 0.0;
        }
        let ends = [self.value - self.error, self.value + self.error];
        let [left, right] = ends.map(|end| (f(end) - value).abs());
        let all = [slope.abs() * self.error, left, right];
        all.into_iter().filter(|error| error.is_finite()).fold(f64::NAN, f64::max)
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

/// Whether a distance is one, for all that rounding makes of it. At a tie, which side is taken is
/// a matter of convention.
fn clear(distance: f64, error: f64) -> bool {
    distance.abs() > 2.0 * error
}

impl Add for Conditioned {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        self.result(self.value + other.value, self.error + other.error, 1.0)
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
        let of_one = times(self.value.abs(), other.error) + times(other.value.abs(), self.error);
        let error = of_one + times(self.error, other.error);
        self.result(times(self.value, other.value), error, 1.0)
    }
}

impl Div for Conditioned {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        let value = self.value / other.value;
        // Of a divisor that may as well be 0 nothing is known.
        let least = (other.value.abs() - other.error).max(0.0);
        self.result(value, (self.error + times(value.abs(), other.error)) / least, 1.0)
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
        let short = (c * 1024.0).fract() == 0.0 && f64::from(c as f32) == c;
        let exact = Conditioned::exact(c, self.arithmetic);
        if short { exact } else { exact.result(c, 0.0, 1.0) }
    }
    fn lt(self, other: Self) -> Decision {
        let sure = clear(self.value - other.value, self.error + other.error);
        Decision { holds: self.value < other.value, sure }
    }
    fn le(self, other: Self) -> Decision {
        Decision { holds: self.value <= other.value, ..self.lt(other) }
    }
    fn select(mask: Decision, yes: Self, no: Self) -> Self {
        let (chosen, other) = if mask.holds { (yes, no) } else { (no, yes) };
        if mask.sure {
            return chosen;
        }
        // It may be the other side that is taken.
        let away = (chosen.value - other.value).abs() + other.error;
        let error = if away.is_finite() { chosen.error.max(away) } else { f64::INFINITY };
        Conditioned { error, ..chosen }
    }
    fn abs(self) -> Self {
        Conditioned { value: self.value.abs(), ..self }
    }
    fn sqrt(self) -> Self {
        let value = self.value.sqrt();
        // Both bound how far a root moves; the second holds at 0, too.
        self.result(value, (self.error / value).min(self.error.sqrt()), 1.0)
    }
    fn floor(self) -> Self {
        let value = self.value.floor();
        let sure = clear(self.value - self.value.round(), self.error);
        Conditioned { value, error: if sure { 0.0 } else { 1.0 + self.error }, ..self }
    }
    fn powr(self, exponent: Self) -> Self {
        let Arithmetic { rounding, atom, .. } = *self.arithmetic;
        let of = |base: f64| base.max(0.0).powr(exponent.value);
        let value = of(self.value);
        let of_base = self.through(value, value * exponent.value / self.value, of);
        let relative = exponent.error + atom * rounding * exponent.value.abs();
        let of_exponent = times(value, relative * self.value.ln().abs());
        self.result(value, of_base + of_exponent, atom)
    }
    fn atom<A: Atom>(u: Wide<Self>) -> Scaled<Self> {
        let u = u.hi;
        let of = |u: f64| f64::atom::<A>(Wide::from(u)).collapse();
        let value = of(u.value);
        let Arithmetic { rounding, atom, sines, .. } = *u.arithmetic;
        let error = if matches!(A::ID, AtomId::Sin | AtomId::Cos) {
            let place = if u.value.abs() > sines { rounding * u.value.abs() } else { 0.0 };
            (u.error + place).min(2.0)
        } else {
            let slope = A::rule::<f64>(Wide::from(u.value)).collapse();
            u.through(value, slope, of)
        };
        let inherent = inherent_terms(A::ID, u.value, value);
        u.result(value, error + atom * rounding * inherent, atom).into()
    }
}
