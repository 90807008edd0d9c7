//! SIMD vectors of f32 and f64 as numbers, at whatever level the token stands for.

use std::ops::{Add, Div, Mul, Neg, Sub};

use fearless_simd::{Simd, prelude::*};

use super::{Pack, Quick};
use crate::float::Float;
use crate::real::Real;

/// A number that is loaded from and stored to slices.
pub trait Lanes: Real {
    /// Proof that the machine has the instructions.
    type Token: Copy;
    /// The element as it lies in memory.
    type Scalar: Copy + Default + Into<f64> + 'static;
    /// Elements in one vector.
    const LEN: usize;
    /// Whether infinite elements and NaN are no matter of the number's own.
    const FINITE_ONLY: bool;
    /// A constant in every lane.
    fn constant(token: Self::Token, c: f64) -> Self;
    /// Loads the first `LEN` elements.
    fn load(token: Self::Token, from: &[Self::Scalar]) -> Self;
    /// Whether the first `LEN` elements are finite.
    fn all_finite(token: Self::Token, from: &[Self::Scalar]) -> bool;
    /// The nearest element to a number.
    fn scalar(value: f64) -> Self::Scalar;
    /// Stores to the first `LEN` elements.
    fn store(self, to: &mut [Self::Scalar]);
    /// The sum of the lanes in f64, in lane order.
    fn sum(self) -> f64;
    /// Lanes where the two are equal.
    fn equal(self, other: Self) -> Self::Mask;
    /// The number between the bounds that is nearest.
    fn clamp(self, low: Self, high: Self) -> Self;
}

/// What [`Lanes`] of a [`Float`] have from it.
macro_rules! lanes_of_float {
    () => {
        const FINITE_ONLY: bool = false;
        #[inline(always)]
        fn all_finite(token: Self::Token, from: &[Self::Scalar]) -> bool {
            let x = Self::load(token, from);
            let infinity = x.splat(f64::INFINITY);
            !Self::any(!Float::less(x.magnitude(), infinity))
        }
        #[inline(always)]
        fn scalar(value: f64) -> Self::Scalar {
            value as Self::Scalar
        }
        #[inline(always)]
        fn equal(self, other: Self) -> <Self as Real>::Mask {
            Float::equal(self, other)
        }
        #[inline(always)]
        fn clamp(self, low: Self, high: Self) -> Self {
            // By comparisons: NaN stays NaN.
            let above = Float::blend(Float::less(self, low), low, self);
            Float::blend(Float::less(high, self), high, above)
        }
    };
}

macro_rules! scalar_lanes {
    ($t:ident) => {
        impl Lanes for $t {
            type Token = ();
            type Scalar = $t;
            const LEN: usize = 1;
            lanes_of_float!();
            #[inline(always)]
            fn constant((): (), c: f64) -> Self {
                c as $t
            }
            #[inline(always)]
            fn load((): (), from: &[$t]) -> Self {
                from[0]
            }
            #[inline(always)]
            fn store(self, to: &mut [$t]) {
                to[0] = self;
            }
            #[inline(always)]
            fn sum(self) -> f64 {
                f64::from(self)
            }
        }
    };
}
scalar_lanes!(f32);
scalar_lanes!(f64);

