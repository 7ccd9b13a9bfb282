//! Converts errors to the exceptions defined in `chat44mp._errors`.

use std::error::Error as StdError;
use std::io;

use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyType};

use crate::error::{Error, ErrorInfo};
use crate::interop::python::{Cached, Plain, hint, wrong_type};

/// Converts an error to an exception, with its causes.
pub fn exception(py: Python<'_>, error: &Error) -> PyErr {
    convert(py, error).unwrap_or_else(|failure| failure)
}

/// Adds the fields of `ErrorInfo` to the exceptions.
pub fn load(py: Python<'_>) -> PyResult<()> {
    let classes = py.import("chat44mp._errors")?;
    classes.getattr("declare_fields")?.call1((py.get_type::<ErrorInfo>(), ErrorInfo::FIELDS))?;
    base(py).map(drop)
}

/// The base class of all exceptions.
fn base(py: Python<'_>) -> PyResult<&Bound<'_, PyType>> {
    static BASE: Cached<PyType> = Cached::new();
    BASE.import(py, "chat44mp._errors", "Chat44mpError")
}

fn convert(py: Python<'_>, error: &Error) -> PyResult<PyErr> {
    static CLASSES: Cached<PyDict> = Cached::new();
    static INFO: Cached<PyString> = Cached::new();
    let class = CLASSES.import(py, "chat44mp._errors", "BY_KIND")?.as_any().get_item(error.kind())?;
    let fields = PyDict::new(py);
    fields.set_item(INFO.text(py, "info"), error.info().clone())?;
    let exception = PyErr::from_value(class.call((error.to_string(),), Some(&fields))?);
    if let Some(source) = error.source() {
        exception.set_cause(py, Some(cause(py, source)));
    }
    Ok(exception)
}

/// Converts a cause to an exception of this package, or to an `OSError` with its number or text.
fn cause(py: Python<'_>, error: &(dyn StdError + 'static)) -> PyErr {
    if let Some(error) = error.downcast_ref::<Error>() {
        return exception(py, error);
    }
    let number = error.downcast_ref::<io::Error>().and_then(io::Error::raw_os_error);
    let exception = match number {
        Some(number) => PyOSError::new_err((number, error.to_string())),
        None => PyOSError::new_err(error.to_string()),
    };
    if let Some(source) = error.source() {
        exception.set_cause(py, Some(cause(py, source)));
    }
    exception
}

impl<'py> IntoPyObject<'py> for Error {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = std::convert::Infallible;

    hint!(OUTPUT_TYPE = <Error as FromPyObject>::INPUT_TYPE);

    fn into_pyobject(self, py: Python<'py>) -> Result<Self::Output, Self::Error> {
        (&self).into_pyobject(py)
    }
}

impl<'py> IntoPyObject<'py> for &Error {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = std::convert::Infallible;

    hint!(OUTPUT_TYPE = <Error as FromPyObject>::INPUT_TYPE);

    fn into_pyobject(self, py: Python<'py>) -> Result<Self::Output, Self::Error> {
        Ok(exception(py, self).into_value(py).into_bound(py).into_any())
    }
}

impl FromPyObject<'_, '_> for Error {
    type Error = PyErr;

    hint!(INPUT_TYPE = type_hint_identifier!("chat44mp", "Chat44mpError"));

    fn extract(object: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        static INFO: Cached<PyString> = Cached::new();
        if !object.is_instance(base(object.py())?)? {
            return Err(wrong_type(&object, "a Chat44mpError"));
        }
        let info = object.getattr(INFO.text(object.py(), "info"))?;
        Ok(Error::from(info.extract::<ErrorInfo>()?))
    }
}

impl Plain for Error {
    fn plain<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.info().plain(py)
    }
}
