//! What the levels have beyond `fearless_simd::Simd`.

use fearless_simd::{Simd, prelude::*};

use super::piecewise::{INTERVALS, TERMS, Terms};

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
    /// Whether all terms are found at once, and not one by one.
    const BY_ROWS: bool = false;
    /// For each lane term `k` of the interval that the lowest bits of its index say.
    #[inline(always)]
    fn term(self, terms: &Terms, k: usize, index: Self::u32s) -> Self::f32s {
        Self::f32s::from_fn(self, |i| terms.columns[k][index[i] as usize % INTERVALS])
    }
    /// All of them.
    #[inline(always)]
    fn terms(self, terms: &Terms, index: Self::u32s) -> [Self::f32s; TERMS] {
        [
            self.term(terms, 0, index),
            self.term(terms, 1, index),
            self.term(terms, 2, index),
            self.term(terms, 3, index),
            self.term(terms, 4, index),
            self.term(terms, 5, index),
            self.term(terms, 6, index),
            self.term(terms, 7, index),
        ]
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

    use super::{INTERVALS, Isa, TERMS, Terms};

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
        fn permuted(avx512: Avx512, low: __m512, high: __m512, index: __m512i) -> __m512 {
            _mm512_permutex2var_ps(low, index, high)
        }
    );
    fearless_simd::kernel!(
        // Four rows of two lanes of 128 bits each, as columns.
        #[inline(always)]
        fn transposed(avx2: Avx2, rows: [__m256; 4]) -> [__m256; 4] {
            let [a, b, c, d] = rows;
            let (ab, cd) = (_mm256_unpacklo_ps(a, b), _mm256_unpacklo_ps(c, d));
            let (ab_high, cd_high) = (_mm256_unpackhi_ps(a, b), _mm256_unpackhi_ps(c, d));
            [
                _mm256_shuffle_ps::<0b01_00_01_00>(ab, cd),
                _mm256_shuffle_ps::<0b11_10_11_10>(ab, cd),
                _mm256_shuffle_ps::<0b01_00_01_00>(ab_high, cd_high),
                _mm256_shuffle_ps::<0b11_10_11_10>(ab_high, cd_high),
            ]
        }
    );
    fearless_simd::kernel!(
        #[inline(always)]
        fn joined(avx2: Avx2, low: __m128, high: __m128) -> __m256 {
            _mm256_insertf128_ps::<1>(_mm256_castps128_ps256(low), high)
        }
    );

    // Functions and not closures, which might not become part of the caller and would then
    // lack its instructions.

    #[inline(always)]
    fn places_of<'a>(terms: &'a Terms, places: &[u32; 8]) -> [&'a [f32; TERMS]; 8] {
        let row = |lane: usize| &terms.rows[places[lane] as usize % INTERVALS];
        [row(0), row(1), row(2), row(3), row(4), row(5), row(6), row(7)]
    }

    /// Terms `k` to `k + 3` of eight rows.
    #[inline(always)]
    fn columns(avx2: Avx2, rows: [&[f32; TERMS]; 8], k: usize) -> [__m256; 4] {
        let [a, b, c, d, e, f, g, h] = rows;
        let rows = [
            joined(avx2, half(avx2, a, k), half(avx2, e, k)),
            joined(avx2, half(avx2, b, k), half(avx2, f, k)),
            joined(avx2, half(avx2, c, k), half(avx2, g, k)),
            joined(avx2, half(avx2, d, k), half(avx2, h, k)),
        ];
        transposed(avx2, rows)
    }

    #[inline(always)]
    fn half(avx2: Avx2, row: &[f32; TERMS], k: usize) -> __m128 {
        fearless_simd::f32x4::from_slice(avx2, &row[k..k + 4]).into()
    }

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
        const BY_ROWS: bool = true;
        #[inline(always)]
        fn terms(self, terms: &Terms, index: Self::u32s) -> [Self::f32s; TERMS] {
            // Eight rows of memory, transposed: permutations of eight entries would be
            // four and three blends for each term.
            let mut places = [0; 8];
            (index & (INTERVALS as u32 - 1)).store_slice(&mut places);
            let rows = places_of(terms, &places);
            let ([a, b, c, d], [e, f, g, h]) = (columns(self, rows, 0), columns(self, rows, 4));
            [
                a.simd_into(self),
                b.simd_into(self),
                c.simd_into(self),
                d.simd_into(self),
                e.simd_into(self),
                f.simd_into(self),
                g.simd_into(self),
                h.simd_into(self),
            ]
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
        fn term(self, terms: &Terms, k: usize, index: Self::u32s) -> Self::f32s {
            let (low, high) = terms.columns[k].split_at(INTERVALS / 2);
            let low = Self::f32s::from_slice(self, low).into();
            let high = Self::f32s::from_slice(self, high).into();
            permuted(self, low, high, index.into()).simd_into(self)
        }
    }
}

#[cfg(target_arch = "aarch64")]
impl Isa for fearless_simd::aarch64::Neon {
    const FUSED: bool = true;
}
