//! The kernels. What differs between functions is walked through while a kernel is
//! compiled: what runs is a straight line of instructions on registers.
//!
//! | file | what |
//! |---|---|
//! | `point.rs` | the function at an argument |
//! | `parameters.rs` | its parameters |
//! | `bits.rs` | zero, infinity, NaN |
//! | `sums.rs` | gradients by parameters, summed |
//! | `grid.rs` | how these are cut |
//! | `launch.rs` | kernels with their arguments |

mod bits;
mod grid;
mod launch;
mod parameters;
mod point;
mod sums;

use std::sync::Arc;

use cubecl::prelude::*;

pub(crate) use grid::Grid;
pub(crate) use launch::{Elementwise, Gradients};
pub(crate) use parameters::Layout;

use crate::code::Code;
use parameters::stored;
use point::points;

/// The units of a cube that work together.
pub(crate) const UNITS: u32 = 256;

/// What a kernel does, as it is known while the kernel is compiled.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Job {
    pub(crate) code: Arc<Code>,
    pub(crate) layout: Layout,
    /// The largest number of the element type, as bits.
    pub(crate) largest: u32,
    /// Whether results are slopes, times a gradient that comes in.
    pub(crate) gradients: bool,
    /// Whether the lanes of a vector are computed one after the other; see `points`.
    pub(crate) lane_by_lane: bool,
}

impl Job {
    /// The number of results at an argument.
    fn results(&self) -> usize {
        if self.gradients { self.code.outputs.len() } else { 1 }
    }
}

/// `out = f(x)`, which reads no gradient, or `out = g f'(x)`.
#[cube(launch, create_dummy_kernel)]
fn elementwise<F: Float, N: Size>(
    x: &[Vector<F, N>],
    gradient: &[Vector<F, N>],
    parameters: &[f32],
    out: &mut [Vector<F, N>],
    channels: u32,
    inner: u32,
    #[comptime] job: Job,
    #[define(F)] _element: ElemType,
) {
    let inside = ABSOLUTE_POS < out.len();
    if inside {
        let list = stored::<N>(
            parameters,
            ABSOLUTE_POS * N::value(),
            channels,
            inner,
            comptime![job.code.parameters.len()],
            comptime![job.layout],
        );
        let argument = Vector::<f32, N>::cast_from(x[ABSOLUTE_POS]);
        let incoming = if comptime![job.gradients] {
            Vector::<f32, N>::cast_from(gradient[ABSOLUTE_POS])
        } else {
            argument
        };
        let results = points::<N>(argument, incoming, &list, inside, comptime![job.clone()]);
        out[ABSOLUTE_POS] = Vector::cast_from(results[0]);
    }
}
