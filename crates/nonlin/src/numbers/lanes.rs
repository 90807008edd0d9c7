//! Numbers that are loaded from slices and stored to them.

use std::ops::Add;

use fearless_simd::{Simd, prelude::*};
use half::slice::HalfFloatSliceExt;
use half::{bf16, f16};

use super::isa::Isa;
use super::{Pack, Quick, V32, V64};
use crate::float::Float;
use crate::real::Real;

/// A number that is loaded from and stored to slices of `T`.
pub trait Lanes<T: Memory>: Real {
    /// Proof that the machine has the instructions.
    type Token: Copy;
    /// Elements in one vector.
    const LEN: usize;
    /// Elements that the number computes: others are no matter of its own.
    const DOMAIN: Domain;
    /// A constant in every lane.
    fn constant(token: Self::Token, c: f64) -> Self;
    /// Loads the first `LEN` elements.
    fn load(token: Self::Token, from: &[T]) -> Self;
    /// Stores to the first `LEN` elements.
    fn store(self, to: &mut [T]);
    /// As [`store`](Lanes::store), where what is stored for a number that is not finite does
    /// not matter.
    #[inline(always)]
    fn store_finite(self, to: &mut [T]) {
        self.store(to);
    }
    /// Whether the first `LEN` elements are in the domain.
    fn all_within(token: Self::Token, from: &[T]) -> bool;
    /// Whether the first `LEN` elements are finite.
    fn all_finite(token: Self::Token, from: &[T]) -> bool;
    /// A running sum, of as few vectors as there can be.
    type Total: Copy + Add<Output = Self::Total>;
    /// The sum of nothing.
    fn none(token: Self::Token) -> Self::Total;
    /// The sum with this added.
    fn added(self, total: Self::Total) -> Self::Total;
    /// The sum of this times that; rounded less often than the products would be.
    fn product(self, other: Self) -> Self::Total;
    /// Whether all lanes of a sum are finite.
    fn is_finite(total: Self::Total) -> bool;
    /// The sum of the lanes in f64.
    fn sum(total: Self::Total) -> f64;
    /// Lanes where the two are equal.
    fn equal(self, other: Self) -> Self::Mask;
    /// Whether the mask holds in all lanes.
    fn all(mask: Self::Mask) -> bool;
    /// The number between the bounds that is nearest.
    fn clamp(self, low: Self, high: Self) -> Self;
}

/// An element as it lies in memory.
pub trait Memory: Copy + Default + Into<f64> + 'static {
    /// The nearest element.
    fn nearest(value: f64) -> Self;
}

/// Which elements a number computes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Domain {
    /// All there are.
    All,
    /// Finite ones.
    Finite,
    /// Those of magnitude up to [`MODERATE`].
    Moderate,
}

/// Up to this magnitude f32 has range enough for the short evaluations.
pub const MODERATE: f32 = 8.0;

impl Domain {
    /// Whether an element is in it.
    pub fn has(self, x: impl Into<f64>) -> bool {
        match self {
            Domain::All => true,
            Domain::Finite => x.into().is_finite(),
            Domain::Moderate => x.into().abs() <= f64::from(MODERATE),
        }
    }
}

impl Memory for f32 {
    fn nearest(value: f64) -> f32 {
        value as f32
    }
}
impl Memory for f64 {
    fn nearest(value: f64) -> f64 {
        value
    }
}
impl Memory for f16 {
    fn nearest(value: f64) -> f16 {
        f16::from_f64(value)
    }
}
impl Memory for bf16 {
    fn nearest(value: f64) -> bf16 {
        bf16::from_f64(value)
    }
}

/// What [`Lanes`] of a [`Float`] have from it.
macro_rules! of_float {
    () => {
        const DOMAIN: Domain = Domain::All;
        #[inline(always)]
        fn equal(self, other: Self) -> <Self as Real>::Mask {
            Float::equal(self, other)
        }
        #[inline(always)]
        fn all(mask: <Self as Real>::Mask) -> bool {
            !<Self as Float>::any(!mask)
        }
        #[inline(always)]
        fn clamp(self, low: Self, high: Self) -> Self {
            // By comparisons: NaN stays NaN.
            let above = Float::blend(Float::less(self, low), low, self);
            Float::blend(Float::less(high, self), high, above)
        }
    };
}

