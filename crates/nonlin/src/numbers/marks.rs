//! Marked elements, as bits.

use fearless_simd::prelude::*;
use half::slice::HalfFloatSliceExt;
use half::{bf16, f16};

use super::{Isa, Lanes, Memory, Pack, V32};

/// Numbers that tell which elements are not 0.
pub(crate) trait Marks<T: Memory>: Lanes<T> {
    /// A bit for each of the first 64 elements, none of which is negative: whether it is not 0.
    fn marks(token: Self::Token, from: &[T]) -> u64;
}

impl<T: Memory> Marks<T> for f32
where
    f32: Lanes<T>,
{
    #[inline(always)]
    fn marks(_: Self::Token, from: &[T]) -> u64 {
        let marked = |&x: &T| u64::from(x.into() != 0.0);
        from[..64].iter().rev().fold(0, |bits, x| bits << 1 | marked(x))
    }
}

impl<S: Isa, const K: usize> Marks<f32> for Pack<V32<S>, K> {
    #[inline(always)]
    fn marks(token: S, from: &[f32]) -> u64 {
        let (mut bits, mut i) = (0, 0);
        while i < 64 {
            let part = S::f32s::from_slice(token, &from[i..i + S::f32s::LEN]);
            bits |= part.simd_gt(0.0).to_bitmask() << i;
            i += S::f32s::LEN;
        }
        bits
    }
}

macro_rules! half_marks {
    ($($t:ident)+) => {
        $(impl<S: Isa, const K: usize> Marks<$t> for Pack<V32<S>, K> {
            #[inline(always)]
            fn marks(token: S, from: &[$t]) -> u64 {
                let (from, mut bits, mut i) = (from.reinterpret_cast(), 0, 0);
                while i < 64 {
                    let part = S::u16s::from_slice(token, &from[i..i + S::u16s::LEN]);
                    bits |= part.simd_gt(0).to_bitmask() << i;
                    i += S::u16s::LEN;
                }
                bits
            }
        })+
    };
}
half_marks! { f16 bf16 }
