//! Kernels for half precision: converted in registers where f32 serves, otherwise
//! in blocks that go through the kernels of f32.

use half::{bf16, f16};

use super::convert::{self, Half};
use super::element::BLOCK;
use super::loops;
use super::table::{self, Backward, Forward, at_level, of_f32};
use crate::catalogue::Formula;
use crate::level::Level;
use crate::numbers::Domain;

/// What half precision has of its own.
pub(crate) struct Halves<T: 'static> {
    pub(crate) forward: Forward<T>,
    pub(crate) backward: Backward<T>,
}

/// The vectors of [`Halves`] at each level, before the function is known.
macro_rules! halves {
    ($name:ident, $t:ident) => {
        /// Straight lines in f32, which hardly rounds; formulas of many steps as f32
        /// has them; all else in f32 without compensation, for moderate elements and
        /// parameters, at levels with a fused multiply-add.
        pub(crate) const fn $name<F: Formula>() -> Halves<$t> {
            use table::{Half, Lines};
            Halves {
                forward: |level, p, limit, x, y| {
                    if F::PIECEWISE_LINEAR && !F::IN_F64 {
                        at_level!(level, true, Lines, f32, |V, token| {
                            loops::forward::<V, F, $t>(token, p, limit, x, y, |_, _| {})
                        });
                    } else if !F::IN_F64 && level.is_fused() && moderate(p) {
                        at_level!(level, false, Half, f32, |V, token| {
                            loops::forward::<V, F, $t>(token, p, limit, x, y, |x, y| {
                                forward_apart(of_f32::<F>().forward, level, p, limit, x, y)
                            })
                        });
                    } else {
                        forward::<$t, BLOCK>(of_f32::<F>().forward, level, p, limit, x, y);
                    }
                },
                backward: |level, p, limit, x, gy, y, gx| {
                    if F::PIECEWISE_LINEAR && !F::IN_F64 {
                        at_level!(level, true, Lines, f32, |V, token| {
                            loops::backward::<V, F, $t>(
                                token,
                                p,
                                limit,
                                x,
                                gy,
                                y,
                                gx,
                                |_, _, _, _| {},
                            )
                        });
                    } else if !F::IN_F64 && level.is_fused() && moderate(p) {
                        at_level!(level, false, Half, f32, |V, token| {
                            loops::backward::<V, F, $t>(
                                token,
                                p,
                                limit,
                                x,
                                gy,
                                y,
                                gx,
                                |x, gy, y, gx| {
                                    let kernel = of_f32::<F>().backward;
                                    backward_apart(kernel, level, p, limit, x, gy, y, gx)
                                },
                            )
                        });
                    } else {
                        let kernel = of_f32::<F>().backward;
                        backward::<$t, BLOCK>(kernel, level, p, limit, x, gy, y, gx);
                    }
                },
            }
        }
    };
}
halves!(of_f16, f16);
halves!(of_bf16, bf16);

/// Whether no parameter carries moderate arguments far out of range.
pub(super) fn moderate(p: &[f64]) -> bool {
    p.iter().all(|p| p.abs() <= MODERATE_PARAMETER)
}

/// Up to this magnitude a parameter times an argument within range has an
/// exponential within the range of f32.
pub(super) const MODERATE_PARAMETER: f64 = 4.0;

/// `y = f(x)` by a kernel for f32, in blocks of `N`.
fn forward<T: Half, const N: usize>(
    kernel: Forward<f32>,
    level: Level,
    p: &[f64],
    limit: f64,
    x: &[T],
    y: &mut [T],
) {
    let (mut xs, mut ys) = ([0.0; N], [0.0; N]);
    for (x, y) in x.chunks(N).zip(y.chunks_mut(N)) {
        let ys = &mut ys[..x.len()];
        kernel(level, p, limit, convert::wide(level, x, &mut xs), ys);
        T::narrow(level, ys, y);
    }
}

/// As [`forward`] for the backward pass.
#[allow(clippy::too_many_arguments)]
fn backward<T: Half, const N: usize>(
    kernel: Backward<f32>,
    level: Level,
    p: &[f64],
    limit: f64,
    x: &[T],
    gy: &[T],
    mut y: Option<&mut [T]>,
    gx: &mut [T],
) {
    let (mut xs, mut gs, mut ys, mut ds) = ([0.0; N], [0.0; N], [0.0; N], [0.0; N]);
    for start in (0..x.len()).step_by(N) {
        let range = start..(start + N).min(x.len());
        let len = range.len();
        let x = convert::wide(level, &x[range.clone()], &mut xs);
        let gy = convert::wide(level, &gy[range.clone()], &mut gs);
        let (ys, ds) = (&mut ys[..len], &mut ds[..len]);
        let wanted = y.is_some().then_some(&mut *ys);
        kernel(level, p, limit, x, gy, wanted, ds);
        T::narrow(level, ds, &mut gx[range.clone()]);
        if let Some(y) = y.as_deref_mut() {
            T::narrow(level, ys, &mut y[range]);
        }
    }
}

/// The longest vector of half precision.
const VECTOR: usize = 128;

/// Replaces the results of immoderate elements by those of a kernel for f32.
#[cold]
#[inline(never)]
fn forward_apart<T: Half>(
    kernel: Forward<f32>,
    level: Level,
    p: &[f64],
    limit: f64,
    x: &[T],
    y: &mut [T],
) {
    let mut ys = [T::default(); VECTOR];
    forward::<T, VECTOR>(kernel, level, p, limit, x, &mut ys[..x.len()]);
    replace(&ys, y, |i| !Domain::Moderate.has(x[i]));
}

/// As [`forward_apart`] for the backward pass.
#[cold]
#[inline(never)]
#[allow(clippy::too_many_arguments)]
fn backward_apart<T: Half>(
    kernel: Backward<f32>,
    level: Level,
    p: &[f64],
    limit: f64,
    x: &[T],
    gy: &[T],
    y: Option<&mut [T]>,
    gx: &mut [T],
) {
    let (mut ys, mut ds) = ([T::default(); VECTOR], [T::default(); VECTOR]);
    let wanted = y.is_some().then_some(&mut ys[..x.len()]);
    backward::<T, VECTOR>(kernel, level, p, limit, x, gy, wanted, &mut ds[..x.len()]);
    replace(&ds, gx, |i| !(Domain::Moderate.has(x[i]) && Domain::Finite.has(gy[i])));
    if let Some(y) = y {
        replace(&ys, y, |i| !Domain::Moderate.has(x[i]));
    }
}

/// The new results, where they are to be used.
fn replace<T: Half>(new: &[T], results: &mut [T], use_new: impl Fn(usize) -> bool) {
    for (i, (result, &new)) in results.iter_mut().zip(new).enumerate() {
        if use_new(i) {
            *result = new;
        }
    }
}