/// Nothing is out of the domain.
macro_rules! always_within {
    ($t:ident) => {
        #[inline(always)]
        fn all_within(_: Self::Token, _: &[$t]) -> bool {
            true
        }
        #[inline(always)]
        fn all_finite(_: Self::Token, from: &[$t]) -> bool {
            from[..<Self as Lanes<$t>>::LEN].iter().all(|&x| Domain::Finite.has(x))
        }
    };
}

/// What is finite is within the domain.
macro_rules! finite_within {
    ($token:ident, $t:ident) => {
        #[inline(always)]
        fn all_within(token: $token, from: &[$t]) -> bool {
            <Self as Lanes<$t>>::all_finite(token, from)
        }
        #[inline(always)]
        fn all_finite(token: $token, from: &[$t]) -> bool {
            all_finite::<$token>(token, &from[..<Self as Lanes<$t>>::LEN])
        }
    };
}

/// Sums of packs are sums of their first vector: one register instead of many.
macro_rules! totals_of_first {
    ($t:ident, $first:ty) => {
        type Total = $first;
        #[inline(always)]
        fn none(token: Self::Token) -> $first {
            <$first as Lanes<$t>>::none(token)
        }
        #[inline(always)]
        fn added(self, total: $first) -> $first {
            self.folded() + total
        }
        #[inline(always)]
        fn product(self, other: Self) -> $first {
            self.folded_product(other)
        }
        #[inline(always)]
        fn is_finite(total: $first) -> bool {
            <$first as Lanes<$t>>::is_finite(total)
        }
        #[inline(always)]
        fn sum(total: $first) -> f64 {
            <$first as Lanes<$t>>::sum(total)
        }
    };
}

/// Sums of a number are numbers of its kind.
macro_rules! totals_of_itself {
    () => {
        type Total = Self;
        #[inline(always)]
        fn added(self, total: Self) -> Self {
            self + total
        }
        #[inline(always)]
        fn product(self, other: Self) -> Self {
            self * other
        }
        #[inline(always)]
        fn is_finite(total: Self) -> bool {
            is_finite(total)
        }
    };
}

/// What [`Lanes`] of [`Quick`] numbers have from what is inside.
macro_rules! of_quick {
    ($inner:ty) => {
        #[inline(always)]
        fn equal(self, other: Self) -> <Self as Real>::Mask {
            Float::equal(self.0, other.0)
        }
        #[inline(always)]
        fn all(mask: <Self as Real>::Mask) -> bool {
            !<$inner as Float>::any(!mask)
        }
        #[inline(always)]
        fn clamp(self, low: Self, high: Self) -> Self {
            Quick(high.0.min_num(low.0.max_num(self.0)))
        }
    };
}

/// Scalars, and what they load and store by conversion.
macro_rules! scalar_lanes {
    ($($memory:ident in $t:ident, $load:expr, $store:expr;)+) => {
        $(impl Lanes<$memory> for $t {
            type Token = ();
            const LEN: usize = 1;
            of_float!();
            #[inline(always)]
            fn constant((): (), c: f64) -> Self {
                c as $t
            }
            #[inline(always)]
            fn load((): (), from: &[$memory]) -> Self {
                $load(from[0])
            }
            #[inline(always)]
            fn store(self, to: &mut [$memory]) {
                to[0] = $store(self);
            }
            always_within!($memory);
            totals_of_itself!();
            #[inline(always)]
            fn none((): ()) -> Self {
                0.0
            }
            #[inline(always)]
            fn sum(total: Self) -> f64 {
                f64::from(total)
            }
        })+
    };
}
scalar_lanes! {
    f32 in f32, |x| x, |x| x;
    f64 in f64, |x| x, |x| x;
    f16 in f32, f16::to_f32, f16::from_f32;
    bf16 in f32, bf16::to_f32, bf16::from_f32;
}

