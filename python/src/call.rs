//! What calls of kernels have in common.

use nonlin::{Channels, Kernel};
use pyo3::prelude::*;

/// What a kernel takes besides arrays: parameters in place of the function's own, one
/// set or one for each channel; the layout of channels; the seed of a stochastic
/// function in training; the number of threads, and whether they are those of PyTorch.
#[pyclass(frozen, module = "nonlin._nonlin")]
pub(crate) struct Call {
    parameters: Option<Vec<f64>>,
    channels: Option<(usize, usize)>,
    seed: Option<u64>,
    threads: Option<usize>,
    shared: bool,
}

/// Fewer elements are not worth a thread.
const SHARE: usize = 1 << 14;

#[pymethods]
impl Call {
    #[new]
    #[pyo3(signature = (parameters=None, channels=None, seed=None, threads=None, shared=false))]
    fn new(
        parameters: Option<Vec<f64>>,
        channels: Option<(usize, usize)>,
        seed: Option<u64>,
        threads: Option<usize>,
        shared: bool,
    ) -> Self {
        Call { parameters, channels, seed, threads, shared }
    }
}

impl Call {
    /// How many parameters there are in all.
    pub(crate) fn count(&self, activation: &nonlin::Activation) -> usize {
        self.parameters.as_ref().map_or(activation.values().len(), Vec::len)
    }

    /// What the kernel makes of it. Parameters that training carried out of their
    /// ranges come back to the nearest allowed values; where one is not a number,
    /// neither is any result, and there is none. `alone` keeps it on the thread that calls.
    pub(crate) fn run<R>(
        &self,
        activation: &nonlin::Activation,
        alone: bool,
        run: impl FnOnce(&Kernel<'_>) -> nonlin::Result<R>,
    ) -> nonlin::Result<Option<R>> {
        let function = activation.function();
        let given = self.parameters.as_deref().unwrap_or(activation.values());
        if given.iter().any(|p| p.is_nan()) {
            return Ok(None);
        }
        let per = function.parameters().len().max(1);
        let sets = given.chunks(per).map(|set| function.project(set));
        let values = sets.collect::<nonlin::Result<Vec<_>>>()?.concat();
        let mut kernel = match self.channels {
            Some((count, inner)) => {
                Kernel::per_channel(function, &values, Channels { count, inner })?
            }
            None => Kernel::new(function, &values)?,
        };
        if let Some(seed) = self.seed {
            kernel = kernel.training(seed);
        }
        // With all threads, the kernel shares work more evenly by itself.
        let fewer = self.threads.filter(|&n| n < rayon::current_num_threads() || n == 1);
        if let Some(n) = if alone { Some(1) } else { fewer } {
            kernel = kernel.threads(n);
        }
        run(&kernel).map(Some)
    }

    /// How many of so many elements are a job for one of PyTorch's threads, if they are to do
    /// it and sharing is worth it. Where results depend on the place of an element it is not done.
    pub(crate) fn share(&self, len: usize) -> Option<usize> {
        let threads = self.threads.unwrap_or(1).min(len / SHARE);
        if !self.shared || threads < 2 || self.seed.is_some() {
            return None;
        }
        // Whole channels, and lines of the cache.
        let unit = self.channels.map_or(64, |(count, inner)| count.saturating_mul(inner)).max(1);
        let size = len.div_ceil(threads).div_ceil(unit).saturating_mul(unit);
        (size < len).then_some(size)
    }
}
