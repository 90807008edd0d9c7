//! Kernels with their arguments, to be run or, as CUDA C++, to be printed.

use cubecl::client::Client;
use cubecl::prelude::*;

use super::{Grid, Job, UNITS, elementwise, sums};
use crate::array::Array;

/// Whether the device's kernels are printed as C++.
fn prints_cpp(client: &Client) -> bool {
    client.name().contains("msl")
}

/// Calls one of the functions that CubeCL makes of a kernel, `launch` or
/// `create_dummy_kernel`: what comes first differs, the arguments are the same.
macro_rules! elementwise {
    ($function:ident($($first:expr),+), $a:expr) => {
        elementwise::$function(
            $($first,)+
            $a.vector,
            $a.x.arg(),
            $a.gradient.arg(),
            $a.parameters.arg(),
            $a.out.arg(),
            $a.channels,
            $a.inner,
            $a.job.clone(),
            $a.x.element.elem_type(),
        )
    };
}

/// The same for the kernel that sums.
macro_rules! gradients {
    ($function:ident($($first:expr),+), $a:expr) => {
        sums::backward::$function(
            $($first,)+
            $a.grid.vector,
            $a.x.arg(),
            $a.gradient.arg(),
            $a.parameters.arg(),
            $a.gx.arg(),
            $a.partial.arg(),
            $a.grid.shape(),
            $a.job.clone(),
            $a.x.element.elem_type(),
        )
    };
}

macro_rules! total {
    ($function:ident($($first:expr),+), $a:expr) => {
        sums::total::$function(
            $($first,)+
            $a.partial.arg(),
            $a.gp.arg(),
            ($a.gp.len / $a.count()) as u32,
            if $a.grid.runs { 1 } else { $a.grid.inner },
            $a.grid.blocks,
            $a.count(),
        )
    };
}

/// `out = f(x)`, or `out = g f'(x)`.
pub(crate) struct Elementwise<'a> {
    pub(crate) job: Job,
    /// The elements that are loaded at once.
    pub(crate) vector: usize,
    pub(crate) channels: u32,
    pub(crate) inner: u32,
    pub(crate) x: &'a Array,
    /// Not read for values.
    pub(crate) gradient: &'a Array,
    pub(crate) parameters: &'a Array,
    pub(crate) out: &'a Array,
}

impl Elementwise<'_> {
    pub(crate) fn launch(mut self, client: &Client) {
        self.job.lane_by_lane = prints_cpp(client);
        let dim = CubeDim::new_1d(UNITS);
        let count = cubecl::calculate_cube_count_elemwise(client, self.x.len / self.vector, dim);
        elementwise!(launch(client, count, dim), self);
    }
}

/// `gx = g f'(x)`, and the sums `gp` of `g df/dp` by way of those of blocks.
pub(crate) struct Gradients<'a> {
    pub(crate) job: Job,
    pub(crate) grid: Grid,
    pub(crate) x: &'a Array,
    pub(crate) gradient: &'a Array,
    pub(crate) parameters: &'a Array,
    pub(crate) gx: &'a Array,
    pub(crate) partial: &'a Array,
    pub(crate) gp: &'a Array,
}

impl Gradients<'_> {
    fn count(&self) -> usize {
        self.job.code.parameters.len()
    }

    pub(crate) fn launch(mut self, client: &Client) {
        self.job.lane_by_lane = prints_cpp(client);
        let (count, dim) = (cubes(self.grid.cubes), self.grid.dim);
        gradients!(launch(client, count, dim), self);
        total!(launch(client, cubes(self.gp.len), CubeDim::new_1d(UNITS)), self);
    }
}

/// So many cubes, or a few more.
fn cubes(count: usize) -> CubeCount {
    let count = count as u32;
    let most = u32::from(u16::MAX);
    match count {
        _ if count <= most => CubeCount::Static(count, 1, 1),
        _ => CubeCount::Static(most, count.div_ceil(most), 1),
    }
}

#[cfg(feature = "cuda-source")]
mod source {
    use super::{Elementwise, Gradients, UNITS, elementwise, sums};
    use crate::source::{card, target, text};
    use cubecl::prelude::*;

    impl Elementwise<'_> {
        /// The kernel as CUDA C++.
        pub(crate) fn source(mut self) -> Result<String, String> {
            self.job.lane_by_lane = true;
            let (one, dim) = (CubeCount::Static(1, 1, 1), CubeDim::new_1d(UNITS));
            text(elementwise!(create_dummy_kernel(card(), target(), one, dim), self))
        }
    }

    impl Gradients<'_> {
        /// The kernels of both stages as CUDA C++.
        pub(crate) fn source(mut self) -> Result<[String; 2], String> {
            self.job.lane_by_lane = true;
            let one = || CubeCount::Static(1, 1, 1);
            let dim = self.grid.dim;
            let sums = text(gradients!(create_dummy_kernel(card(), target(), one(), dim), self));
            let dim = CubeDim::new_1d(UNITS);
            Ok([sums?, text(total!(create_dummy_kernel(card(), target(), one(), dim), self))?])
        }
    }
}
