//! Sends events to the logger `chat44mp` of `logging`, filtered by its level.
//!
//! Events are queued during a call and logged between turns of the runtime, because a handler can make calls itself, and
//! these must not run inside the runtime. Calls do not import `logging` to read the level: a program that has not imported
//! it has not configured it, and an import within a call can deadlock with one that the call interrupts.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chat44mp::ffi::PerProcess;
use chat44mp::ffi::python::Cached;
use chat44mp::{Event, EventFields, Level};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

const DEBUG: u8 = 10;
const INFO: u8 = 20;
const WARNING: u8 = 30;

static MIN_LEVEL: AtomicU8 = AtomicU8::new(WARNING);
static LINES: PerProcess<Mutex<Vec<Line>>> = PerProcess::new();

struct Line {
    level: u8,
    text: String,
    fields: EventFields,
}

fn lines() -> MutexGuard<'static, Vec<Line>> {
    LINES.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner)
}

/// The event sink of all clients: queues the line.
pub(crate) fn collect(event: &Event<'_>) {
    let level = match event.level() {
        Level::Debug => DEBUG,
        Level::Info => INFO,
        Level::Warn => WARNING,
    };
    if level >= MIN_LEVEL.load(Ordering::Relaxed) {
        lines().push(Line { level, text: event.to_string(), fields: event.fields() });
    }
}

/// Reads the level of the logger. Called before each call.
pub(crate) fn update_level(py: Python<'_>) -> PyResult<()> {
    let Some(logger) = logger(py)? else { return Ok(()) };
    let is_enabled = |level| logger.call_method1(name!(py, "isEnabledFor"), (level,))?.is_truthy();
    let mut min_level = u8::MAX;
    for level in [WARNING, INFO, DEBUG] {
        if !is_enabled(level)? {
            break;
        }
        min_level = level;
    }
    MIN_LEVEL.store(min_level, Ordering::Relaxed);
    Ok(())
}

/// Passes queued lines to the logger. While `logging` is being imported, they stay queued.
pub(crate) fn flush(py: Python<'_>) -> PyResult<()> {
    if lines().is_empty() {
        return Ok(());
    }
    if !modules(py)?.contains(name!(py, "logging"))? {
        py.import("logging")?;
    }
    let Some(logger) = logger(py)? else { return Ok(()) };
    let lines = std::mem::take(&mut *lines());
    for Line { level, text, fields } in lines {
        let options = PyDict::new(py);
        options.set_item(name!(py, "extra"), extra(py, &fields)?)?;
        logger.call_method(name!(py, "log"), (level, text), Some(&options))?;
    }
    Ok(())
}

/// The attributes of a log record. Each record has all of them, so that a format can name them.
fn extra<'py>(py: Python<'py>, fields: &EventFields) -> PyResult<Bound<'py, PyDict>> {
    let extra = PyDict::new(py);
    extra.set_item(name!(py, "operation"), fields.operation)?;
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
