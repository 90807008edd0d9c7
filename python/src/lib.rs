//! The extension module `nonlin._nonlin`: what the Python package takes from the
//! library. Arrays come as contiguous NumPy arrays, whose shapes do not matter; strides and
//! types of users are the business of the package.
//!
//! | file | what |
//! |---|---|
//! | `activation.rs` | a function with parameter values, and what is known about it |
//! | `doc.rs` | its docstring |
//! | `kernels.rs` | kernels over arrays |
//! | `arrays.rs` | arrays as slices of elements |
//! | `error.rs` | errors as Python exceptions |

#![forbid(unsafe_code)]

mod activation;
mod arrays;
mod doc;
mod error;
mod kernels;

use pyo3::prelude::*;

/// Runs the command line; returns what the process should exit with.
#[pyfunction]
fn command(py: Python<'_>, arguments: Vec<std::ffi::OsString>) -> u8 {
    py.detach(|| nonlin_cli::run(arguments))
}

/// The identifiers of all functions.
#[pyfunction]
fn functions() -> Vec<&'static str> {
    nonlin::functions().iter().map(|function| function.id()).collect()
}

#[pymodule]
fn _nonlin(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("MAX_ORDER", nonlin::Activation::MAX_ORDER)?;
    module.add_class::<activation::Activation>()?;
    module.add_function(wrap_pyfunction!(command, module)?)?;
    module.add_function(wrap_pyfunction!(functions, module)?)?;
    module.add_function(wrap_pyfunction!(kernels::forward, module)?)?;
    module.add_function(wrap_pyfunction!(kernels::backward, module)?)?;
    module.add_function(wrap_pyfunction!(kernels::backward_parameters, module)?)?;
    module.add_function(wrap_pyfunction!(kernels::double_backward, module)?)?;
    Ok(())
}
