//! SIMD vectors of f32 and f64 as numbers, at whatever level the token stands for.

use std::ops::{Add, Div, Mul, Neg, Sub};

use fearless_simd::{Simd, prelude::*};

use super::isa::Isa;
use crate::float::Float;

macro_rules! vector {
    ($v:ident, $t:ident, $vectors:ident, $mask:ident, $upper:literal, $fraction:literal, $offset:literal, $doc:literal) => {
        #[doc = $doc]
        #[derive(Clone, Copy, Debug)]
        pub struct $v<S: Simd>(pub(super) S::$vectors);

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

        impl<S: Isa> Float for $v<S> {
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
