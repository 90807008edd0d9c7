//! Parameters that change from element to element: gathered into rows.

use super::Kernel;
use super::element::Element;
use super::element::sealed::RowsOf;
use super::plan::{Job, by_formula};
use super::spline;
use crate::catalogue::{MAX_PARAMETERS, Table};
use crate::level::Level;

/// Elements whose parameters are gathered at a time.
const ROW: usize = 256;

/// Where the parameters of an element come from.
#[derive(Clone, Copy)]
pub(super) enum Source {
    /// Its channel.
    Channels,
    /// A uniform distribution between the two parameters of the function.
    Drawn { seed: u64 },
}

/// Elements with parameters of their own, gathered into rows.
pub(super) fn gathered<T: Element>(
    kernel: &Kernel<'_>,
    table: &'static Table,
    source: Source,
    start: usize,
    job: Job<'_, T>,
    mut sums: Option<&mut [f64]>,
) {
    let per = kernel.function.parameters().len();
    let set_of = |index: usize| match kernel.channels {
        Some(channels) => index / channels.inner % channels.count * per,
        None => 0,
    };
    let rows = if matches!(source, Source::Drawn { .. }) { 1 } else { per };
    let mut p = [T::Wide::default(); ROW * MAX_PARAMETERS];
    let mut gp = [T::Wide::default(); ROW * MAX_PARAMETERS];
    job.parts(
        |_| ROW,
        |offset, part| {
            let (first, len) = (start + offset, part.x.len());
            for j in 0..len {
                let set = &kernel.parameters[set_of(first + j)..][..per];
                match source {
                    Source::Drawn { seed } => {
                        let t = uniform_at(seed, first + j);
                        p[j] = T::narrow(set[0] + (set[1] - set[0]) * t);
                    }
                    Source::Channels => {
                        for (k, &value) in set.iter().enumerate() {
                            p[k * len + j] = T::narrow(value);
                        }
                    }
                }
            }
            let Job { x, gy, mut y, mut gx } = part;
            let wanted = sums.is_some().then_some(&mut gp[..rows * len]);
            let p = &p[..rows * len];
            let (ys, ds) = (y.as_deref_mut(), gx.as_deref_mut());
            T::rows(table, kernel.level, RowsOf { p, x, gy, y: ys, gx: ds, gp: wanted });
            if matches!(source, Source::Channels) {
                let set = |j| &kernel.parameters[set_of(first + j)..][..per];
                as_shared(table, kernel.level, set, Job { x, gy, y, gx });
            }
            let Some(sums) = sums.as_deref_mut() else {
                return;
            };
            for j in 0..len {
                let sums = &mut sums[set_of(first + j)..][..per];
                match source {
                    Source::Drawn { seed } => {
                        let (t, g) = (uniform_at(seed, first + j), T::widen(gp[j]));
                        sums[0] += (1.0 - t) * g;
                        sums[1] += t * g;
                    }
                    Source::Channels => {
                        for (k, sum) in sums.iter_mut().enumerate() {
                            *sum += T::widen(gp[k * len + j]);
                        }
                    }
                }
            }
        },
    );
}

/// Results of elements whose own parameters are those that polynomials are of become what they
/// are where all elements share these parameters.
fn as_shared<'a, T: Element>(
    table: &'static Table,
    level: Level,
    set: impl Fn(usize) -> &'a [f64],
    job: Job<'_, T>,
) {
    let Job { x, gy, y, gx } = job;
    let of = |j: usize| spline::of_table::<T>(table, level, set(j));
    let Some((j, shared)) = (0..x.len()).find_map(|j| Some((j, of(j)?))) else { return };
    let (mut ys, mut ds) = ([T::default(); ROW], [T::default(); ROW]);
    let part = Job {
        x,
        gy,
        y: y.is_some().then_some(&mut ys[..x.len()]),
        gx: gx.is_some().then_some(&mut ds[..x.len()]),
    };
    shared.run(level, part, None, |job, sums| by_formula(table, level, set(j), job, sums));
    for (results, shared) in [(y, &ys), (gx, &ds)] {
        let Some(results) = results else { continue };
        for (j, (result, &shared)) in results.iter_mut().zip(shared).enumerate() {
            if of(j).is_some() {
                *result = shared;
            }
        }
    }
}

/// A number in [0, 1) that depends on the seed and the index alone (SplitMix64).
pub(crate) fn uniform_at(seed: u64, index: usize) -> f64 {
    let mut z =
        seed.wrapping_add((index as u64).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
}
