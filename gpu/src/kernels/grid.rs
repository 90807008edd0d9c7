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

impl Grid {
    /// For so many elements, of which `widest` says how many of a row are loaded at once.
    pub(crate) fn new(channels: Channels, len: usize, widest: impl Fn(usize) -> usize) -> Self {
        let Channels { count, inner } = channels;
        let rows = len / (count * inner);
        if count == 1 {
            // One channel is one run, however its rows are cut.
            Grid::runs(1, 1, len, widest(len))
        } else if inner >= LEAST_RUN {
            Grid::runs(rows, count, inner, widest(inner))
        } else {
            Grid::columns(rows, count, inner, widest(count * inner))
        }
    }

    fn runs(rows: usize, count: usize, inner: usize, vector: usize) -> Self {
        let units = UNITS as usize;
        let inner = inner / vector;
        let all = rows * inner;
        let share = (all * count).div_ceil(2048).next_multiple_of(units).max(4 * units);
        let blocks = all.div_ceil(share);
        Grid {
            runs: true,
            vector,
            rows: rows as u32,
            channels: count as u32,
            inner: inner as u32,
            blocks: blocks as u32,
            share: share as u32,
            sums: blocks * count,
            cubes: blocks * count,
            dim: CubeDim::new_1d(UNITS),
        }
    }

    fn columns(rows: usize, count: usize, inner: usize, vector: usize) -> Self {
        let units = UNITS as usize;
        let columns = count * inner / vector;
        let wide = columns.next_power_of_two().min(units);
        let share = rows.div_ceil((65536 / columns).max(1)).max(16);
        let blocks = rows.div_ceil(share);
        Grid {
            runs: false,
            vector,
            rows: rows as u32,
            channels: count as u32,
            inner: inner as u32,
            blocks: blocks as u32,
            share: share as u32,
            sums: blocks * count * inner,
            cubes: columns.div_ceil(wide) * blocks.div_ceil(units / wide),
            dim: CubeDim::new_2d(wide as u32, (units / wide) as u32),
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
