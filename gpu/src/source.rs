//! Kernels as CUDA C++, without a card, its driver or its toolkit.

use std::sync::Arc;

use cubecl::client::Client;
use cubecl::ir::{
    DeviceIdentity, DeviceProperties, HardwareProperties, MemoryDeviceProperties, TargetProperties,
    features::Features,
};
use cubecl::prelude::*;
use cubecl::{Compiler, CubeKernel};
use cubecl_cpp::shared::{CompilationOptions, CppCompiler};
use cubecl_cpp::target::Cuda;

use crate::array::{Array, Element};
use crate::kernel::Kernel;
use crate::kernels::{self, Layout, ShapeLaunch, UNITS};

/// What is the same for all cards that could run the kernels.
fn card() -> Arc<DeviceProperties> {
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

fn text(kernel: impl CubeKernel) -> Result<String, String> {
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
        let vector = 16 / element.size();
        let target = || Arc::new(TargetProperties::default());
        let (one, dim) = (|| CubeCount::Static(1, 1, 1), CubeDim::new_1d(UNITS));
        let array = || Array::empty(client, 1 << 12, element).arg();
        let numbers = || Array::empty(client, 1 << 12, Element::F32).arg();
        let (largest, ty) = (element.largest().to_bits(), element.elem_type());
        let compiled = &self.compiled;
        let layout = if self.trained { Layout::Runs } else { Layout::Shared };
        let forward = kernels::forward::create_dummy_kernel(
            card(),
            target(),
            one(),
            dim,
            vector,
            array(),
            numbers(),
            array(),
            1,
            1,
            compiled.forward.clone(),
            layout,
            largest,
            ty,
        );
        let backward = kernels::backward::create_dummy_kernel(
            card(),
            target(),
            one(),
            dim,
            vector,
            array(),
            array(),
            numbers(),
            array(),
            1,
            1,
            compiled.backward.clone(),
            layout,
            largest,
            ty,
        );
        let mut sources = vec![("forward", text(forward)?), ("backward", text(backward)?)];
        if !self.trained {
            return Ok(sources);
        }
        let code = || compiled.parameters.clone();
        let shape = || ShapeLaunch::new(1, 1, 1, 1, 1);
        let runs = kernels::backward_runs::create_dummy_kernel(
            card(),
            target(),
            one(),
            dim,
            vector,
            array(),
            array(),
            numbers(),
            array(),
            numbers(),
            shape(),
            code(),
            largest,
            ty,
        );
        let columns = kernels::backward_columns::create_dummy_kernel(
            card(),
            target(),
            one(),
            dim,
            vector,
            array(),
            array(),
            numbers(),
            array(),
            numbers(),
            shape(),
            code(),
            largest,
            ty,
        );
        let total = kernels::total::create_dummy_kernel(
            card(),
            target(),
            one(),
            dim,
            numbers(),
            numbers(),
            1,
            1,
            1,
            code().parameters.len(),
        );
        sources.push(("runs", text(runs)?));
        sources.push(("columns", text(columns)?));
        sources.push(("total", text(total)?));
        Ok(sources)
    }
}
