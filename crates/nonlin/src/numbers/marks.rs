//! Masks as bits, in the order of elements in memory.

use fearless_simd::{SimdMask, prelude::*};
use half::{bf16, f16};

use super::{Isa, Lanes, Memory, Pack, V32};
use crate::float::Float;

/// Numbers whose masks tell which elements they hold for.
pub(crate) trait Marks<T: Memory>: Lanes<T> + Float {
    /// A bit for each element.
    fn bits(token: Self::Token, mask: <Self as Float>::Mask) -> u64;
}

impl<T: Memory> Marks<T> for f32
where
    f32: Lanes<T>,
{
    #[inline(always)]
    fn bits(_: Self::Token, mask: bool) -> u64 {
        u64::from(mask)
    }
}

/// A vector's bits after those of the vectors before it.
macro_rules! in_turn {
    ($($t:ident)+) => {
        $(impl<S: Isa, const K: usize> Marks<$t> for Pack<V32<S>, K> {
            #[inline(always)]
            fn bits(_: S, mask: Pack<S::mask32s, K>) -> u64 {
                let (mut bits, mut i) = (0, 0);
                while i < K {
                    bits |= mask.0[i].to_bitmask() << (i * S::f32s::LEN);
                    i += 1;
                }
                bits
            }
        })+
    };
}
in_turn! { f32 f16 }

/// Of two vectors, the first has every other element.
impl<S: Isa, const K: usize> Marks<bf16> for Pack<V32<S>, K> {
    #[inline(always)]
    fn bits(token: S, mask: Pack<S::mask32s, K>) -> u64 {
        let (mut bits, mut i) = (0, 0);
        while i + 1 < K {
            let (even, odd) = (mask.0[i], mask.0[i + 1]);
            let none = S::u32s::splat(token, 0);
            let pairs = even.select(none | 0xffff, none) | odd.select(none | 0xffff_0000, none);
            let pairs: S::u16s = pairs.bitcast();
            bits |= pairs.simd_gt(0).to_bitmask() << (i * S::f32s::LEN);
            i += 2;
        }
        bits
    }
}
