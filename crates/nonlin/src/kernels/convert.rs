//! Blocks of half precision to f32 and back, and which of them are within range of
//! the short evaluations.

use half::slice::HalfFloatSliceExt;
use half::{bf16, f16};

use super::table::{HALF_RANGE, at_level};
use crate::level::Level;
use crate::numbers::V32;

/// A type of half precision, by blocks.
pub(super) trait Half: Copy {
    /// The elements in f32, exactly.
    fn widen(level: Level, from: &[Self], to: &mut [f32]);
    /// The nearest elements.
    fn narrow(level: Level, from: &[f32], to: &mut [Self]);
    /// Whether all magnitudes are at most [`HALF_RANGE`].
    fn all_moderate(level: Level, from: &[Self]) -> bool;
}

/// Runs a loop over a slice compiled for the level.
macro_rules! vectorized {
    ($level:expr, $body:expr) => {
        at_level!($level, true, V32, f32, |_Vector, _token| $body)
    };
}

/// Magnitudes above this bit pattern, infinities and NaN among them, are not
/// moderate.
#[inline(always)]
fn all_at_most(from: &[u16], pattern: u16) -> bool {
    from.iter().fold(0, |worst, &bits| worst.max(bits & 0x7fff)) <= pattern
}

#[inline(always)]
fn widen_f16(from: &[u16], to: &mut [f32]) {
    // The exponents of the two types differ by 112; a product with 2^112 moves them
    // and makes normal numbers of subnormal ones.
    const SHIFT: f32 = f32::from_bits((127 + 112) << 23);
    for (to, &from) in to.iter_mut().zip(from) {
        let (sign, magnitude) = (u32::from(from & 0x8000) << 16, u32::from(from & 0x7fff));
        let finite = (f32::from_bits(magnitude << 13) * SHIFT).to_bits();
        let special = (magnitude << 13) | 0x7f80_0000;
        *to = f32::from_bits(sign | if magnitude >= 0x7c00 { special } else { finite });
    }
}

#[inline(always)]
fn narrow_f16(from: &[f32], to: &mut [u16]) {
    // Numbers below the normal ones of f16 are rounded by adding 1/2, whose last
    // place is their unit.
    const HALF: f32 = 0.5;
    for (to, &from) in to.iter_mut().zip(from) {
        let bits = from.to_bits();
        let (sign, magnitude) = ((bits >> 16) & 0x8000, bits & 0x7fff_ffff);
        let normal =
            magnitude.wrapping_sub(112 << 23).wrapping_add(0xfff + ((magnitude >> 13) & 1)) >> 13;
        let small = (f32::from_bits(magnitude) + HALF).to_bits().wrapping_sub(HALF.to_bits());
        // From 65520 on it is infinity.
        let finite = if magnitude < (113 << 23) { small } else { normal };
        let large = if magnitude > 0x7f80_0000 { 0x7e00 } else { 0x7c00 };
        *to = (sign | if magnitude >= 0x477f_f000 { large } else { finite }) as u16;
    }
}

impl Half for f16 {
    fn widen(level: Level, from: &[Self], to: &mut [f32]) {
        vectorized!(level, widen_f16(from.reinterpret_cast(), to));
    }
    fn narrow(level: Level, from: &[f32], to: &mut [Self]) {
        vectorized!(level, narrow_f16(from, to.reinterpret_cast_mut()));
    }
    fn all_moderate(level: Level, from: &[Self]) -> bool {
        let mut all = false;
        let limit = f16::from_f32_const(HALF_RANGE).to_bits();
        vectorized!(level, all = all_at_most(from.reinterpret_cast(), limit));
        all
    }
}

#[inline(always)]
fn widen_bf16(from: &[u16], to: &mut [f32]) {
    for (to, &from) in to.iter_mut().zip(from) {
        *to = f32::from_bits(u32::from(from) << 16);
    }
}

#[inline(always)]
fn narrow_bf16(from: &[f32], to: &mut [u16]) {
    for (to, &from) in to.iter_mut().zip(from) {
        let bits = from.to_bits();
        // Half a unit, or one less where the last place kept is even.
        let rounded = bits.wrapping_add(0x7fff + ((bits >> 16) & 1)) >> 16;
        let quiet = (bits >> 16) | 0x40;
        *to = (if from.is_nan() { quiet } else { rounded }) as u16;
    }
}

impl Half for bf16 {
    fn widen(level: Level, from: &[Self], to: &mut [f32]) {
        vectorized!(level, widen_bf16(from.reinterpret_cast(), to));
    }
    fn narrow(level: Level, from: &[f32], to: &mut [Self]) {
        vectorized!(level, narrow_bf16(from, to.reinterpret_cast_mut()));
    }
    fn all_moderate(level: Level, from: &[Self]) -> bool {
        let mut all = false;
        let limit = bf16::from_f32_const(HALF_RANGE).to_bits();
        vectorized!(level, all = all_at_most(from.reinterpret_cast(), limit));
        all
    }
}
