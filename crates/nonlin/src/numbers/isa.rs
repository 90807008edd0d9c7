//! What the levels have beyond `fearless_simd::Simd`.

use fearless_simd::{Simd, prelude::*};

use super::piecewise::{Column, TWICE_AS_MANY};

/// A level with what kernels need of it.
pub trait Isa: Simd {
    /// Whether `mul_add` rounds once.
    const FUSED: bool;
    /// f32 from the bits of f16, exactly.
    #[inline(always)]
    fn widen_f16(self, bits: Self::u16s) -> (Self::f32s, Self::f32s) {
        let (low, high) = bits.widen();
        (widen_f16::<Self>(self, low), widen_f16::<Self>(self, high))
    }
    /// The bits of the nearest f16.
    #[inline(always)]
    fn narrow_f16(self, low: Self::f32s, high: Self::f32s) -> Self::u16s {
        narrow_f16::<Self>(self, low).narrow(narrow_f16::<Self>(self, high))
    }
    /// For each lane the entry of the interval that the lowest bits of its index say.
    #[inline(always)]
    fn term(self, column: &Column, index: Self::u32s) -> Self::f32s {
        Self::f32s::from_fn(self, |i| column.0[index[i] as usize % TWICE_AS_MANY])
    }
}

#[inline(always)]
fn widen_f16<S: Simd>(token: S, bits: S::u32s) -> S::f32s {
    // The exponents of the two types differ by 112; a product with 2^112 moves them
    // and makes normal numbers of subnormal ones.
    let shift = S::f32s::splat(token, f32::from_bits((127 + 112) << 23));
    let magnitude = (bits & 0x7fff) << 13;
    let finite = magnitude.bitcast::<S::f32s>() * shift;
    // From 2^16 on it is infinity or NaN.
    let special = (magnitude | 0x7f80_0000).bitcast();
    let value = finite.simd_ge(S::f32s::splat(token, 65536.0)).select(special, finite);
    (value.bitcast::<S::u32s>() | ((bits & 0x8000) << 16)).bitcast()
}

#[inline(always)]
fn narrow_f16<S: Simd>(token: S, from: S::f32s) -> S::u32s {
    // Numbers below the normal ones of f16 are rounded by adding 1/2, whose last
    // place is their unit.
    let half = S::f32s::splat(token, 0.5);
    let bits: S::u32s = from.bitcast();
    let magnitude = bits & 0x7fff_ffff;
    let odd = (magnitude >> 13) & 1;
    let normal = (magnitude + (odd + 0xfff_u32.wrapping_sub(112 << 23))) >> 13;
    let size: S::f32s = magnitude.bitcast();
    let small = (size + half).bitcast::<S::u32s>() - half.bitcast::<S::u32s>();
    let bound = |bits: u32| S::f32s::splat(token, f32::from_bits(bits));
    let finite: S::u32s = size.simd_lt(bound(113 << 23)).select(small, normal);
    // From 65520 on it is infinity.
    let infinity = S::u32s::splat(token, 0x7c00);
    let number: S::u32s = size.simd_ge(bound(0x477f_f000)).select(infinity, finite);
    let number: S::u32s = size.simd_eq(size).select(number, S::u32s::splat(token, 0x7e00));
    number | ((bits >> 16) & 0x8000)
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use fearless_simd::prelude::*;
    use fearless_simd::x86::{Avx2, Avx512, Sse4_2};

    use super::{Column, Isa};
    use crate::numbers::INTERVALS;

    /// To the nearest, ties to even.
    const NEAREST: i32 = _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC;

    fearless_simd::kernel!(
        #[inline(always)]
        fn widen_512(avx512: Avx512, a: __m512i) -> (__m512, __m512) {
            (
                _mm512_cvtph_ps(_mm512_castsi512_si256(a)),
                _mm512_cvtph_ps(_mm512_extracti64x4_epi64::<1>(a)),
            )
        }
    );
    fearless_simd::kernel!(
        #[inline(always)]
        fn narrow_512(avx512: Avx512, low: __m512, high: __m512) -> __m512i {
            let low = _mm512_cvtps_ph::<NEAREST>(low);
            let high = _mm512_cvtps_ph::<NEAREST>(high);
            _mm512_inserti64x4::<1>(_mm512_castsi256_si512(low), high)
        }
    );
    fearless_simd::kernel!(
        #[inline(always)]
        fn widen_256(avx2: Avx2, a: __m256i) -> (__m256, __m256) {
            (
                _mm256_cvtph_ps(_mm256_castsi256_si128(a)),
                _mm256_cvtph_ps(_mm256_extracti128_si256::<1>(a)),
            )
        }
    );
    fearless_simd::kernel!(
        #[inline(always)]
        fn narrow_256(avx2: Avx2, low: __m256, high: __m256) -> __m256i {
            let low = _mm256_cvtps_ph::<_MM_FROUND_TO_NEAREST_INT>(low);
            let high = _mm256_cvtps_ph::<_MM_FROUND_TO_NEAREST_INT>(high);
            _mm256_inserti128_si256::<1>(_mm256_castsi128_si256(low), high)
        }
    );

    fearless_simd::kernel!(
        #[inline(always)]
        fn picked_512(avx512: Avx512, entries: __m512, index: __m512i) -> __m512 {
            _mm512_permutexvar_ps(index, entries)
        }
    );
    fearless_simd::kernel!(
        #[inline(always)]
        fn picked_256(avx2: Avx2, entries: __m256, index: __m256i) -> __m256 {
            _mm256_permutevar8x32_ps(entries, index)
        }
    );

    impl Isa for Sse4_2 {
        const FUSED: bool = false;
    }

    impl Isa for Avx2 {
        const FUSED: bool = true;
        #[inline(always)]
        fn widen_f16(self, bits: Self::u16s) -> (Self::f32s, Self::f32s) {
            let (low, high) = widen_256(self, bits.into());
            (low.simd_into(self), high.simd_into(self))
        }
        #[inline(always)]
        fn narrow_f16(self, low: Self::f32s, high: Self::f32s) -> Self::u16s {
            narrow_256(self, low.into(), high.into()).simd_into(self)
        }
        #[inline(always)]
        fn term(self, column: &Column, index: Self::u32s) -> Self::f32s {
            let entries = Self::f32s::from_slice(self, &column.0[..INTERVALS]).into();
            picked_256(self, entries, index.into()).simd_into(self)
        }
    }

    impl Isa for Avx512 {
        const FUSED: bool = true;
        #[inline(always)]
        fn widen_f16(self, bits: Self::u16s) -> (Self::f32s, Self::f32s) {
            let (low, high) = widen_512(self, bits.into());
            (low.simd_into(self), high.simd_into(self))
        }
        #[inline(always)]
        fn narrow_f16(self, low: Self::f32s, high: Self::f32s) -> Self::u16s {
            narrow_512(self, low.into(), high.into()).simd_into(self)
        }
        #[inline(always)]
        fn term(self, column: &Column, index: Self::u32s) -> Self::f32s {
            let entries = Self::f32s::from_slice(self, &column.0).into();
            picked_512(self, entries, index.into()).simd_into(self)
        }
    }
}

#[cfg(target_arch = "aarch64")]
impl Isa for fearless_simd::aarch64::Neon {
    const FUSED: bool = true;
}