/// Whether all lanes are finite.
#[inline(always)]
fn is_finite<F: Float>(x: F) -> bool {
    !F::any(!x.magnitude().less(x.splat(f64::INFINITY)))
}

macro_rules! vector_lanes {
    ($v:ident, $t:ident, $vectors:ident) => {
        impl<S: Isa> Lanes<$t> for $v<S> {
            type Token = S;
            const LEN: usize = S::$vectors::LEN;
            of_float!();
            #[inline(always)]
            fn constant(token: S, c: f64) -> Self {
                $v(S::$vectors::splat(token, c as $t))
            }
            #[inline(always)]
            fn load(token: S, from: &[$t]) -> Self {
                $v(S::$vectors::from_slice(token, &from[..S::$vectors::LEN]))
            }
            #[inline(always)]
            fn store(self, to: &mut [$t]) {
                self.0.store_slice(&mut to[..S::$vectors::LEN]);
            }
            always_within!($t);
            totals_of_itself!();
            #[inline(always)]
            fn none(token: S) -> Self {
                Self::constant(token, 0.0)
            }
            #[inline(always)]
            fn sum(total: Self) -> f64 {
                total.0.as_slice().iter().map(|&lane| f64::from(lane)).sum()
            }
        }
    };
}
vector_lanes!(V32, f32, f32s);
vector_lanes!(V64, f64, f64s);

/// Numbers side by side, each of a vector of its own.
impl<V: Lanes<f32, Total = V> + Float, const K: usize> Lanes<f32> for Pack<V, K> {
    type Token = V::Token;
    const LEN: usize = K * V::LEN;
    of_float!();
    #[inline(always)]
    fn constant(token: V::Token, c: f64) -> Self {
        Pack([V::constant(token, c); K])
    }
    #[inline(always)]
    fn load(token: V::Token, from: &[f32]) -> Self {
        let mut pack = [V::constant(token, 0.0); K];
        for (v, from) in pack.iter_mut().zip(from.chunks_exact(V::LEN)) {
            *v = V::load(token, from);
        }
        Pack(pack)
    }
    #[inline(always)]
    fn store(self, to: &mut [f32]) {
        for (v, to) in self.0.into_iter().zip(to.chunks_exact_mut(V::LEN)) {
            v.store(to);
        }
    }
    always_within!(f32);
    totals_of_first!(f32, V);
}