macro_rules! vector {
    ($v:ident, $t:ident, $vectors:ident, $mask:ident, $upper:literal, $fraction:literal, $offset:literal, $doc:literal) => {
        #[doc = $doc]
        #[derive(Clone, Copy, Debug)]
        pub struct $v<S: Simd>(S::$vectors);

        impl<S: Simd> Add for $v<S> {
            type Output = Self;
            #[inline(always)]
            fn add(self, other: Self) -> Self {
                $v(self.0 + other.0)
            }
        }
        impl<S: Simd> Sub for $v<S> {
            type Output = Self;
            #[inline(always)]
            fn sub(self, other: Self) -> Self {
                $v(self.0 - other.0)
            }
        }
        impl<S: Simd> Mul for $v<S> {
            type Output = Self;
            #[inline(always)]
            fn mul(self, other: Self) -> Self {
                $v(self.0 * other.0)
            }
        }
        impl<S: Simd> Div for $v<S> {
            type Output = Self;
            #[inline(always)]
            fn div(self, other: Self) -> Self {
                $v(self.0 / other.0)
            }
        }
        impl<S: Simd> Neg for $v<S> {
            type Output = Self;
            #[inline(always)]
            fn neg(self) -> Self {
                $v(-self.0)
            }
        }

        impl<S: Simd + Fused> Float for $v<S> {
            type Mask = S::$mask;
            type Element = $t;
            const FUSED: bool = S::FUSED;

            #[inline(always)]
            fn splat(self, c: f64) -> Self {
                $v(S::$vectors::splat(self.0.token(), c as $t))
            }
            #[inline(always)]
            fn fma(self, a: Self, b: Self) -> Self {
                $v(self.0.mul_add(a.0, b.0))
            }
            #[inline(always)]
            fn less(self, other: Self) -> Self::Mask {
                self.0.simd_lt(other.0)
            }
            #[inline(always)]
            fn less_equal(self, other: Self) -> Self::Mask {
                self.0.simd_le(other.0)
            }
            #[inline(always)]
            fn equal(self, other: Self) -> Self::Mask {
                self.0.simd_eq(other.0)
            }
            #[inline(always)]
            fn blend(mask: Self::Mask, yes: Self, no: Self) -> Self {
                $v(mask.select(yes.0, no.0))
            }
            #[inline(always)]
            fn any(mask: Self::Mask) -> bool {
                mask.any_true()
            }
            #[inline(always)]
            fn min_num(self, other: Self) -> Self {
                $v(self.0.min(other.0))
            }
            #[inline(always)]
            fn max_num(self, other: Self) -> Self {
                $v(self.0.max(other.0))
            }
            #[inline(always)]
            fn magnitude(self) -> Self {
                $v(self.0.abs())
            }
            #[inline(always)]
            fn root(self) -> Self {
                $v(self.0.sqrt())
            }
            #[inline(always)]
            fn nearest(self) -> Self {
                $v(self.0.round_ties_even())
            }
            #[inline(always)]
            fn exp2i(self) -> Self {
                // As in the scalar form.
                let shifted = self.0 + (1.5 / $t::EPSILON + ($t::MAX_EXP - 1) as $t);
                $v(S::$vectors::from_bits(shifted.to_bits() << ($t::MANTISSA_DIGITS - 1)))
            }
            #[inline(always)]
            fn times_two_to(self, planted: Self) -> Self {
                let exponent = planted.0.to_bits() << ($t::MANTISSA_DIGITS - 1);
                $v(S::$vectors::from_bits(self.0.to_bits() + exponent))
            }
            #[inline(always)]
            fn mantissa_exponent(self) -> (Self, Self) {
                const BIAS: $t = ($t::MAX_EXP - 1) as $t;
                // An unsigned shift of the biased exponent, turned into a float by
                // planting it in the significand of 1 / EPSILON: no integer
                // conversion, which 64-bit lanes lack below AVX-512.
                let bits = self.0.to_bits() - $offset;
                let biased = (bits + (1.0 as $t).to_bits()) >> ($t::MANTISSA_DIGITS - 1);
                let planted = S::$vectors::from_bits(biased | (1.0 / $t::EPSILON).to_bits());
                let exponent = planted - (1.0 / $t::EPSILON + BIAS);
                let mantissa = S::$vectors::from_bits((bits & $fraction) + $offset);
                ($v(mantissa), $v(exponent))
            }
            #[inline(always)]
            fn upper_half(self) -> Self {
                $v(S::$vectors::from_bits(self.0.to_bits() & $upper))
            }
            #[inline(always)]
            fn with_sign(self, sign: Self) -> Self {
                $v(self.0.copysign(sign.0))
            }
            #[inline(always)]
            fn map(self, f: impl Fn(f64) -> f64) -> Self {
                $v(S::$vectors::from_fn(self.0.token(), |i| f(f64::from(self.0[i])) as $t))
            }
        }

        impl<S: Simd + Fused> Lanes for $v<S> {
            type Token = S;
            type Scalar = $t;
            const LEN: usize = S::$vectors::LEN;
            lanes_of_float!();
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
            #[inline(always)]
            fn sum(self) -> f64 {
                self.0.as_slice().iter().map(|&lane| f64::from(lane)).sum()
            }
        }
    };
}

vector!(
    V32,
    f32,
    f32s,
    mask32s,
    0xffff_f000,
    0x007f_ffff,
    0x3f35_04f3,
    "A vector of f32 of the machine's width."
);
vector!(
    V64,
    f64,
    f64s,
    mask64s,
    0xffff_ffff_f800_0000,
    0x000f_ffff_ffff_ffff,
    0x3fe6_a09e_667f_3bcd,
    "A vector of f64 of the machine's width."
);

/// Whether a level's `mul_add` rounds once.
pub trait Fused {
    /// See the trait.
    const FUSED: bool;
}

