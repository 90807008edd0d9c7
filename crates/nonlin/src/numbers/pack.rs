//! Several vectors side by side, as one number.
//!
//! An activation is a long chain of dependent operations. A processor overlaps the
//! chains of neighbouring elements only as far as its window reaches, which is not
//! far when a chain has a hundred operations; with the operations of several
//! vectors interleaved, the same window always holds several chains.

use std::ops::{Add, BitAnd, BitOr, Div, Mul, Neg, Not, Sub};

use crate::float::Float;

/// `K` numbers on which every operation is done in turn.
#[derive(Clone, Copy, Debug)]
pub struct Pack<V, const K: usize>(pub [V; K]);

/// A pack of what `f` makes of each index, for packs of 1, 2, 4 or 8.
///
/// Written out: methods of arrays that take closures do not always become part of the caller,
/// and what does not lacks the caller's instructions; and a loop takes longer to compile.
#[inline(always)]
fn pack<W: Copy, const K: usize>(f: impl Fn(usize) -> W) -> Pack<W, K> {
    const { assert!(matches!(K, 1 | 2 | 4 | 8)) };
    let mut all = [f(0); K];
    if K > 1 {
        all[1] = f(1);
    }
    if K > 2 {
        all[2] = f(2);
        all[3] = f(3);
    }
    if K > 4 {
        all[4] = f(4);
        all[5] = f(5);
        all[6] = f(6);
        all[7] = f(7);
    }
    Pack(all)
}

impl<V: Copy, const K: usize> Pack<V, K> {
    #[inline(always)]
    fn map1<W: Copy>(self, f: impl Fn(V) -> W) -> Pack<W, K> {
        pack(
            #[inline(always)]
            |i| f(self.0[i]),
        )
    }
    #[inline(always)]
    fn zip<U: Copy, W: Copy>(self, other: Pack<U, K>, f: impl Fn(V, U) -> W) -> Pack<W, K> {
        pack(
            #[inline(always)]
            |i| f(self.0[i], other.0[i]),
        )
    }
}

impl<V: Copy + Add<Output = V>, const K: usize> Pack<V, K> {
    /// The sum of the vectors, pairs first.
    #[inline(always)]
    pub(super) fn folded(self) -> V {
        let mut v = self.0;
        let mut step = 1;
        while step < K {
            let mut i = 0;
            while i + step < K {
                v[i] = v[i] + v[i + step];
                i += 2 * step;
            }
            step *= 2;
        }
        v[0]
    }
}

impl<V: Float, const K: usize> Pack<V, K> {
    /// The sum of the products with the vectors of `other`.
    #[inline(always)]
    pub(super) fn folded_product(self, other: Self) -> V {
        let mut sum = self.0[0] * other.0[0];
        let mut i = 1;
        while i < K {
            sum = self.0[i].fma(other.0[i], sum);
            i += 1;
        }
        sum
    }
}

macro_rules! operators {
    ($($trait:ident $method:ident;)+) => {
        $(impl<V: Copy + $trait<Output = V>, const K: usize> $trait for Pack<V, K> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                self.zip(other, #[inline(always)] |a, b| a.$method(b))
            }
        })+
    };
}
operators! { Add add; Sub sub; Mul mul; Div div; BitAnd bitand; BitOr bitor; }

impl<V: Copy + Neg<Output = V>, const K: usize> Neg for Pack<V, K> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        self.map1(
            #[inline(always)]
            |v| -v,
        )
    }
}

impl<V: Copy + Not<Output = V>, const K: usize> Not for Pack<V, K> {
    type Output = Self;
    #[inline(always)]
    fn not(self) -> Self {
        self.map1(
            #[inline(always)]
            |v| !v,
        )
    }
}

/// Methods that do the same on each vector.
macro_rules! each {
    ($($method:ident($($other:ident),*) -> $result:ty;)+) => {
        $(#[inline(always)]
        fn $method(self $(, $other: Self)*) -> $result {
            pack(#[inline(always)] |i| self.0[i].$method($($other.0[i]),*))
        })+
    };
}

impl<V: Float, const K: usize> Float for Pack<V, K> {
    type Mask = Pack<V::Mask, K>;
    type Element = V::Element;
    const FUSED: bool = V::FUSED;

    each! {
        fma(a, b) -> Self;
        less(other) -> Self::Mask;
        less_equal(other) -> Self::Mask;
        equal(other) -> Self::Mask;
        min_num(other) -> Self;
        max_num(other) -> Self;
        magnitude() -> Self;
        root() -> Self;
        nearest() -> Self;
        exp2i() -> Self;
        times_two_to(planted) -> Self;
        upper_half() -> Self;
        with_sign(sign) -> Self;
    }
    #[inline(always)]
    fn splat(self, c: f64) -> Self {
        Pack([self.0[0].splat(c); K])
    }
    #[inline(always)]
    fn blend(mask: Self::Mask, yes: Self, no: Self) -> Self {
        pack(
            #[inline(always)]
            |i| V::blend(mask.0[i], yes.0[i], no.0[i]),
        )
    }
    #[inline(always)]
    fn any(mask: Self::Mask) -> bool {
        mask.0.into_iter().any(
            #[inline(always)]
            |mask| V::any(mask),
        )
    }
    #[inline(always)]
    fn mantissa_exponent(self) -> (Self, Self) {
        let parts = self.map1(
            #[inline(always)]
            |v| v.mantissa_exponent(),
        );
        (
            parts.map1(
                #[inline(always)]
                |(m, _)| m,
            ),
            parts.map1(
                #[inline(always)]
                |(_, e)| e,
            ),
        )
    }
    #[inline(always)]
    fn map(self, f: impl Fn(f64) -> f64) -> Self {
        self.map1(
            #[inline(always)]
            |v| v.map(&f),
        )
    }
}
