//! Events go to `logging`, logger `chat44mp`, at the level that it wants.
//!
//! They are collected while a call runs and given to Python between two turns of the runtime: a handler may make calls
//! itself, and none may run inside the runtime. `logging` is not imported for this: a program that never did has
//! nothing to configure, and an import inside a call would wait for one that the call interrupts.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chat44mp::ffi::PerProcess;
use chat44mp::ffi::python::Cached;
use chat44mp::{Event, Level};
use pyo3::prelude::*;
use pyo3::types::PyString;

const DEBUG: u8 = 10;
const INFO: u8 = 20;
const WARNING: u8 = 30;

static WANTED: AtomicU8 = AtomicU8::new(WARNING);
static LINES: PerProcess<Mutex<Vec<Line>>> = PerProcess::new();

struct Line {
    level: u8,
    text: String,
}

fn lines() -> MutexGuard<'static, Vec<Line>> {
    LINES.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner)
}

/// The sink of every client.
pub(crate) fn collect(event: &Event<'_>) {
    let level = match event.level() {
        Level::Debug => DEBUG,
        Level::Info => INFO,
        Level::Warn => WARNING,
    };
    if level >= WANTED.load(Ordering::Relaxed) {
        lines().push(Line { level, text: event.to_string() });
    }
}

/// Before a call: asks the logger what it wants.
pub(crate) fn look(py: Python<'_>) -> PyResult<()> {
    let Some(logger) = logger(py)? else { return Ok(()) };
    let wants = |level| logger.call_method1(name!(py, "isEnabledFor"), (level,))?.is_truthy();
    let mut wanted = u8::MAX;
    for level in [WARNING, INFO, DEBUG] {
        if !wants(level)? {
            break;
        }
        wanted = level;
    }
    WANTED.store(wanted, Ordering::Relaxed);
    Ok(())
}

/// Gives to the logger what was collected. While `logging` is being imported, it stays for later.
pub(crate) fn flush(py: Python<'_>) -> PyResult<()> {
    if lines().is_empty() {
        return Ok(());
    }
    if !modules(py)?.contains(name!(py, "logging"))? {
        py.import("logging")?;
    }
    let Some(logger) = logger(py)? else { return Ok(()) };
    let lines = std::mem::take(&mut *lines());
    for Line { level, text } in lines {
        logger.call_method1(name!(py, "log"), (level, "%s", text))?;
    }
    Ok(())
}

/// The logger; nothing before `logging` was imported, or while it is.
fn logger(py: Python<'_>) -> PyResult<Option<Bound<'_, PyAny>>> {
    static LOGGER: Cached = Cached::new();
    let Some(get_logger) = loaded(py, name!(py, "logging"), name!(py, "getLogger"))? else { return Ok(None) };
    LOGGER.get_or_find(py, || get_logger.call1(("chat44mp",))).cloned().map(Some)
}

/// What a module has by this name, if the program has imported it. Does not wait for an import that is under way.
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