macro_rules! fused {
    ($($(#[$cfg:meta])* $level:path => $fused:literal),+ $(,)?) => {
        $($(#[$cfg])* impl Fused for $level { const FUSED: bool = $fused; })+
    };
}
fused! {
    #[cfg(target_arch = "x86_64")] fearless_simd::x86::Sse4_2 => false,
    #[cfg(target_arch = "x86_64")] fearless_simd::x86::Avx2 => true,
    #[cfg(target_arch = "x86_64")] fearless_simd::x86::Avx512 => true,
    #[cfg(target_arch = "aarch64")] fearless_simd::aarch64::Neon => true,
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
impl<S: Simd + Fused, const K: usize> Lanes for Quick<Pack<V64<S>, K>> {
    type Token = S;
    type Scalar = f32;
    const LEN: usize = K / 2 * S::f32s::LEN;
    const FINITE_ONLY: bool = true;
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
    fn all_finite(token: S, from: &[f32]) -> bool {
        all_finite::<S>(token, &from[..Self::LEN])
    }
    #[inline(always)]
    fn scalar(value: f64) -> f32 {
        value as f32
    }
    #[inline(always)]
    fn store(self, to: &mut [f32]) {
        let wide = self.0.0;
        for (wide, to) in wide.chunks_exact(2).zip(to.chunks_exact_mut(S::f32s::LEN)) {
            let narrow: S::f32s = wide[0].0.narrow(wide[1].0);
            narrow.store_slice(to);
        }
    }
    #[inline(always)]
    fn sum(self) -> f64 {
        self.0.sum()
    }
    #[inline(always)]
    fn equal(self, other: Self) -> <Self as Real>::Mask {
        Float::equal(self.0, other.0)
    }
    #[inline(always)]
    fn clamp(self, low: Self, high: Self) -> Self {
        Quick(high.0.min_num(low.0.max_num(self.0)))
    }
}

/// Numbers side by side, each of a vector of its own.
impl<V: Lanes + Float, const K: usize> Lanes for Pack<V, K> {
    type Token = V::Token;
    type Scalar = V::Scalar;
    const LEN: usize = K * V::LEN;
    const FINITE_ONLY: bool = V::FINITE_ONLY;
    #[inline(always)]
    fn constant(token: V::Token, c: f64) -> Self {
        Pack([V::constant(token, c); K])
    }
    #[inline(always)]
    fn load(token: V::Token, from: &[V::Scalar]) -> Self {
        let mut pack = [V::constant(token, 0.0); K];
        for (v, from) in pack.iter_mut().zip(from.chunks_exact(V::LEN)) {
            *v = V::load(token, from);
        }
        Pack(pack)
    }
    #[inline(always)]
    fn all_finite(token: V::Token, from: &[V::Scalar]) -> bool {
        from.chunks_exact(V::LEN).take(K).all(
            #[inline(always)]
            |from| V::all_finite(token, from),
        )
    }
    #[inline(always)]
    fn scalar(value: f64) -> V::Scalar {
        V::scalar(value)
    }
    #[inline(always)]
    fn store(self, to: &mut [V::Scalar]) {
        for (v, to) in self.0.into_iter().zip(to.chunks_exact_mut(V::LEN)) {
            v.store(to);
        }
    }
    #[inline(always)]
    fn sum(self) -> f64 {
        self.0.into_iter().map(V::sum).sum()
    }
    #[inline(always)]
    fn equal(self, other: Self) -> <Self as Real>::Mask {
        Float::equal(self, other)
    }
    #[inline(always)]
    fn clamp(self, low: Self, high: Self) -> Self {
        Pack(std::array::from_fn(
            #[inline(always)]
            |i| self.0[i].clamp(low.0[i], high.0[i]),
        ))
    }
}

/// Half precision computed in f32 without compensation.
impl<S: Simd + Fused, const K: usize> Lanes for Quick<Pack<V32<S>, K>> {
    type Token = S;
    type Scalar = f32;
    const LEN: usize = K * S::f32s::LEN;
    const FINITE_ONLY: bool = true;
    #[inline(always)]
    fn constant(token: S, c: f64) -> Self {
        Quick(Pack::constant(token, c))
    }
    #[inline(always)]
    fn load(token: S, from: &[f32]) -> Self {
        Quick(Pack::load(token, from))
    }
    #[inline(always)]
    fn all_finite(token: S, from: &[f32]) -> bool {
        all_finite::<S>(token, &from[..Self::LEN])
    }
    #[inline(always)]
    fn scalar(value: f64) -> f32 {
        value as f32
    }
    #[inline(always)]
    fn store(self, to: &mut [f32]) {
        self.0.store(to);
    }
    #[inline(always)]
    fn sum(self) -> f64 {
        self.0.sum()
    }
    #[inline(always)]
    fn equal(self, other: Self) -> <Self as Real>::Mask {
        Float::equal(self.0, other.0)
    }
    #[inline(always)]
    fn clamp(self, low: Self, high: Self) -> Self {
        Quick(high.0.min_num(low.0.max_num(self.0)))
    }
}

/// f32 computed in f64 on a machine without vectors.
impl Lanes for Quick<f64> {
    type Token = ();
    type Scalar = f32;
    const LEN: usize = 1;
    const FINITE_ONLY: bool = true;
    #[inline(always)]
    fn constant((): (), c: f64) -> Self {
        Quick(f64::from(c as f32))
    }
    #[inline(always)]
    fn load((): (), from: &[f32]) -> Self {
        Quick(f64::from(from[0]))
    }
    #[inline(always)]
    fn all_finite((): (), from: &[f32]) -> bool {
        from[0].is_finite()
    }
    #[inline(always)]
    fn scalar(value: f64) -> f32 {
        value as f32
    }
    #[inline(always)]
    fn store(self, to: &mut [f32]) {
        to[0] = self.0 as f32;
    }
    #[inline(always)]
    fn sum(self) -> f64 {
        self.0
    }
    #[inline(always)]
    fn equal(self, other: Self) -> bool {
        self.0 == other.0
    }
    #[inline(always)]
    fn clamp(self, low: Self, high: Self) -> Self {
        Quick(high.0.min_num(low.0.max_num(self.0)))
    }
}
