//! The core's error as an exception of `chat44mp._errors`, where the classes are.

use std::error::Error as StdError;
use std::io;

use chat44mp::ffi::python::Cached;
use chat44mp::{Error, Outcome, Phase};
use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyType};

/// The exception, with its causes.
pub(crate) fn exception(py: Python<'_>, error: &Error) -> PyErr {
    raised(py, error).unwrap_or_else(|problem| problem)
}

/// The class that all of them derive from.
pub(crate) fn base(py: Python<'_>) -> PyResult<&Bound<'_, PyType>> {
    static BASE: Cached<PyType> = Cached::new();
    BASE.import(py, "chat44mp._errors", "Chat44mpError")
}

fn raised(py: Python<'_>, error: &Error) -> PyResult<PyErr> {
    static CLASSES: Cached<PyDict> = Cached::new();
    let classes = CLASSES.import(py, "chat44mp._errors", "BY_KIND")?;
    let kind = error.kind().as_str();
    let class = classes.as_any().get_item(kind)?;
    let fields = PyDict::new(py);
    fields.set_item(name!(py, "code"), error.code().as_str())?;
    fields.set_item(name!(py, "message"), error.message())?;
    fields.set_item(name!(py, "hint"), error.hint())?;
    fields.set_item(name!(py, "operation"), error.operation())?;
    fields.set_item(name!(py, "http_status"), error.http_status())?;
    fields.set_item(name!(py, "attempts"), error.attempts())?;
    fields.set_item(name!(py, "retryable"), error.retryable())?;
    fields.set_item(name!(py, "retry_after"), error.retry_after().map(|wait| wait.as_secs_f64()))?;
    fields.set_item(name!(py, "outcome"), error.outcome().map(Outcome::as_str))?;
    fields.set_item(name!(py, "field"), error.field())?;
    fields.set_item(name!(py, "phase"), error.phase().map(Phase::as_str))?;
    fields.set_item(name!(py, "graph_code"), error.graph_code())?;
    fields.set_item(name!(py, "body"), error.body())?;
    let exception = PyErr::from_value(class.call((error.to_string(),), Some(&fields))?);
    if let Some(source) = error.source() {
        exception.set_cause(py, Some(cause(py, source)));
    }
    Ok(exception)
}

/// What lies below: our own errors as they are, the system's as `OSError` with its number, others by their words.
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
