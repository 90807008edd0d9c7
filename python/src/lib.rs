//! The extension module `nonlin._nonlin`: what the Python package takes from the
//! library. Arrays come as contiguous NumPy arrays, whose shapes do not matter, tensors as what
//! they are; strides and types of users are the business of the package.
//!
//! `unsafe` code is in `memory.rs` and `parallel.rs` alone: PyTorch tells the address of a tensor,
//! and its threads are had by calling a function in C.
//!
//! | file | what |
//! |---|---|
//! | `activation.rs` | a function with parameter values, and what is known about it |
//! | `doc.rs` | its docstring |
//! | `kernels.rs` | kernels over arrays |
//! | `call.rs` | what they take besides arrays, and on how many threads they run |
//! | `memory.rs` | NumPy arrays and tensors as slices of elements |
//! | `arrays.rs` | element types, and what NumPy stores them as |
//! | `parallel.rs` | the threads of PyTorch |
//! | `error.rs` | errors as Python exceptions |

#![deny(unsafe_code)]

mod activation;
mod arrays;
mod call;
mod doc;
mod error;
mod kernels;
#[allow(unsafe_code)]
mod memory;
#[allow(unsafe_code)]
mod parallel;

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
    module.add_class::<call::Call>()?;
    module.add_function(wrap_pyfunction!(parallel::take_threads, module)?)?;
    module.add_function(wrap_pyfunction!(command, module)?)?;
    module.add_function(wrap_pyfunction!(functions, module)?)?;
    module.add_function(wrap_pyfunction!(kernels::forward, module)?)?;
    module.add_function(wrap_pyfunction!(kernels::backward, module)?)?;
    module.add_function(wrap_pyfunction!(kernels::backward_parameters, module)?)?;
    module.add_function(wrap_pyfunction!(kernels::double_backward, module)?)?;
    Ok(())
}