/// Half precision in packs of f32: converted on the way between memory and
/// registers, two vectors at a time. Which element is in which lane is the type's own
/// affair.
macro_rules! half_lanes {
    ($($t:ident, |$token:ident, $bits:ident| $widen:expr, |$low:ident, $high:ident| $narrow:expr, $finite:expr;)+) => {
        $(impl<S: Isa, const K: usize> Lanes<$t> for Pack<V32<S>, K> {
            type Token = S;
            const LEN: usize = K * S::f32s::LEN;
            of_float!();
            #[inline(always)]
            fn constant(token: S, c: f64) -> Self {
                <Self as Lanes<f32>>::constant(token, c)
            }
            #[inline(always)]
            fn load($token: S, from: &[$t]) -> Self {
                let mut pack = <Self as Lanes<f32>>::constant($token, 0.0).0;
                let from = from.reinterpret_cast().chunks_exact(S::u16s::LEN);
                for (pair, from) in pack.chunks_exact_mut(2).zip(from) {
                    let $bits = S::u16s::from_slice($token, from);
                    let (low, high) = $widen;
                    (pair[0], pair[1]) = (V32(low), V32(high));
                }
                Pack(pack)
            }
            #[inline(always)]
            fn store(self, to: &mut [$t]) {
                let to = to.reinterpret_cast_mut().chunks_exact_mut(S::u16s::LEN);
                for (pair, to) in self.0.chunks_exact(2).zip(to) {
                    let ($low, $high) = (pair[0].0, pair[1].0);
                    let bits: S::u16s = $narrow;
                    bits.store_slice(to);
                }
            }
            #[inline(always)]
            fn store_finite(self, to: &mut [$t]) {
                let to = to.reinterpret_cast_mut().chunks_exact_mut(S::u16s::LEN);
                for (pair, to) in self.0.chunks_exact(2).zip(to) {
                    let ($low, $high) = (pair[0].0, pair[1].0);
                    let bits: S::u16s = $finite;
                    bits.store_slice(to);
                }
            }
            always_within!($t);
            totals_of_first!(f32, V32<S>);
        }

        /// Half precision computed in f32 without compensation.
        impl<S: Isa, const K: usize> Lanes<$t> for Quick<Pack<V32<S>, K>> {
            type Token = S;
            const LEN: usize = K * S::f32s::LEN;
            const DOMAIN: Domain = Domain::Moderate;
            of_quick!(Pack<V32<S>, K>);
            #[inline(always)]
            fn constant(token: S, c: f64) -> Self {
                Quick(<Pack<V32<S>, K> as Lanes<f32>>::constant(token, c))
            }
            #[inline(always)]
            fn load(token: S, from: &[$t]) -> Self {
                Quick(Pack::load(token, from))
            }
            #[inline(always)]
            fn store(self, to: &mut [$t]) {
                <Pack<V32<S>, K> as Lanes<$t>>::store_finite(self.0, to);
            }
            #[inline(always)]
            fn all_within(token: S, from: &[$t]) -> bool {
                let from = &from[..<Self as Lanes<$t>>::LEN];
                all_at_most(token, from.reinterpret_cast(), $t::from_f32_const(MODERATE).to_bits())
            }
            #[inline(always)]
            fn all_finite(token: S, from: &[$t]) -> bool {
                let from = &from[..<Self as Lanes<$t>>::LEN];
                all_at_most(token, from.reinterpret_cast(), $t::MAX.to_bits())
            }
            totals_of_first!(f32, V32<S>);
        })+
    };
}
half_lanes! {
    f16, |token, bits| token.widen_f16(bits),
        |low, high| low.token().narrow_f16(low, high),
        low.token().narrow_f16(low, high);
    // Even elements in one vector, odd ones in the other: no lane has to move.
    bf16, |token, bits| {
        let bits: S::u32s = bits.bitcast();
        ((bits << 16).bitcast(), (bits & 0xffff_0000).bitcast())
    },
        |low, high| interleaved::<S>(rounded_or_nan::<S>(low), rounded_or_nan::<S>(high)),
        interleaved::<S>(rounded::<S>(low.bitcast()), rounded::<S>(high.bitcast()));
}

/// The bits of the nearest bf16, in the upper half of each lane.
#[inline(always)]
fn rounded<S: Simd>(bits: S::u32s) -> S::u32s {
    // Half a unit, or one less where the last place kept is even.
    bits + (((bits >> 16) & 1) + 0x7fff)
}

/// As [`rounded`], with NaN quiet.
#[inline(always)]
fn rounded_or_nan<S: Simd>(from: S::f32s) -> S::u32s {
    let bits: S::u32s = from.bitcast();
    from.simd_eq(from).select(rounded::<S>(bits), bits | 0x40_0000)
}

/// The upper halves of the lanes, in turn.
#[inline(always)]
fn interleaved<S: Simd>(even: S::u32s, odd: S::u32s) -> S::u16s {
    ((even >> 16) | (odd & 0xffff_0000)).bitcast()
}

/// Whether no magnitude is above this bit pattern of half precision.
#[inline(always)]
fn all_at_most<S: Simd>(token: S, from: &[u16], limit: u16) -> bool {
    let mut worst = S::u16s::splat(token, 0);
    for from in from.chunks_exact(S::u16s::LEN) {
        worst = worst.max(S::u16s::from_slice(token, from) & 0x7fff);
    }
    !worst.simd_gt(S::u16s::splat(token, limit)).any_true()
}

