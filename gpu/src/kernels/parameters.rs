//! The parameters of a function as kernels read them.

use std::sync::Arc;

use cubecl::prelude::*;

use super::bits::is_nan;
use crate::code::Code;
use crate::math::within;

/// How the elements of a vector find their parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Layout {
    /// All elements share them, or there are none.
    Shared,
    /// Those of a vector share them.
    Runs,
    /// Each has its own.
    Mixed,
}

/// The parameters as they are stored, of the vector whose first element is at `position`.
#[cube]
pub(super) fn stored<N: Size>(
    parameters: &[f32],
    position: usize,
    channels: u32,
    inner: u32,
    #[comptime] count: usize,
    #[comptime] layout: Layout,
) -> Sequence<Vector<f32, N>> {
    let mut list = Sequence::<Vector<f32, N>>::new();
    let channels = channels as usize;
    let inner = inner as usize;
    #[unroll]
    for k in 0..count {
        match layout {
            Layout::Shared => list.push(Vector::new(parameters[k])),
            Layout::Runs => {
                let set = (position / inner) % channels;
                list.push(Vector::new(parameters[set * count + k]));
            }
            Layout::Mixed => {
                let mut v = Vector::<f32, N>::empty();
                #[unroll]
                for lane in 0..N::value() {
                    let set = ((position + lane) / inner) % channels;
                    v.insert(lane, parameters[set * count + k]);
                }
                list.push(v);
            }
        }
    }
    list
}

/// Parameters brought back into their ranges.
#[cube]
pub(super) fn allowed<N: Size>(
    stored: &Sequence<Vector<f32, N>>,
    #[comptime] code: Arc<Code>,
) -> Sequence<Vector<f32, N>> {
    let mut list = Sequence::<Vector<f32, N>>::new();
    #[unroll]
    for k in 0..comptime![code.parameters.len()] {
        let bounds = comptime![code.parameters[k]];
        list.push(within::<N>(
            stored[k],
            comptime![f32::from_bits(bounds.low)],
            comptime![f32::from_bits(bounds.high)],
        ));
    }
    list
}

/// Whether `x` or a parameter is no number.
#[cube]
pub(super) fn no_number<N: Size>(
    x: Vector<f32, N>,
    stored: &Sequence<Vector<f32, N>>,
    #[comptime] count: usize,
) -> Vector<bool, N> {
    let mut list = Sequence::<Vector<bool, N>>::new();
    list.push(is_nan::<N>(x));
    #[unroll]
    for k in 0..count {
        list.push(list[k].or(is_nan::<N>(stored[k])));
    }
    list[count]
}
