//! Rows of any element type as f64 and back, on all threads.

use rayon::prelude::*;

use crate::kernels::Element;

/// Fewer elements than this are not worth a second thread.
const PARALLEL: usize = 1 << 15;

/// Whether all elements are finite.
fn widened<T: Element>(row: &[T], wide: &mut [f64]) -> bool {
    for (wide, x) in wide.iter_mut().zip(row) {
        *wide = x.to_f64();
    }
    wide.iter().all(|x| x.is_finite())
}

/// The nearest elements; those of a row that was `finite` in the range of the type.
fn narrowed<T: Element>(finite: bool, wide: &[f64], row: &mut [T]) {
    let limit = if finite { T::LARGEST } else { f64::INFINITY };
    for (y, &wide) in row.iter_mut().zip(wide) {
        *y = T::from_f64(wide.clamp(-limit, limit));
    }
}

/// `body` of each row of `x` into the row of `y`.
pub(super) fn forward<T: Element>(
    x: &[T],
    width: usize,
    y: &mut [T],
    own: usize,
    body: impl Fn(&[f64], &mut [f64]) + Sync,
) {
    let make = || (vec![0.0; width], vec![0.0; own]);
    let each = |(wide, result): &mut (Vec<f64>, Vec<f64>), (x, y): (&[T], &mut [T])| {
        let finite = widened(x, wide);
        body(wide, result);
        narrowed(finite, result, y);
    };
    if x.len() < PARALLEL {
        let mut space = make();
        x.chunks(width).zip(y.chunks_mut(own)).for_each(|pair| each(&mut space, pair));
    } else {
        x.par_chunks(width).zip(y.par_chunks_mut(own)).for_each_init(make, each);
    }
}

/// `body` of each row of `x` and of `gy` into the row of `gx`.
pub(super) fn backward<T: Element>(
    x: &[T],
    width: usize,
    gy: &[T],
    own: usize,
    gx: &mut [T],
    body: impl Fn(&[f64], &[f64], &mut [f64]) + Sync,
) {
    let make = || (vec![0.0; width], vec![0.0; own], vec![0.0; width]);
    type Space = (Vec<f64>, Vec<f64>, Vec<f64>);
    let each = |(wide, gradient, result): &mut Space, ((x, gy), gx): ((&[T], &[T]), &mut [T])| {
        let finite = widened(x, wide) & widened(gy, gradient);
        body(wide, gradient, result);
        narrowed(finite, result, gx);
    };
    if x.len() < PARALLEL {
        let mut space = make();
        let rows = x.chunks(width).zip(gy.chunks(own)).zip(gx.chunks_mut(width));
        rows.for_each(|row| each(&mut space, row));
    } else {
        let rows = x.par_chunks(width).zip(gy.par_chunks(own)).zip(gx.par_chunks_mut(width));
        rows.for_each_init(make, each);
    }
}
