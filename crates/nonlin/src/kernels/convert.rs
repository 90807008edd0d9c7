//! Blocks of half precision to f32 and back.

use half::{bf16, f16};

use super::loops;
use super::table::{Pair, at_level};
use crate::level::Level;
use crate::numbers::Memory;

/// A type of half precision, by blocks.
pub(crate) trait Half: Memory {
    /// The elements in f32, exactly.
    fn widen(level: Level, from: &[Self], to: &mut [f32]);
    /// The nearest elements.
    fn narrow(level: Level, from: &[f32], to: &mut [Self]);
}

impl Half for f16 {
    fn widen(level: Level, from: &[f16], to: &mut [f32]) {
        at_level!(level, true, Pair, f32, |V, token| {
            loops::convert::<V, f16, f32>(token, from, to)
        });
    }
    fn narrow(level: Level, from: &[f32], to: &mut [f16]) {
        at_level!(level, true, Pair, f32, |V, token| {
            loops::convert::<V, f32, f16>(token, from, to)
        });
    }
}

// Packs hold bf16 out of order; these loops are simple enough for the compiler to
// find their vectors.
impl Half for bf16 {
    fn widen(level: Level, from: &[bf16], to: &mut [f32]) {
        at_level!(level, true, Pair, f32, |_Vector, _token| {
            for (to, &from) in to.iter_mut().zip(from) {
                *to = from.to_f32();
            }
        });
    }
    fn narrow(level: Level, from: &[f32], to: &mut [bf16]) {
        at_level!(level, true, Pair, f32, |_Vector, _token| {
            for (to, &from) in to.iter_mut().zip(from) {
                *to = bf16::from_f32(from);
            }
        });
    }
}

/// The elements in f32, at the start of a buffer.
pub(crate) fn wide<'a, T: Half, const N: usize>(
    level: Level,
    from: &[T],
    buffer: &'a mut [f32; N],
) -> &'a mut [f32] {
    let buffer = &mut buffer[..from.len()];
    T::widen(level, from, buffer);
    buffer
}
