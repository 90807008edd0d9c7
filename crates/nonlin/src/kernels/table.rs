//! The compiled kernels of one function: an entry per element type, each of which
//! picks the SIMD level.

use super::loops::{self, Rows};
use super::widened;
use crate::catalogue::Formula;
use crate::level::Level;

/// As `loops::backward`, with the level before the other arguments.
type Backward<T> = fn(Level, &[f64], f64, &[T], &[T], Option<&mut [T]>, &mut [T]);
/// As `loops::parameters`, likewise.
type Parameters<T> = fn(Level, &[f64], f64, &[T], &[T], &mut [T], &mut [f64]);

/// Kernels of one function for f32 or f64.
///
/// The arguments are those of the loops of the same names.
pub(crate) struct Kernels<T: 'static> {
    pub(crate) forward: fn(Level, &[f64], f64, &[T], &mut [T]),
    pub(crate) backward: Backward<T>,
    pub(crate) parameters: Parameters<T>,
    pub(crate) rows: fn(Level, f64, Rows<'_, T>),
}

/// Runs `$body` with `$V` the vector type of the level and `$token` its token.
///
/// A level that the machine lacks falls through to the scalar one: a token can
/// only be had from a machine that has the instructions.
macro_rules! at_level {
    ($level:expr, $all:expr, $vector:ident, $scalar:ty, |$V:ident, $token:ident| $body:expr) => {{
        let machine = fearless_simd::Level::new();
        let _ = &machine;
        match $level {
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 if machine.as_avx512().is_some() => {
                if let Some($token) = machine.as_avx512() {
                    type $V = crate::numbers::$vector<fearless_simd::x86::Avx512>;
                    fearless_simd::Simd::vectorize(
                        $token,
                        #[inline(always)]
                        || $body,
                    );
                }
            }
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 if machine.as_avx2().is_some() => {
                if let Some($token) = machine.as_avx2() {
                    type $V = crate::numbers::$vector<fearless_simd::x86::Avx2>;
                    fearless_simd::Simd::vectorize(
                        $token,
                        #[inline(always)]
                        || $body,
                    );
                }
            }
            #[cfg(target_arch = "x86_64")]
            Level::Sse42 if $all && machine.as_sse4_2().is_some() => {
                if let Some($token) = machine.as_sse4_2() {
                    type $V = crate::numbers::$vector<fearless_simd::x86::Sse4_2>;
                    fearless_simd::Simd::vectorize(
                        $token,
                        #[inline(always)]
                        || $body,
                    );
                }
            }
            #[cfg(target_arch = "aarch64")]
            Level::Neon => {
                if let Some($token) = machine.as_neon() {
                    type $V = crate::numbers::$vector<fearless_simd::aarch64::Neon>;
                    fearless_simd::Simd::vectorize(
                        $token,
                        #[inline(always)]
                        || $body,
                    );
                }
            }
            _ => {
                if $all {
                    type $V = $scalar;
                    let $token = ();
                    $body
                }
            }
        }
    }};
}

macro_rules! kernels {
    ($name:ident, $t:ident, $vector:ident, $all:expr) => {
        pub(crate) const fn $name<F: Formula>() -> Kernels<$t> {
            Kernels {
                forward: |level, p, limit, x, y| {
                    at_level!(level, $all, $vector, $t, |V, token| loops::forward::<V, F>(
                        token, p, limit, x, y
                    ));
                },
                backward: |level, p, limit, x, gy, y, gx| {
                    at_level!(level, $all, $vector, $t, |V, token| loops::backward::<V, F>(
                        token, p, limit, x, gy, y, gx
                    ));
                },
                parameters: |level, p, limit, x, gy, gx, gp| {
                    if F::PARAMETERS == 0 {
                        return;
                    }
                    at_level!(level, $all, $vector, $t, |V, token| loops::parameters::<V, F>(
                        token, p, limit, x, gy, gx, gp
                    ));
                },
                rows: |level, limit, job| {
                    if F::PARAMETERS == 0 {
                        return;
                    }
                    at_level!(level, $all, $vector, $t, |V, token| loops::rows::<V, F>(
                        token, limit, job
                    ));
                },
            }
        }
    };
}

// f32 has no use for levels without a fused multiply-add, unless nothing is
// multiplied and added: see `of_f32`.
kernels!(direct_f32, f32, V32, F::PIECEWISE_LINEAR);
kernels!(of_f64, f64, V64, true);

/// Kernels for f32: in f32 where the roundings of a formula stay within bounds,
/// else in f64. Without a fused multiply-add they do not, except for functions
/// that have hardly any.
pub(crate) const fn of_f32<F: Formula>() -> Kernels<f32> {
    if F::IN_F64 {
        return widened::of::<F>();
    }
    if F::PIECEWISE_LINEAR {
        return direct_f32::<F>();
    }
    Kernels {
        forward: |level, p, limit, x, y| {
            (by_level::<F>(level).forward)(level, p, limit, x, y);
        },
        backward: |level, p, limit, x, gy, y, gx| {
            (by_level::<F>(level).backward)(level, p, limit, x, gy, y, gx);
        },
        parameters: |level, p, limit, x, gy, gx, gp| {
            (by_level::<F>(level).parameters)(level, p, limit, x, gy, gx, gp);
        },
        rows: |level, limit, job| (by_level::<F>(level).rows)(level, limit, job),
    }
}

const fn by_level<F: Formula>(level: Level) -> Kernels<f32> {
    if level.is_fused() { direct_f32::<F>() } else { widened::of::<F>() }
}
