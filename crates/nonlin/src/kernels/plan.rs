//! From a call to loops: which elements share parameters, and which thread takes
//! which piece.

use super::Kernel;
use super::element::{BLOCK, Element};
use super::gathered::{Source, gathered};
use super::spline;
use crate::catalogue::{Body, Table};
use crate::formula::Pieces;
use crate::level::Level;

/// Elements taken at a time. The pieces are the same for any number of threads,
/// and so are the sums over them.
const PIECE: usize = 64 * BLOCK;

/// Runs of one channel shorter than this are gathered.
const SHORT_RUN: usize = 64;

/// With a free hand, the pool gets so many tasks per thread, to even out threads
/// that are busy elsewhere.
const TASKS_PER_THREAD: usize = 4;

/// Inputs and outputs of a call, or of a part of it.
pub struct Job<'a, T> {
    pub x: &'a [T],
    pub gy: Option<&'a [T]>,
    pub y: Option<&'a mut [T]>,
    pub gx: Option<&'a mut [T]>,
}

/// Both parts of an optional pair.
fn unzip<A, B>(pair: Option<(A, B)>) -> (Option<A>, Option<B>) {
    pair.map_or((None, None), |(a, b)| (Some(a), Some(b)))
}

impl<'a, T> Job<'a, T> {
    /// The same, to be done again.
    #[inline(always)]
    pub(crate) fn again(&mut self) -> Job<'_, T> {
        let Job { x, gy, y, gx } = self;
        Job { x, gy: *gy, y: y.as_deref_mut(), gx: gx.as_deref_mut() }
    }

    /// The first `at` elements, and the others.
    pub(crate) fn split(self, at: usize) -> (Self, Self) {
        let (x, x_rest) = self.x.split_at(at);
        let (gy, gy_rest) = unzip(self.gy.map(|gy| gy.split_at(at)));
        let (y, y_rest) = unzip(self.y.map(|y| y.split_at_mut(at)));
        let (gx, gx_rest) = unzip(self.gx.map(|gx| gx.split_at_mut(at)));
        (Job { x, gy, y, gx }, Job { x: x_rest, gy: gy_rest, y: y_rest, gx: gx_rest })
    }

    /// Calls `body` with parts of at most `length` elements and their offsets.
    pub(crate) fn parts(
        self,
        mut length: impl FnMut(usize) -> usize,
        mut body: impl FnMut(usize, Job<'_, T>),
    ) {
        let (mut rest, mut start) = (self, 0);
        while !rest.x.is_empty() {
            let len = length(start).min(rest.x.len());
            let (part, others) = rest.split(len);
            body(start, part);
            (rest, start) = (others, start + len);
        }
    }
}

/// Runs the job; `gp`, where it is wanted, must hold zeros.
pub(super) fn run<T: Element>(kernel: &Kernel<'_>, job: Job<'_, T>, gp: Option<&mut [f64]>) {
    by_pieces(tasks(kernel.threads), job, gp, &|start, job, sums| piece(kernel, start, job, sums));
}

