//! The compiled kernels of one function: an entry per element type, each of which
//! picks the SIMD level.

use super::loops::{self, Rows};
use super::{apart, widened};
use crate::catalogue::Formula;
use crate::level::Level;
use crate::numbers::{Pack, Quick, V32, V64};

/// As `loops::forward`, with the level before the other arguments.
pub(crate) type Forward<T> = fn(Level, &[f64], f64, &[T], &mut [T]);
/// As `loops::backward`, with the level before the other arguments.
pub(crate) type Backward<T> = fn(Level, &[f64], f64, &[T], &[T], Option<&mut [T]>, &mut [T]);
/// As `loops::parameters`, likewise.
pub(crate) type Parameters<T> = fn(Level, &[f64], f64, &[T], &[T], &mut [T], &mut [f64]);

/// As `loops::rows`, likewise.
pub(crate) type RowsOf<T> = fn(Level, f64, Rows<'_, T>);

/// Kernels of one function for f32 or f64.
///
/// The arguments are those of the loops of the same names.
pub(crate) struct Kernels<T: 'static> {
    pub(crate) forward: Forward<T>,
    pub(crate) backward: Backward<T>,
    pub(crate) parameters: Parameters<T>,
    pub(crate) rows: RowsOf<T>,
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
            #[cfg(all(target_arch = "x86_64", not(unoptimised)))]
            Level::Avx512 if machine.as_avx512().is_some() => {
                if let Some($token) = machine.as_avx512() {
                    type $V = $vector<fearless_simd::x86::Avx512>;
                    fearless_simd::Simd::vectorize(
                        $token,
                        #[inline(always)]
                        || $body,
                    );
                }
            }
            #[cfg(all(target_arch = "x86_64", not(unoptimised)))]
            Level::Avx2 if machine.as_avx2().is_some() => {
                if let Some($token) = machine.as_avx2() {
                    type $V = $vector<fearless_simd::x86::Avx2>;
                    fearless_simd::Simd::vectorize(
                        $token,
                        #[inline(always)]
                        || $body,
                    );
                }
            }
            #[cfg(all(target_arch = "x86_64", not(unoptimised)))]
            Level::Sse42 if $all && machine.as_sse4_2().is_some() => {
                if let Some($token) = machine.as_sse4_2() {
                    type $V = $vector<fearless_simd::x86::Sse4_2>;
                    fearless_simd::Simd::vectorize(
                        $token,
                        #[inline(always)]
                        || $body,
                    );
                }
            }
            #[cfg(all(target_arch = "aarch64", not(unoptimised)))]
            Level::Neon => {
                if let Some($token) = machine.as_neon() {
                    type $V = $vector<fearless_simd::aarch64::Neon>;
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

pub(crate) use at_level;

macro_rules! kernels {
    ($(#[$doc:meta])* $name:ident, $t:ident, $all:expr, $long:ident, $short:ident, $scalar:ty) => {
        $(#[$doc])*
        pub(crate) const fn $name<F: Formula>() -> Kernels<$t> {
            Kernels {
                forward: |level, p, limit, x, y| {
                    at_level!(level, $all, $long, $scalar, |V, token| loops::forward::<V, F, $t>(
                        token, p, limit, x, y,
                        |x, y| apart::forward::<V, F, $t>(p, limit, x, y)
                    ));
                },
                backward: |level, p, limit, x, gy, y, gx| {
                    at_level!(level, $all, $long, $scalar, |V, token| loops::backward::<V, F, $t>(
                        token, p, limit, x, gy, y, gx,
                        |x, gy, y, gx| apart::backward::<V, F, $t>(p, limit, x, gy, y, gx)
                    ));
                },
                parameters: |level, p, limit, x, gy, gx, gp| {
                    if F::PARAMETERS == 0 {
                        return;
                    }
                    at_level!(level, $all, $long, $scalar, |V, token| loops::parameters::<V, F, $t>(
                        token, p, limit, x, gy, gx, gp
                    ));
                },
                rows: |level, limit, job| {
                    if F::PARAMETERS == 0 {
                        return;
                    }
                    at_level!(level, $all, $short, $scalar, |V, token| loops::rows::<V, F, $t>(
                        token, limit, job
                    ));
                },
            }
        }
    };
}

kernels!(
    /// Elements computed in themselves.
    of_f64, f64, true, V64, V64, f64
);
kernels!(
    /// f32 computed in itself: straight lines, which hardly round.
    direct_f32, f32, true, Lines, Lines, f32
);
kernels!(
    /// f32 computed in f64 without compensation, for finite elements.
    quick_f32, f32, true, Long, Short, Quick<f64>
);
/// f32 as it is computed in f64: many vectors side by side where one formula is
/// evaluated, fewer where parameters change from element to element.
type Long<S> = Quick<Pack<V64<S>, SIDE_BY_SIDE>>;
type Short<S> = Quick<Pack<V64<S>, 2>>;
/// Straight lines in f32.
pub(super) type Lines<S> = Pack<V32<S>, HALF_AS_MANY>;
/// Half precision in f32.
pub(super) type Half<S> = Quick<Pack<V32<S>, HALF_AS_MANY>>;
pub(super) type HalfShort<S> = Quick<Pack<V32<S>, 1>>;

/// As many as half precision is converted in.
pub(super) type Pair<S> = Pack<V32<S>, 2>;

/// Vectors side by side. Their number changes no result, and a quarter of the code
/// is a quarter of the time that a debug build takes.
const SIDE_BY_SIDE: usize = if cfg!(debug_assertions) { 2 } else { 8 };
/// Vectors of f32 have twice the elements, and half precision comes in pairs of them.
const HALF_AS_MANY: usize = if SIDE_BY_SIDE > 4 { SIDE_BY_SIDE / 2 } else { 2 };

/// Kernels for f32: straight lines in f32; formulas of many steps in f64, with all
/// its digits; the others in f64, as far as f32 sees it.
pub(crate) const fn of_f32<F: Formula>() -> Kernels<f32> {
    if F::IN_F64 {
        widened::of::<F>()
    } else if F::PIECEWISE_LINEAR {
        direct_f32::<F>()
    } else {
        quick_f32::<F>()
    }
}
