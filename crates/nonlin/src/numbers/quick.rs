//! Numbers that have digits and range to spare.

use std::ops::{Add, Div, Mul, Neg, Sub};

use super::Pack;
use crate::atoms::Atom;
use crate::float::Float;
use crate::real::Real;
use crate::wide::{Scaled, Wide};

/// A number of a wider type than the result: f64 where results are f32, f32 where
/// they are f16 or bf16.
///
/// Nothing is compensated, and the atoms take their short way
/// ([`Atom::quick`]). Arguments must be finite: a product with a zero that comes
/// from an underflow then has no infinite factor, and needs no care.
#[derive(Clone, Copy, Debug)]
pub struct Quick<F>(pub F);

impl<V: Copy + Add<Output = V>, const K: usize> Quick<Pack<V, K>> {
    /// The sum of the vectors.
    #[inline(always)]
    pub(super) fn folded(self) -> V {
        self.0.folded()
    }
}

impl<V: Float, const K: usize> Quick<Pack<V, K>> {
    /// The sum of the products with the vectors of `other`.
    #[inline(always)]
    pub(super) fn folded_product(self, other: Self) -> V {
        self.0.folded_product(other.0)
    }
}

macro_rules! operators {
    ($($trait:ident $method:ident;)+) => {
        $(impl<F: Float> $trait for Quick<F> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Quick(self.0.$method(other.0))
            }
        })+
    };
}
operators! { Add add; Sub sub; Mul mul; Div div; }

impl<F: Float> Neg for Quick<F> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Quick(-self.0)
    }
}

impl<F: Float> Real for Quick<F> {
    type Mask = F::Mask;
    const ROOMY: bool = true;

    #[inline(always)]
    fn lit(self, c: f64) -> Self {
        Quick(self.0.splat(c))
    }
    #[inline(always)]
    fn lt(self, other: Self) -> F::Mask {
        self.0.less(other.0)
    }
    #[inline(always)]
    fn le(self, other: Self) -> F::Mask {
        self.0.less_equal(other.0)
    }
    #[inline(always)]
    fn select(mask: F::Mask, yes: Self, no: Self) -> Self {
        Quick(F::blend(mask, yes.0, no.0))
    }
    #[inline(always)]
    fn abs(self) -> Self {
        Quick(self.0.magnitude())
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        Quick(self.0.root())
    }
    #[inline(always)]
    fn floor(self) -> Self {
        Quick(Real::floor(self.0))
    }
    #[inline(always)]
    fn powr(self, exponent: Self) -> Self {
        Quick(crate::atoms::power(self.0, exponent.0))
    }
    #[inline(always)]
    fn mul_add(self, a: Self, b: Self) -> Self {
        Quick(self.0.fma(a.0, b.0))
    }
    #[inline(always)]
    fn absorb_add(self, b: Self, c: Self) -> Self {
        self.mul_add(b, c)
    }
    #[inline(always)]
    fn atom<A: Atom>(u: Wide<Self>) -> Scaled<Self> {
        Quick(A::quick(u.hi.0)).into()
    }
    #[inline(always)]
    fn atom_and_slope<A: Atom>(u: Wide<Self>) -> (Scaled<Self>, Scaled<Self>) {
        let (value, slope) = A::quick_both(u.hi.0);
        (Quick(value).into(), Quick(slope).into())
    }
}