/// Calls `body` with pieces of the job and their offsets, and with sums of their own,
/// which are added to `gp` in order: the same for any number of tasks.
pub(crate) fn by_pieces<T: Element>(
    tasks: usize,
    job: Job<'_, T>,
    gp: Option<&mut [f64]>,
    body: &(impl Fn(usize, Job<'_, T>, Option<&mut [f64]>) + Sync),
) {
    let Some(gp) = gp.filter(|gp| !gp.is_empty()) else {
        return share(0, job, tasks, None, 0, body);
    };
    let (pieces, width) = (job.x.len().div_ceil(PIECE), gp.len());
    if pieces <= 1 {
        return share(0, job, 1, Some(gp), width, body);
    }
    let mut partial = vec![0.0; pieces * width];
    share(0, job, tasks, Some(&mut partial), width, body);
    for sums in partial.chunks_exact(width) {
        for (gp, sum) in gp.iter_mut().zip(sums) {
            *gp += sum;
        }
    }
}

/// `x = f(x)` by blocks, of which the input is kept aside.
pub(super) fn forward_in_place<T: Element>(kernel: &Kernel<'_>, x: &mut [T]) {
    share_mut(x, 0, tasks(kernel.threads), &|start, part| {
        copied(part, |offset, copy, block| {
            let job = Job { x: copy, gy: None, y: Some(block), gx: None };
            piece(kernel, start + offset, job, None);
        });
    });
}

/// `g = g f'(x)` by blocks, of which the gradient is kept aside.
pub(super) fn backward_in_place<T: Element>(kernel: &Kernel<'_>, x: &[T], g: &mut [T]) {
    share_mut(g, 0, tasks(kernel.threads), &|start, part| {
        copied(part, |offset, copy, block| {
            let start = start + offset;
            let x = &x[start..start + block.len()];
            piece(kernel, start, Job { x, gy: Some(copy), y: None, gx: Some(block) }, None);
        });
    });
}

/// Calls `body` with blocks of a slice, their offsets and what was in them.
pub(crate) fn copied<T: Element>(slice: &mut [T], mut body: impl FnMut(usize, &[T], &mut [T])) {
    let mut copy = [T::default(); BLOCK];
    for (i, block) in slice.chunks_mut(BLOCK).enumerate() {
        let copy = &mut copy[..block.len()];
        copy.copy_from_slice(block);
        body(i * BLOCK, copy, block);
    }
}

/// Into how many tasks a long array is cut.
pub(crate) fn tasks(threads: Option<usize>) -> usize {
    threads.unwrap_or_else(|| match rayon::current_num_threads() {
        1 => 1,
        n => n * TASKS_PER_THREAD,
    })
}

/// Where to halve an array of so many elements between tasks: at the end of a
/// piece, or not at all.
fn middle(len: usize, tasks: usize) -> Option<usize> {
    let pieces = len.div_ceil(PIECE);
    (pieces > 1 && tasks > 1).then(|| pieces.div_ceil(2) * PIECE)
}

/// Halves the job until there are as many tasks as wanted; each takes its pieces
/// one after the other. `sums` has a set of `width` sums per piece.
fn share<T: Element>(
    start: usize,
    job: Job<'_, T>,
    tasks: usize,
    mut sums: Option<&mut [f64]>,
    width: usize,
    body: &(impl Fn(usize, Job<'_, T>, Option<&mut [f64]>) + Sync),
) {
    if let Some(at) = middle(job.x.len(), tasks) {
        let (first, rest) = job.split(at);
        let (sums, rest_sums) = unzip(sums.map(|s| s.split_at_mut(at / PIECE * width)));
        rayon::join(
            || share(start, first, tasks.div_ceil(2), sums, width, body),
            || share(start + at, rest, tasks / 2, rest_sums, width, body),
        );
        return;
    }
    job.parts(
        |_| PIECE,
        |offset, part| {
            let sums = sums.as_deref_mut().map(|s| {
                let first = offset / PIECE * width;
                &mut s[first..first + width]
            });
            body(start + offset, part, sums);
        },
    );
}

/// As [`share`] for a single slice.
pub(crate) fn share_mut<T: Send>(
    slice: &mut [T],
    start: usize,
    tasks: usize,
    body: &(impl Fn(usize, &mut [T]) + Sync),
) {
    if let Some(at) = middle(slice.len(), tasks) {
        let (first, rest) = slice.split_at_mut(at);
        rayon::join(
            || share_mut(first, start, tasks.div_ceil(2), body),
            || share_mut(rest, start + at, tasks / 2, body),
        );
    } else {
        body(start, slice);
    }
}

/// Elements from `start` on, with their parameters looked up; adds to `sums`,
/// which is laid out as the parameters.
fn piece<T: Element>(kernel: &Kernel<'_>, start: usize, job: Job<'_, T>, sums: Option<&mut [f64]>) {
    let function = kernel.function;
    let (mut sums, mut parameters) = (sums, kernel.parameters);
    let table = match (&function.body, &kernel.units) {
        (Body::Compiled(table), _) => table,
        (Body::Formula(_), _) if let Some(twin) = kernel.twin => {
            // The formula itself has no parameters then, and no channels.
            if let Some(constants) = twin.constants {
                (sums, parameters) = (None, constants);
            }
            twin.table
        }
        (Body::Rational(_), Some(units)) => {
            return units.piece(kernel.channels, kernel.level, start, job, sums);
        }
        (Body::Formula(formula), _) => {
            let Kernel { parameters, channels, level, as_code, .. } = *kernel;
            let pieces = Pieces { formula, parameters, channels, level, as_code };
            return pieces.piece(start, job, sums);
        }
        // Kernels of units are made with them.
        (Body::Rational(_), None) => return,
    };
    if let (Some(sampling), Some(seed)) = (function.sampling, kernel.seed) {
        return gathered(kernel, sampling.table, Source::Drawn { seed }, start, job, sums);
    }
    let Some(channels) = kernel.channels else {
        return uniform(kernel, table, parameters, job, sums);
    };
    if channels.inner < SHORT_RUN {
        return gathered(kernel, table, Source::Channels, start, job, sums);
    }
    let per = function.parameters().len();
    job.parts(
        |offset| channels.inner - (start + offset) % channels.inner,
        |offset, part| {
            let channel = (start + offset) / channels.inner % channels.count;
            let set = channel * per..(channel + 1) * per;
            let sums = sums.as_deref_mut().map(|s| &mut s[set.clone()]);
            uniform(kernel, table, &kernel.parameters[set.clone()], part, sums);
        },
    );
}

/// Elements that share their parameters.
fn uniform<T: Element>(
    kernel: &Kernel<'_>,
    table: &'static Table,
    p: &[f64],
    job: Job<'_, T>,
    sums: Option<&mut [f64]>,
) {
    let level = kernel.level;
    let sums = sums.filter(|_| !p.is_empty());
    match spline::of_table::<T>(table, level, p) {
        Some(fitted) => {
            fitted.run(level, job, sums, |job, sums| by_formula(table, level, p, job, sums));
        }
        None => by_formula(table, level, p, job, sums),
    }
}

/// Elements that share their parameters, by the kernels of the formula.
pub(super) fn by_formula<T: Element>(
    table: &Table,
    level: Level,
    p: &[f64],
    job: Job<'_, T>,
    sums: Option<&mut [f64]>,
) {
    match (job, sums) {
        (Job { x, gy: Some(gy), y: None, gx: Some(gx) }, Some(sums)) => {
            T::parameters(table, level, p, x, gy, gx, sums);
        }
        (Job { x, gy: Some(gy), y, gx: Some(gx) }, _) => {
            T::backward(table, level, p, x, gy, y, gx);
        }
        (Job { x, y: Some(y), .. }, _) => T::forward(table, level, p, x, y),
        // Nothing is wanted.
        _ => {}
    }
}
