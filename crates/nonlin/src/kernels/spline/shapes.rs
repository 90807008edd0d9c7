//! How many vectors look terms up side by side.

use crate::kernels::table::{Lines, Pair};
use crate::numbers::{Pack, V32};

/// The vectors of a level. With two of 256 bits the registers do not hold what is looked up
/// (a twentieth slower); half precision is converted in pairs.
pub(super) trait Shape {
    type F32;
    type Halves;
}

pub(super) type OfF32<S> = <S as Shape>::F32;
pub(super) type OfHalves<S> = <S as Shape>::Halves;

macro_rules! shapes {
    ($($arch:literal $level:ty: $f32:ty, $halves:ty;)+) => {
        $(#[cfg(target_arch = $arch)]
        impl Shape for $level {
            type F32 = $f32;
            type Halves = $halves;
        })+
    };
}
type One<S> = Pack<V32<S>, 1>;
shapes! {
    "x86_64" fearless_simd::x86::Sse4_2: One<Self>, Pair<Self>;
    "x86_64" fearless_simd::x86::Avx2: One<Self>, Pair<Self>;
    "x86_64" fearless_simd::x86::Avx512: Lines<Self>, Lines<Self>;
    "aarch64" fearless_simd::aarch64::Neon: One<Self>, Pair<Self>;
}
