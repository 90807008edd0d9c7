//! The size of the largest term in a sum.
//!
//! Where a derivative passes through 0, it is a sum of terms that cancel, and an
//! error must be judged by their size. This number carries it through a formula:
//! it is a value together with the largest term of any sum that led to it,
//! multiplied by whatever the sum was multiplied by.

#![allow(unreachable_pub)]

use std::ops::{Add, Div, Mul, Neg, Sub};

use nonlin::atoms::Atom;
use nonlin::real::Real;
use nonlin::wide::{Scaled, Wide};

#[derive(Clone, Copy, Debug)]
pub struct Terms {
    pub value: f64,
    pub largest: f64,
}

impl Terms {
    pub fn exact(value: f64) -> Terms {
        Terms { value, largest: value.abs() }
    }

    fn of(value: f64, largest: f64) -> Terms {
        let largest = if largest.is_finite() { largest.max(value.abs()) } else { value.abs() };
        Terms { value, largest }
    }
}

impl Add for Terms {
    type Output = Terms;
    fn add(self, other: Terms) -> Terms {
        Terms::of(self.value + other.value, self.largest.max(other.largest))
    }
}

impl Sub for Terms {
    type Output = Terms;
    fn sub(self, other: Terms) -> Terms {
        Terms::of(self.value - other.value, self.largest.max(other.largest))
    }
}

impl Mul for Terms {
    type Output = Terms;
    fn mul(self, other: Terms) -> Terms {
        let value = self.value.absorb(other.value);
        Terms::of(value, (self.largest * other.value.abs()).max(self.value.abs() * other.largest))
    }
}

impl Div for Terms {
    type Output = Terms;
    fn div(self, other: Terms) -> Terms {
        let value = self.value / other.value;
        let by_divisor = value.abs() * other.largest / other.value.abs();
        Terms::of(value, (self.largest / other.value.abs()).max(by_divisor))
    }
}

impl Neg for Terms {
    type Output = Terms;
    fn neg(self) -> Terms {
        Terms { value: -self.value, largest: self.largest }
    }
}

impl Real for Terms {
    type Mask = bool;
    fn lit(self, c: f64) -> Terms {
        Terms::exact(c)
    }
    fn lt(self, other: Terms) -> bool {
        self.value < other.value
    }
    fn le(self, other: Terms) -> bool {
        self.value <= other.value
    }
    fn select(mask: bool, yes: Terms, no: Terms) -> Terms {
        if mask { yes } else { no }
    }
    fn abs(self) -> Terms {
        Terms { value: self.value.abs(), largest: self.largest }
    }
    fn sqrt(self) -> Terms {
        let value = self.value.sqrt();
        Terms::of(value, self.largest / value)
    }
    fn floor(self) -> Terms {
        Terms::exact(self.value.floor())
    }
    fn powr(self, exponent: Terms) -> Terms {
        Terms::exact(self.value.powr(exponent.value))
    }
    fn atom<A: Atom>(u: Wide<Terms>) -> Scaled<Terms> {
        let inner = Wide::from(u.hi.value);
        let value = f64::atom::<A>(inner).collapse();
        // A term of the argument that exceeds the argument shows in the result.
        let excess = if u.hi.largest > u.hi.value.abs() {
            A::rule::<f64>(inner).collapse().abs() * u.hi.largest
        } else {
            0.0
        };
        let inherent = inherent_terms(A::ID, u.hi.value, value);
        Terms::of(value, excess.max(inherent)).into()
    }
}

/// The largest term of atoms that are sums themselves.
pub fn inherent_terms(id: nonlin::atoms::AtomId, u: f64, value: f64) -> f64 {
    use nonlin::atoms::{AtomId, Atoms};
    match id {
        // The rounding of an argument near 1 shows in full.
        AtomId::Ln => 1.0,
        AtomId::SiluSlope => u.sigmoid().max(u.abs() * u.logistic_density()),
        AtomId::GeluSlope => u.normal_cdf().max(u.abs() * u.normal_pdf()),
        AtomId::SiluCurvature => 2.0 * u.logistic_density(),
        AtomId::GeluCurvature => 2.0 * u.normal_pdf(),
        _ => value.abs(),
    }
}
