//! Kernels over arrays. The lock of the interpreter is released while they run.

use nonlin::{Channels, Element, Kernel};
use numpy::{IntoPyArray, PyArray1};
use pyo3::prelude::*;

use crate::activation::Activation;
use crate::arrays::{Stored, by_dtype, input, output};
use crate::error::exception;

/// What a kernel takes besides arrays: parameters in place of the function's own, one
/// set or one for each channel; the layout of channels; the seed of a stochastic
/// function in training; the number of threads.
#[derive(FromPyObject)]
pub(crate) struct Call {
    parameters: Option<Vec<f64>>,
    channels: Option<(usize, usize)>,
    seed: Option<u64>,
    threads: Option<usize>,
}

impl Call {
    /// How many parameters there are in all.
    fn count(&self, activation: &nonlin::Activation) -> usize {
        self.parameters.as_ref().map_or(activation.values().len(), Vec::len)
    }

    /// What the kernel makes of it. Parameters that training carried out of their
    /// ranges come back to the nearest allowed values; where one is not a number,
    /// neither is any result, and there is none.
    fn run<R>(
        &self,
        activation: &nonlin::Activation,
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
        if let Some(n) = self.threads.filter(|&n| n < rayon::current_num_threads() || n == 1) {
            kernel = kernel.threads(n);
        }
        run(&kernel).map(Some)
    }
}

/// Fills a result with NaN.
fn fill<T: Element>(result: &mut [T]) -> nonlin::Result<()> {
    result.fill(T::from_f64(f64::NAN));
    Ok(())
}

/// `y = f(x)`; without `y`, in place of `x`.
#[pyfunction]
pub(crate) fn forward(
    py: Python<'_>,
    activation: &Activation,
    dtype: &str,
    call: Call,
    x: &Bound<'_, PyAny>,
    y: Option<&Bound<'_, PyAny>>,
) -> PyResult<()> {
    let activation = &activation.0;
    by_dtype!(dtype, |T| {
        let Some(y) = y else {
            let mut x = output::<T>(x, "x")?;
            let x = T::elements_mut(x.as_slice_mut()?);
            let run = || match call.run(activation, |kernel| kernel.forward_in_place(x)) {
                Ok(None) => fill(x),
                other => other.map(|_| ()),
            };
            return py.detach(run).map_err(exception);
        };
        let (x, mut y) = (input::<T>(x, "x")?, output::<T>(y, "y")?);
        let (x, y) = (T::elements(x.as_slice()?), T::elements_mut(y.as_slice_mut()?));
        let run = || match call.run(activation, |kernel| kernel.forward(x, y)) {
            Ok(None) => fill(y),
            other => other.map(|_| ()),
        };
        py.detach(run).map_err(exception)
    })
}

/// `gx = gy f^(order)(x)`.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
pub(crate) fn backward(
    py: Python<'_>,
    activation: &Activation,
    dtype: &str,
    call: Call,
    x: &Bound<'_, PyAny>,
    gy: &Bound<'_, PyAny>,
    gx: &Bound<'_, PyAny>,
    order: usize,
) -> PyResult<()> {
    let activation = &activation.0;
    by_dtype!(dtype, |T| {
        let (x, gy) = (input::<T>(x, "x")?, input::<T>(gy, "gy")?);
        let mut gx = output::<T>(gx, "gx")?;
        let (x, gy) = (T::elements(x.as_slice()?), T::elements(gy.as_slice()?));
        let gx = T::elements_mut(gx.as_slice_mut()?);
        let run = || match call.run(activation, |kernel| kernel.derivative(order, x, gy, gx)) {
            Ok(None) => fill(gx),
            other => other.map(|_| ()),
        };
        py.detach(run).map_err(exception)
    })
}

/// `gx = gy f'(x)`; returns the gradients by the parameters, laid out as they are.
#[pyfunction]
pub(crate) fn backward_parameters<'py>(
    py: Python<'py>,
    activation: &Activation,
    dtype: &str,
    call: Call,
    x: &Bound<'py, PyAny>,
    gy: &Bound<'py, PyAny>,
    gx: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyArray1<f64>>> {
    let activation = &activation.0;
    let mut gp = vec![f64::NAN; call.count(activation)];
    by_dtype!(dtype, |T| {
        let (x, gy) = (input::<T>(x, "x")?, input::<T>(gy, "gy")?);
        let mut gx = output::<T>(gx, "gx")?;
        let (x, gy) = (T::elements(x.as_slice()?), T::elements(gy.as_slice()?));
        let gx = T::elements_mut(gx.as_slice_mut()?);
        let run = || {
            let run = call.run(activation, |kernel| kernel.backward_parameters(x, gy, gx, &mut gp));
            match run {
                Ok(None) => fill(gx),
                other => other.map(|_| ()),
            }
        };
        py.detach(run).map_err(exception)
    })?;
    Ok(gp.into_pyarray(py))
}

/// The gradients of a gradient: see `nonlin::Kernel::double_backward`. Returns those by
/// the parameters.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
pub(crate) fn double_backward<'py>(
    py: Python<'py>,
    activation: &Activation,
    dtype: &str,
    call: Call,
    x: &Bound<'py, PyAny>,
    gy: &Bound<'py, PyAny>,
    vx: &Bound<'py, PyAny>,
    vp: Vec<f64>,
    by_gy: &Bound<'py, PyAny>,
    by_x: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyArray1<f64>>> {
    let activation = &activation.0;
    let mut by_p = vec![f64::NAN; call.count(activation)];
    by_dtype!(dtype, |T| {
        let (x, gy) = (input::<T>(x, "x")?, input::<T>(gy, "gy")?);
        let vx = input::<T>(vx, "vx")?;
        let (mut by_gy, mut by_x) = (output::<T>(by_gy, "by_gy")?, output::<T>(by_x, "by_x")?);
        let (x, gy) = (T::elements(x.as_slice()?), T::elements(gy.as_slice()?));
        let vx = T::elements(vx.as_slice()?);
        let by_gy = T::elements_mut(by_gy.as_slice_mut()?);
        let by_x = T::elements_mut(by_x.as_slice_mut()?);
        let run = || {
            let run = call.run(activation, |kernel| {
                kernel.double_backward(x, gy, vx, &vp, by_gy, by_x, &mut by_p)
            });
            match run {
                Ok(None) => {
                    fill(by_gy)?;
                    fill(by_x)
                }
                other => other.map(|_| ()),
            }
        };
        py.detach(run).map_err(exception)
    })?;
    Ok(by_p.into_pyarray(py))
}
