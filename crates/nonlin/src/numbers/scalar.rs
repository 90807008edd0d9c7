//! `f32` and `f64` as numbers: the level below every SIMD level, and the home of
//! what the two precisions do not share.

use crate::float::{Float, Precision};

/// Multiplication and addition round separately here: without a target feature a
/// fused one would be a library call, and the result is the same on any machine.
macro_rules! scalar {
    ($t:ident, $upper:literal, $fraction:literal, $offset:literal) => {
        impl Float for $t {
            type Mask = bool;
            type Element = $t;
            const FUSED: bool = false;

            #[inline(always)]
            fn splat(self, c: f64) -> Self {
                c as $t
            }
            #[inline(always)]
            fn fma(self, a: Self, b: Self) -> Self {
                self * a + b
            }
            #[inline(always)]
            fn less(self, other: Self) -> bool {
                self < other
            }
            #[inline(always)]
            fn less_equal(self, other: Self) -> bool {
                self <= other
            }
            #[inline(always)]
            fn equal(self, other: Self) -> bool {
                self == other
            }
            #[inline(always)]
            fn blend(mask: bool, yes: Self, no: Self) -> Self {
                if mask { yes } else { no }
            }
            #[inline(always)]
            fn any(mask: bool) -> bool {
                mask
            }
            #[inline(always)]
            fn min_num(self, other: Self) -> Self {
                if self < other { self } else { other }
            }
            #[inline(always)]
            fn max_num(self, other: Self) -> Self {
                if self > other { self } else { other }
            }
            #[inline(always)]
            fn magnitude(self) -> Self {
                self.abs()
            }
            #[inline(always)]
            fn root(self) -> Self {
                self.sqrt()
            }
            #[inline(always)]
            fn nearest(self) -> Self {
                self.round_ties_even()
            }
            #[inline(always)]
            fn exp2i(self) -> Self {
                // Adding 1.5 * 2^mantissa puts an integer into the low bits.
                let shifted = self + (1.5 / $t::EPSILON + ($t::MAX_EXP - 1) as $t);
                $t::from_bits(shifted.to_bits() << <$t as Precision>::MANTISSA)
            }
            #[inline(always)]
            fn times_two_to(self, planted: Self) -> Self {
                let shift = <$t as Precision>::MANTISSA;
                $t::from_bits(self.to_bits().wrapping_add(planted.to_bits() << shift))
            }
            #[inline(always)]
            fn mantissa_exponent(self) -> (Self, Self) {
                let bits = self.to_bits().wrapping_sub($offset);
                let exponent = (bits.cast_signed() >> <$t as Precision>::MANTISSA) as $t;
                let mantissa = $t::from_bits((bits & $fraction).wrapping_add($offset));
                (mantissa, exponent)
            }
            #[inline(always)]
            fn upper_half(self) -> Self {
                $t::from_bits(self.to_bits() & $upper)
            }
            #[inline(always)]
            fn with_sign(self, sign: Self) -> Self {
                self.copysign(sign)
            }
            #[inline(always)]
            fn map(self, f: impl Fn(f64) -> f64) -> Self {
                f(f64::from(self)) as $t
            }
        }
    };
}

// The offset is the bit pattern of sqrt(1/2): subtracting it moves the boundary
// between exponents from powers of two to where the logarithm wants it.
scalar!(f32, 0xffff_f000, 0x007f_ffff, 0x3f35_04f3);
scalar!(f64, 0xffff_ffff_f800_0000, 0x000f_ffff_ffff_ffff, 0x3fe6_a09e_667f_3bcd);

impl Precision for f32 {
    const MANTISSA: u32 = 23;
    // Exponent -227: a scale of 2^-127, which is exactly zero.
    const EXP_MIN: f64 = -157.4;
    const EXP_MAX: f64 = 89.0;
    const QUICK_MIN: f64 = -87.0;
    const QUICK_MAX: f64 = 44.0;
    const TAIL: f64 = -100.0;
    const TOP: f64 = 127.0;
    // 15 significant bits.
    const LN2_HI: f64 = 0.693_145_751_953_125;
    const LN2_LO: f64 = 1.428_606_820_309_417_3e-6;
    const MIN_NORMAL: f64 = f32::MIN_POSITIVE as f64;
    const MAX: f64 = f32::MAX as f64;
    #[inline(always)]
    fn constant_error(c: f64) -> f64 {
        c - f64::from(c as f32)
    }
}

impl Precision for f64 {
    const MANTISSA: u32 = 52;
    // Exponent -1923: a scale of 2^-1023, which is exactly zero.
    const EXP_MIN: f64 = -1333.0;
    const EXP_MAX: f64 = 710.0;
    const QUICK_MIN: f64 = -700.0;
    const QUICK_MAX: f64 = 350.0;
    const TAIL: f64 = -900.0;
    const TOP: f64 = 1023.0;
    // 32 significant bits or fewer.
    const LN2_HI: f64 = 6.931_471_803_691_238e-1;
    const LN2_LO: f64 = 1.908_214_929_270_587_7e-10;
    const MIN_NORMAL: f64 = f64::MIN_POSITIVE;
    const MAX: f64 = f64::MAX;
    #[inline(always)]
    fn constant_error(_: f64) -> f64 {
        0.0
    }
}
