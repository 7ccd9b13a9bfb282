//! `TypeError`s for arguments.

use pyo3::prelude::*;
use pyo3::types::PyType;

use super::cached::Cached;

pub(super) fn type_error_class(py: Python<'_>) -> PyResult<&Bound<'_, PyType>> {
    static CLASS: Cached<PyType> = Cached::new();
    CLASS.import(py, "chat44mp._errors", "ArgumentTypeError")
}

/// Creates the `TypeError` for an argument. pyo3 adds the argument's name, which `ArgumentTypeError` shows.
pub fn type_error(py: Python<'_>, text: &str) -> PyErr {
    match type_error_class(py).and_then(|class| class.call1((text,))) {
        Ok(error) => PyErr::from_value(error),
        Err(error) => error,
    }
}

/// Creates the `TypeError` for an argument of the wrong type, with the expected type and the actual one.
pub fn wrong_type(object: &Bound<'_, PyAny>, expected: &str) -> PyErr {
    match object.get_type().name() {
        Ok(name) => type_error(object.py(), &format!("must be {expected}, not {name}")),
        Err(error) => error,
    }
}
