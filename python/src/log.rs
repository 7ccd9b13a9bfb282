//! Events go to `logging`, logger `chat44mp`, at the level that it wants.
//!
//! They are collected while a call runs and given to Python between two turns of the runtime: a handler may make calls
//! itself, and none may run inside the runtime. `logging` is not imported for this: a program that never did has
//! nothing to configure, so only warnings are for it.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chat44mp::ffi::PerProcess;
use chat44mp::ffi::python::Cached;
use chat44mp::{Event, Level};
use pyo3::prelude::*;

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
    static MODULES: Cached = Cached::new();
    if !MODULES.import(py, "sys", "modules")?.contains(name!(py, "logging"))? {
        return Ok(());
    }
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

/// Gives to the logger what was collected.
pub(crate) fn flush(py: Python<'_>) -> PyResult<()> {
    let lines = std::mem::take(&mut *lines());
    if lines.is_empty() {
        return Ok(());
    }
    let Some(logger) = logger(py)? else { return Ok(()) };
    for Line { level, text } in lines {
        logger.call_method1(name!(py, "log"), (level, "%s", text))?;
    }
    Ok(())
}

/// The logger; nothing while `logging` is being imported, which a signal handler can interrupt.
fn logger(py: Python<'_>) -> PyResult<Option<Bound<'_, PyAny>>> {
    static LOGGER: Cached = Cached::new();
    let Some(get_logger) = py.import("logging")?.getattr_opt(name!(py, "getLogger"))? else {
        return Ok(None);
    };
    LOGGER.get_or_find(py, || get_logger.call1(("chat44mp",))).cloned().map(Some)
}
