//! Elements in the memory of NumPy arrays and of tensors.
//!
//! To make an array of a tensor takes PyTorch as long as a kernel takes for thousands of elements,
//! and several times that between two layers of a network, where nothing of it is in the cache.

use std::marker::PhantomData;
use std::slice;

use numpy::{PyArrayDyn, PyArrayMethods, PyReadonlyArrayDyn, PyReadwriteArrayDyn};
use pyo3::exceptions::PyValueError;
use pyo3::intern;
use pyo3::prelude::*;

use crate::arrays::Stored;

/// Elements to read.
pub(crate) enum Input<'py, T: Stored> {
    Array(PyReadonlyArrayDyn<'py, T::Bits>),
    Tensor(Memory<'py, T>),
}

/// Elements to write.
pub(crate) enum Output<'py, T: Stored> {
    Array(PyReadwriteArrayDyn<'py, T::Bits>),
    Tensor(Memory<'py, T>),
}

/// A tensor of PyTorch on the CPU whose elements lie side by side, in any order, and which is
/// alive as long as the argument that it is.
pub(crate) struct Memory<'py, T> {
    address: *mut T,
    len: usize,
    owner: PhantomData<&'py T>,
}

impl<'py, T> Memory<'py, T> {
    fn of(tensor: &'py Bound<'py, PyAny>) -> PyResult<Self> {
        let py = tensor.py();
        let address: usize = tensor.call_method0(intern!(py, "data_ptr"))?.extract()?;
        // Not the number of elements, which may be of a larger type.
        let bytes: usize = tensor.getattr(intern!(py, "nbytes"))?.extract()?;
        let len = bytes / size_of::<T>();
        let address = address as *mut T;
        if len > 0 && (address.is_null() || !address.is_aligned()) {
            return Err(PyValueError::new_err("a tensor has no memory, or not for its type"));
        }
        Ok(Memory { address, len, owner: PhantomData })
    }

    fn elements(&self) -> &[T] {
        if self.len == 0 {
            return &[];
        }
        // SAFETY: PyTorch says that so many bytes are there; the package passes dense tensors
        // only, which the caller holds. Every pattern of bits is an element. As with PyTorch's
        // own operations, users do not write to what is being read.
        unsafe { slice::from_raw_parts(self.address, self.len) }
    }

    fn elements_mut(&mut self) -> &mut [T] {
        if self.len == 0 {
            return &mut [];
        }
        // SAFETY: as above; results are tensors that the package has just made.
        unsafe { slice::from_raw_parts_mut(self.address, self.len) }
    }
}

impl<T: Stored> Input<'_, T> {
    pub(crate) fn elements(&self) -> PyResult<&[T]> {
        Ok(match self {
            Input::Array(array) => T::elements(array.as_slice()?),
            Input::Tensor(memory) => memory.elements(),
        })
    }
}

impl<T: Stored> Output<'_, T> {
    pub(crate) fn elements(&mut self) -> PyResult<&mut [T]> {
        Ok(match self {
            Output::Array(array) => T::elements_mut(array.as_slice_mut()?),
            Output::Tensor(memory) => memory.elements_mut(),
        })
    }
}

fn failed(error: impl std::fmt::Display, name: &str) -> PyErr {
    PyValueError::new_err(format!("{name}: {error}"))
}

/// An array to read from, of any shape, or a tensor.
pub(crate) fn input<'py, T: Stored>(
    array: &'py Bound<'py, PyAny>,
    name: &str,
) -> PyResult<Input<'py, T>> {
    match array.cast::<PyArrayDyn<T::Bits>>() {
        Ok(array) => Ok(Input::Array(array.try_readonly().map_err(|e| failed(e, name))?)),
        Err(_) => Memory::of(array).map(Input::Tensor),
    }
}

/// An array to write to, of any shape, or a tensor.
pub(crate) fn output<'py, T: Stored>(
    array: &'py Bound<'py, PyAny>,
    name: &str,
) -> PyResult<Output<'py, T>> {
    match array.cast::<PyArrayDyn<T::Bits>>() {
        Ok(array) => Ok(Output::Array(array.try_readwrite().map_err(|e| failed(e, name))?)),
        Err(_) => Memory::of(array).map(Output::Tensor),
    }
}
