//! The gradient by the input together with those by the parameters, in two stages: blocks
//! are summed as they are visited, and a second kernel adds up what the blocks came to.

use cubecl::prelude::*;

use super::parameters::stored;
use super::point::points;
use super::{Job, Layout, UNITS};
use crate::math::lit;

/// Where cubes and units stand in an array of `rows` rows, each of `channels` channels of
/// `inner` elements; numbers of elements are those of vectors where these are consecutive.
#[derive(CubeType, CubeLaunch, Clone, Copy)]
pub(super) struct Shape {
    pub(super) rows: u32,
    pub(super) channels: u32,
    pub(super) inner: u32,
    /// How many blocks share the work of a channel, or of a column.
    pub(super) blocks: u32,
    /// How much of it each does.
    pub(super) share: u32,
}

/// As many sums.
#[cube]
fn zeros<N: Size>(#[comptime] count: usize) -> Array<Vector<f32, N>> {
    let mut sums = Array::<Vector<f32, N>>::new(count);
    #[unroll]
    for k in 0..count {
        sums[k] = lit::<N>(0.0);
    }
    sums
}

/// `g f'(x)`; what the element has of `g df/dp` is added to `sums`. `inside` holds.
#[cube]
fn visit<F: Float, N: Size>(
    x: Vector<F, N>,
    gradient: Vector<F, N>,
    stored: &Sequence<Vector<f32, N>>,
    sums: &mut Array<Vector<f32, N>>,
    inside: bool,
    #[comptime] job: Job,
) -> Vector<F, N> {
    let argument = Vector::<f32, N>::cast_from(x);
    let g = Vector::<f32, N>::cast_from(gradient);
    let count = comptime![job.code.parameters.len()];
    let results = points::<N>(argument, g, stored, inside, job);
    #[unroll]
    for k in 0..count {
        sums[k] = sums[k] + results[comptime![k + 1]];
    }
    Vector::cast_from(results[0])
}

/// The sum over the units of a cube, in the order of a tree.
#[cube]
fn sum_of_units(mine: f32, shared: &mut Shared<[f32]>) -> f32 {
    sync_cube();
    shared[UNIT_POS as usize] = mine;
    sync_cube();
    let mut half = comptime![UNITS / 2].runtime();
    while half > 0 {
        if UNIT_POS < half {
            let other = shared[(UNIT_POS + half) as usize];
            shared[UNIT_POS as usize] += other;
        }
        half /= 2;
        sync_cube();
    }
    shared[0]
}

/// What a unit works on: from `first` to before `end` along a line of the array.
#[derive(CubeType, Clone, Copy)]
struct Part {
    /// How many lines there are: channels, or columns of vectors.
    lines: u32,
    line: u32,
    block: u32,
    first: u32,
    end: u32,
}

/// For channels of many elements: a cube works on one of them.
#[cube]
fn of_channel(shape: &Shape) -> Part {
    let block = CUBE_POS as u32 % shape.blocks;
    Part {
        lines: shape.channels,
        line: CUBE_POS as u32 / shape.blocks,
        block,
        first: block * shape.share + UNIT_POS,
        end: min((block + 1) * shape.share, shape.rows * shape.inner),
    }
}

/// For channels of few elements: a unit works on neighbouring columns, which are kept apart.
#[cube]
fn of_columns<N: Size>(shape: &Shape) -> Part {
    let columns = shape.channels * shape.inner / N::value() as u32;
    let groups = columns.div_ceil(CUBE_DIM_X);
    let block = (CUBE_POS as u32 / groups) * CUBE_DIM_Y + UNIT_POS_Y;
    Part {
        lines: columns,
        line: (CUBE_POS as u32 % groups) * CUBE_DIM_X + UNIT_POS_X,
        block,
        first: block * shape.share,
        end: min((block + 1) * shape.share, shape.rows),
    }
}

/// `gx = g f'(x)`, and the sums of `g df/dp` of each block of a line.
#[cube(launch, create_dummy_kernel)]
pub(super) fn backward<F: Float, N: Size>(
    x: &[Vector<F, N>],
    gradient: &[Vector<F, N>],
    parameters: &[f32],
    gx: &mut [Vector<F, N>],
    partial: &mut [f32],
    shape: Shape,
    #[comptime] job: Job,
    #[define(F)] _element: ElemType,
) {
    let count = comptime![job.code.parameters.len()];
    let runs = comptime![job.layout == Layout::Runs];
    let part = if comptime![runs] { of_channel(&shape) } else { of_columns::<N>(&shape) };
    if part.line < part.lines && part.block < shape.blocks {
        let line = part.line as usize;
        let position = if comptime![runs] { line } else { line * N::value() };
        let inner = if comptime![runs] { comptime![1u32].runtime() } else { shape.inner };
        let list =
            stored::<N>(parameters, position, shape.channels, inner, count, comptime![job.layout]);
        let mut sums = zeros::<N>(count);
        let mut at = part.first;
        while at < part.end {
            let place = if comptime![runs] {
                let row = at / shape.inner;
                (row * part.lines + part.line) * shape.inner + at % shape.inner
            } else {
                at * part.lines + part.line
            };
            let place = place as usize;
            gx[place] = visit::<F, N>(
                x[place],
                gradient[place],
                &list,
                &mut sums,
                at < part.end,
                comptime![job.clone()],
            );
            at += comptime![if runs { UNITS } else { 1 }];
        }
        let set = (part.block * part.lines + part.line) as usize;
        if comptime![runs] {
            let mut shared = Shared::<[f32]>::new_slice(comptime![UNITS as usize]);
            #[unroll]
            for k in 0..count {
                let total = sum_of_units(sums[k].vector_sum(), &mut shared);
                if UNIT_POS == 0 {
                    partial[set * count + k] = total;
                }
            }
        } else {
            #[unroll]
            for lane in 0..N::value() {
                #[unroll]
                for k in 0..count {
                    partial[(set * N::value() + lane) * count + k] = sums[k].extract(lane);
                }
            }
        }
    }
}

/// The sums of the blocks' sums, a cube for each parameter of each channel.
#[cube(launch, create_dummy_kernel)]
pub(super) fn total(
    partial: &[f32],
    gp: &mut [f32],
    channels: u32,
    inner: u32,
    blocks: u32,
    #[comptime] count: usize,
) {
    let which = CUBE_POS;
    if which < gp.len() {
        let channel = which / count;
        let k = which % count;
        let inner = inner as usize;
        let columns = channels as usize * inner;
        let all = blocks as usize * inner;
        let mut mine = 0.0f32;
        let mut at = UNIT_POS as usize;
        while at < all {
            let set = (at / inner) * columns + channel * inner + at % inner;
            mine += partial[set * count + k];
            at += comptime![UNITS as usize];
        }
        let mut shared = Shared::<[f32]>::new_slice(comptime![UNITS as usize]);
        let sum = sum_of_units(mine, &mut shared);
        if UNIT_POS == 0 {
            gp[which] = sum;
        }
    }
}
