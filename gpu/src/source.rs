//! Kernels as CUDA C++, without a card, its driver or its toolkit.

use std::sync::Arc;

use cubecl::client::Client;
use cubecl::ir::{
    DeviceIdentity, DeviceProperties, HardwareProperties, MemoryDeviceProperties, TargetProperties,
    features::Features,
};
use cubecl::{Compiler, CubeKernel};
use cubecl_cpp::shared::{CompilationOptions, CppCompiler};
use cubecl_cpp::target::Cuda;
use nonlin::Channels;

use crate::array::{Array, Element};
use crate::kernel::Kernel;
use crate::kernels::Grid;

/// What is the same for all cards that could run the kernels.
pub(crate) fn card() -> Arc<DeviceProperties> {
    let identity =
        DeviceIdentity { name: "any".to_owned(), fingerprint: "any".to_owned(), physical: None };
    let hardware = HardwareProperties {
        load_width: 128,
        vector_register_count: None,
        plane_size_min: 32,
        plane_size_max: 32,
        max_bindings: 32,
        max_shared_memory_size: 48 * 1024,
        max_cube_count: (i32::MAX as u32, u16::MAX.into(), u16::MAX.into()),
        max_units_per_cube: 1024,
        max_cube_dim: (1024, 1024, 64),
        num_streaming_multiprocessors: None,
        num_tensor_cores: None,
        min_tensor_cores_dim: None,
        num_cpu_cores: None,
        last_level_cache_size: None,
        max_vector_size: 128,
        cube_mma_reserved_shared_memory: 0,
    };
    Arc::new(DeviceProperties::new(
        Features::default(),
        MemoryDeviceProperties::new(u64::MAX, 256),
        hardware,
        cubecl::profile::TimingMethod::Device,
        identity,
    ))
}

pub(crate) fn target() -> Arc<TargetProperties> {
    Arc::new(TargetProperties::default())
}

pub(crate) fn text(kernel: impl CubeKernel) -> Result<String, String> {
    let mut compiler = CppCompiler::<Cuda>::default();
    let compiled = compiler.compile(kernel.define(), &CompilationOptions::default());
    compiled.map(|compiled| compiled.to_string()).map_err(|error| error.to_string())
}

impl Kernel {
    /// The kernels of the function as CUDA C++, each with what it computes: `forward`,
    /// `backward` and, with trained parameters, `runs`, `columns` and `total`. The client
    /// lends its memory for arguments, and runs nothing.
    ///
    /// # Errors
    ///
    /// What CubeCL's compiler says.
    pub fn cuda_source(
        &self,
        client: &Client,
        element: Element,
    ) -> Result<Vec<(&'static str, String)>, String> {
        let x = Array::empty(client, 1 << 12, element);
        let numbers = Array::empty(client, 1 << 12, Element::F32);
        let vector = 16 / element.size();
        let way =
            |gradients: bool| self.elementwise(gradients, vector, [&x, &x, &numbers, &x]).source();
        let mut sources = vec![("forward", way(false)?), ("backward", way(true)?)];
        if !self.has_trained_parameters() {
            return Ok(sources);
        }
        // Channels of few elements are summed by columns.
        let channels = |inner| Channels { count: 64, inner };
        for (name, channels) in [("runs", channels(64)), ("columns", channels(1))] {
            let grid = Grid::new(channels, x.len, |_| vector);
            let arrays = [&x, &x, &numbers, &x, &numbers, &numbers];
            let [first, second] = self.gradients(grid, arrays).source()?;
            sources.push((name, first));
            if name == "columns" {
                sources.push(("total", second));
            }
        }
        Ok(sources)
    }
}
