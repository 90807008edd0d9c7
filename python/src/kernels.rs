//! Kernels over arrays and tensors. The lock of the interpreter is released while they run.

use nonlin::{Element, Kernel};
use numpy::{IntoPyArray, PyArray1};
use pyo3::prelude::*;

use crate::activation::Activation;
use crate::arrays::by_dtype;
use crate::call::Call;
use crate::error::exception;
use crate::memory::{input, output};
use crate::parallel::for_each;

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
    call: &Call,
    x: &Bound<'_, PyAny>,
    y: Option<&Bound<'_, PyAny>>,
) -> PyResult<()> {
    let activation = &activation.0;
    by_dtype!(dtype, |T| {
        let Some(y) = y else {
            let mut x = output::<T>(x, "x")?;
            let x = x.elements()?;
            let run = || {
                let share = call.share(x.len());
                let forward = |kernel: &Kernel<'_>| match share {
                    None => kernel.forward_in_place(x),
                    Some(size) => for_each(x.chunks_mut(size), &|x| kernel.forward_in_place(x)),
                };
                match call.run(activation, share.is_some(), forward)? {
                    None => fill(x),
                    Some(()) => Ok(()),
                }
            };
            return py.detach(run).map_err(exception);
        };
        let (x, mut y) = (input::<T>(x, "x")?, output::<T>(y, "y")?);
        let (x, y) = (x.elements()?, y.elements()?);
        let run = || {
            let share = call.share(x.len()).filter(|_| x.len() == y.len());
            let forward = |kernel: &Kernel<'_>| match share {
                None => kernel.forward(x, y),
                Some(size) => {
                    for_each(x.chunks(size).zip(y.chunks_mut(size)), &|(x, y)| kernel.forward(x, y))
                }
            };
            match call.run(activation, share.is_some(), forward)? {
                None => fill(y),
                Some(()) => Ok(()),
            }
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
    call: &Call,
    x: &Bound<'_, PyAny>,
    gy: &Bound<'_, PyAny>,
    gx: &Bound<'_, PyAny>,
    order: usize,
) -> PyResult<()> {
    let activation = &activation.0;
    by_dtype!(dtype, |T| {
        let (x, gy) = (input::<T>(x, "x")?, input::<T>(gy, "gy")?);
        let mut gx = output::<T>(gx, "gx")?;
        let (x, gy) = (x.elements()?, gy.elements()?);
        let gx = gx.elements()?;
        let run = || {
            let equal = x.len() == gy.len() && x.len() == gx.len();
            let share = call.share(x.len()).filter(|_| equal);
            let derivative = |kernel: &Kernel<'_>| match share {
                None => kernel.derivative(order, x, gy, gx),
                Some(size) => {
                    let jobs = x.chunks(size).zip(gy.chunks(size)).zip(gx.chunks_mut(size));
                    for_each(jobs, &|((x, gy), gx)| kernel.derivative(order, x, gy, gx))
                }
            };
            match call.run(activation, share.is_some(), derivative)? {
                None => fill(gx),
                Some(()) => Ok(()),
            }
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
    call: &Call,
    x: &Bound<'py, PyAny>,
    gy: &Bound<'py, PyAny>,
    gx: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyArray1<f64>>> {
    let activation = &activation.0;
    let mut gp = vec![f64::NAN; call.count(activation)];
    by_dtype!(dtype, |T| {
        let (x, gy) = (input::<T>(x, "x")?, input::<T>(gy, "gy")?);
        let mut gx = output::<T>(gx, "gx")?;
        let (x, gy) = (x.elements()?, gy.elements()?);
        let gx = gx.elements()?;
        let run = || {
            let run = call
                .run(activation, false, |kernel| kernel.backward_parameters(x, gy, gx, &mut gp));
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
    call: &Call,
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
        let (x, gy) = (x.elements()?, gy.elements()?);
        let vx = vx.elements()?;
        let by_gy = by_gy.elements()?;
        let by_x = by_x.elements()?;
        let run = || {
            let run = call.run(activation, false, |kernel| {
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
