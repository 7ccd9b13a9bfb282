//! Sends events to the logger `chat44mp` of `logging`, filtered by its level, and to the hooks of a client.
//!
//! Events are queued during a call and delivered between turns of the runtime, because a handler or a hook can make calls
//! itself, and these must not run inside the runtime. Calls do not import `logging` to read the level: a program that has not imported
//! it has not configured it, and an import within a call can deadlock with one that the call interrupts.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chat44mp::ffi::PerProcess;
use chat44mp::ffi::python::Cached;
use chat44mp::{Event, Level, LogFields};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

const DEBUG: u8 = 10;
const INFO: u8 = 20;
const WARNING: u8 = 30;

static MIN_LEVEL: AtomicU8 = AtomicU8::new(WARNING);
static NOTICES: PerProcess<Mutex<Vec<Notice>>> = PerProcess::new();

/// A call of a hook.
pub(crate) type Hook = Box<dyn FnOnce(Python<'_>) + Send>;

/// What the program is notified of.
enum Notice {
    Line { level: u8, text: String, fields: LogFields },
    Hook(Hook),
}

fn notices() -> MutexGuard<'static, Vec<Notice>> {
    NOTICES.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner)
}

/// The event sink of all clients: queues the line.
pub(crate) fn collect(event: &Event<'_>) {
    let level = match event.level() {
        Some(Level::Debug) => DEBUG,
        Some(Level::Info) => INFO,
        Some(Level::Warn) => WARNING,
        None => return,
    };
    if level >= MIN_LEVEL.load(Ordering::Relaxed) {
        notices().push(Notice::Line { level, text: event.to_string(), fields: event.fields() });
    }
}

/// Queues the call of a hook.
pub(crate) fn notify(hook: Hook) {
    notices().push(Notice::Hook(hook));
}

/// Reads the level of the logger. Called before each call.
pub(crate) fn update_level(py: Python<'_>) -> PyResult<()> {
    let Some(logger) = logger(py)? else { return Ok(()) };
    let is_enabled = |level| logger.call_method1(name!(py, "isEnabledFor"), (level,))?.is_truthy();
    // Warnings are rare: the logger itself filters them.
    let min_level = match is_enabled(INFO)? {
        false => WARNING,
        true if is_enabled(DEBUG)? => DEBUG,
        true => INFO,
    };
    MIN_LEVEL.store(min_level, Ordering::Relaxed);
    Ok(())
}

/// The lowest level that `CHAT44MP_LOG` enables, from its value. Raises `ValueError` if it is not a level.
#[pyfunction]
#[pyo3(name = "_log_level")]
pub(crate) fn log_level(value: &str) -> PyResult<Option<&'static str>> {
    match chat44mp::ffi::log_level(value) {
        Ok(level) => Ok(level.map(Level::as_str)),
        Err(message) => Err(PyValueError::new_err(message)),
    }
}

/// Delivers what is queued. While `logging` is being imported, it stays queued.
pub(crate) fn flush(py: Python<'_>) -> PyResult<()> {
    if notices().is_empty() {
        return Ok(());
    }
    if !modules(py)?.contains(name!(py, "logging"))? {
        py.import("logging")?;
    }
    let Some(logger) = logger(py)? else { return Ok(()) };
    let notices = std::mem::take(&mut *notices());
    let mut result = Ok(());
    for notice in notices {
        match notice {
            Notice::Line { level, text, fields } => {
                // An exception of a handler must not lose the other notices.
                result = result.and(log(&logger, level, text, &fields));
            }
            Notice::Hook(hook) => hook(py),
        }
    }
    result
}

fn log(logger: &Bound<'_, PyAny>, level: u8, text: String, fields: &LogFields) -> PyResult<()> {
    let py = logger.py();
    let options = PyDict::new(py);
    options.set_item(name!(py, "extra"), extra(py, fields)?)?;
    logger.call_method(name!(py, "log"), (level, text), Some(&options)).map(drop)
}

/// The attributes of a log record. Each record has all of them, so that a format can name them.
fn extra<'py>(py: Python<'py>, fields: &LogFields) -> PyResult<Bound<'py, PyDict>> {
    let extra = PyDict::new(py);
    extra.set_item(name!(py, "operation"), &fields.operation)?;
    extra.set_item(name!(py, "attempt"), fields.attempt)?;
    extra.set_item(name!(py, "http_status"), fields.http_status)?;
    extra.set_item(name!(py, "code"), fields.code.as_deref())?;
    extra.set_item(name!(py, "elapsed_ms"), fields.elapsed_ms)?;
    extra.set_item(name!(py, "retry_in_ms"), fields.retry_in_ms)?;
    Ok(extra)
}

/// Returns the logger; `None` until `logging` has been imported.
fn logger(py: Python<'_>) -> PyResult<Option<Bound<'_, PyAny>>> {
    static LOGGER: Cached = Cached::new();
    if let Some(logger) = LOGGER.get(py) {
        return Ok(Some(logger.clone()));
    }
    let Some(get_logger) = loaded(py, name!(py, "logging"), name!(py, "getLogger"))? else { return Ok(None) };
    LOGGER.get_or_init(py, || get_logger.call1(("chat44mp",))).cloned().map(Some)
}

/// Returns an attribute of a module that the program has imported. Does not wait for an import in progress.
pub(crate) fn loaded<'py>(
    py: Python<'py>,
    module: &Bound<'py, PyString>,
    name: &Bound<'py, PyString>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let modules = modules(py)?;
    if !modules.contains(module)? {
        return Ok(None);
    }
    modules.get_item(module)?.getattr_opt(name)
}

fn modules(py: Python<'_>) -> PyResult<&Bound<'_, PyAny>> {
    static MODULES: Cached = Cached::new();
    MODULES.import(py, "sys", "modules")
}
