//! How the sums of gradients by parameters are cut: by the shape alone, so that results are
//! the same in every run.

use cubecl::prelude::*;
use nonlin::Channels;

use super::sums::ShapeLaunch;
use super::{Layout, UNITS};

/// Channels of fewer neighbouring elements are summed by columns.
const LEAST_RUN: usize = 32;

/// Where the sums of parameter gradients are formed.
#[derive(Clone, Copy)]
pub(crate) struct Grid {
    /// Whether cubes work on channels, rather than units on columns.
    pub(super) runs: bool,
    /// The elements that are loaded at once.
    pub(super) vector: usize,
    rows: u32,
    channels: u32,
    pub(super) inner: u32,
    pub(super) blocks: u32,
    share: u32,
    /// The partial sums of a parameter.
    pub(crate) sums: usize,
    pub(super) cubes: usize,
    pub(super) dim: CubeDim,
}

/// How the work along the lines of an array is cut, lines being channels or columns.
struct Cut {
    lines: usize,
    /// What there is to do along each, and how much of that a block does.
    work: usize,
    share: usize,
    /// The lines and the blocks that a cube has units for.
    wide: usize,
    tall: usize,
}

impl Cut {
    /// Cubes that share the elements of a channel.
    fn runs(work: usize, channels: usize) -> Self {
        let units = UNITS as usize;
        let share = (work * channels).div_ceil(2048).next_multiple_of(units).max(4 * units);
        Cut { lines: channels, work, share, wide: 1, tall: 1 }
    }

    /// Units that share the rows of a column.
    fn columns(rows: usize, columns: usize) -> Self {
        let units = UNITS as usize;
        let wide = columns.next_power_of_two().min(units);
        let share = rows.div_ceil((65536 / columns).max(1)).max(16);
        Cut { lines: columns, work: rows, share, wide, tall: units / wide }
    }
}

impl Grid {
    /// For so many elements, of which `widest` says how many of a row are loaded at once.
    pub(crate) fn new(channels: Channels, len: usize, widest: impl Fn(usize) -> usize) -> Self {
        let Channels { count, inner } = channels;
        // One channel is one run, however its rows are cut.
        let inner = if count == 1 { len } else { inner };
        let rows = len / (count * inner);
        let runs = count == 1 || inner >= LEAST_RUN;
        let vector = widest(if runs { inner } else { count * inner });
        let (cut, inner, sums, dim) = if runs {
            let inner = inner / vector;
            (Cut::runs(rows * inner, count), inner, 1, CubeDim::new_1d(UNITS))
        } else {
            let cut = Cut::columns(rows, count * inner / vector);
            let dim = CubeDim::new_2d(cut.wide as u32, cut.tall as u32);
            (cut, inner, vector, dim)
        };
        let Cut { lines, work, share, wide, tall } = cut;
        let blocks = work.div_ceil(share);
        Grid {
            runs,
            vector,
            rows: rows as u32,
            channels: count as u32,
            inner: inner as u32,
            blocks: blocks as u32,
            share: share as u32,
            sums: blocks * lines * sums,
            cubes: lines.div_ceil(wide) * blocks.div_ceil(tall),
            dim,
        }
    }

    /// How elements find their parameters.
    pub(crate) fn layout(&self) -> Layout {
        if self.runs { Layout::Runs } else { Layout::Mixed }
    }

    pub(super) fn shape(&self) -> ShapeLaunch {
        ShapeLaunch::new(self.rows, self.channels, self.inner, self.blocks, self.share)
    }
}