/// Whether all elements are finite; their number is a multiple of the vector's.
#[inline(always)]
fn all_finite<S: Simd>(token: S, from: &[f32]) -> bool {
    let zero = S::f32s::splat(token, 0.0);
    let mut sum = zero;
    for part in from.chunks_exact(S::f32s::LEN) {
        // 0 times what is not finite is NaN, which stays.
        sum = S::f32s::from_slice(token, part).mul_add(zero, sum);
    }
    sum.simd_eq(zero).all_true()
}

/// f32 computed in f64 without compensation: `K` vectors of f64 hold the elements
/// of `K / 2` vectors of f32.
impl<S: Isa, const K: usize> Lanes<f32> for Quick<Pack<V64<S>, K>> {
    type Token = S;
    const LEN: usize = K / 2 * S::f32s::LEN;
    const DOMAIN: Domain = Domain::Finite;
    of_quick!(Pack<V64<S>, K>);
    #[inline(always)]
    fn constant(token: S, c: f64) -> Self {
        // Parameters are rounded as elements are.
        Quick(Pack([V64::constant(token, f64::from(c as f32)); K]))
    }
    #[inline(always)]
    fn load(token: S, from: &[f32]) -> Self {
        let mut wide = [V64::constant(token, 0.0); K];
        for (wide, from) in wide.chunks_exact_mut(2).zip(from.chunks_exact(S::f32s::LEN)) {
            let (low, high) = S::f32s::from_slice(token, from).widen();
            (wide[0], wide[1]) = (V64(low), V64(high));
        }
        Quick(Pack(wide))
    }
    #[inline(always)]
    fn store(self, to: &mut [f32]) {
        let wide = self.0.0;
        for (wide, to) in wide.chunks_exact(2).zip(to.chunks_exact_mut(S::f32s::LEN)) {
            let narrow: S::f32s = wide[0].0.narrow(wide[1].0);
            narrow.store_slice(to);
        }
    }
    finite_within!(S, f32);
    totals_of_first!(f64, V64<S>);
}

/// Half precision computed in f32 without compensation, already converted.
impl<S: Isa, const K: usize> Lanes<f32> for Quick<Pack<V32<S>, K>> {
    type Token = S;
    const LEN: usize = K * S::f32s::LEN;
    const DOMAIN: Domain = Domain::Finite;
    of_quick!(Pack<V32<S>, K>);
    #[inline(always)]
    fn constant(token: S, c: f64) -> Self {
        Quick(<Pack<V32<S>, K> as Lanes<f32>>::constant(token, c))
    }
    #[inline(always)]
    fn load(token: S, from: &[f32]) -> Self {
        Quick(Pack::load(token, from))
    }
    #[inline(always)]
    fn store(self, to: &mut [f32]) {
        self.0.store(to);
    }
    finite_within!(S, f32);
    totals_of_first!(f32, V32<S>);
}

/// f32 computed in f64 on a machine without vectors.
impl Lanes<f32> for Quick<f64> {
    type Token = ();
    const LEN: usize = 1;
    const DOMAIN: Domain = Domain::Finite;
    of_quick!(f64);
    #[inline(always)]
    fn constant((): (), c: f64) -> Self {
        Quick(f64::from(c as f32))
    }
    #[inline(always)]
    fn load((): (), from: &[f32]) -> Self {
        Quick(f64::from(from[0]))
    }
    #[inline(always)]
    fn store(self, to: &mut [f32]) {
        to[0] = self.0 as f32;
    }
    #[inline(always)]
    fn all_within((): (), from: &[f32]) -> bool {
        from[0].is_finite()
    }
    #[inline(always)]
    fn all_finite((): (), from: &[f32]) -> bool {
        from[0].is_finite()
    }
    type Total = f64;
    #[inline(always)]
    fn none((): ()) -> f64 {
        0.0
    }
    #[inline(always)]
    fn added(self, total: f64) -> f64 {
        self.0 + total
    }
    #[inline(always)]
    fn product(self, other: Self) -> f64 {
        self.0 * other.0
    }
    #[inline(always)]
    fn is_finite(total: f64) -> bool {
        is_finite(total)
    }
    #[inline(always)]
    fn sum(total: f64) -> f64 {
        total
    }
}
