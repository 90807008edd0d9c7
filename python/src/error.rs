//! Errors as Python exceptions.

use pyo3::PyErr;
use pyo3::exceptions::{PyTypeError, PyValueError};

/// What cannot be exported.
pub(crate) fn refused(error: nonlin_export::Error) -> PyErr {
    match error {
        nonlin_export::Error::Function(error) => exception(error),
        _ => PyValueError::new_err(error.to_string()),
    }
}

/// A keyword that does not exist is a `TypeError`, as in any call; the rest are values.
pub(crate) fn exception(error: nonlin::Error) -> PyErr {
    match error {
        nonlin::Error::UnknownParameter { .. } => PyTypeError::new_err(error.to_string()),
        _ => PyValueError::new_err(error.to_string()),
    }
}
