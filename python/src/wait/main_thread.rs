//! Which thread is the main one.

use std::cell::RefCell;

use chat44mp::ffi::ForkAware;
use pyo3::prelude::*;

use crate::log;

/// Whether this is the main thread, which receives signals and usually runs the event loop.
pub(crate) fn is_main_thread(py: Python<'_>) -> PyResult<bool> {
    // A thread that forks becomes the main thread of the child, so the cached result is per process.
    thread_local! {
        static IS_MAIN: RefCell<Option<ForkAware<bool>>> = const { RefCell::new(None) };
    }
    let cached = IS_MAIN.with_borrow(|cached| cached.as_ref().and_then(ForkAware::get).copied());
    if let Some(is_main) = cached {
        return Ok(is_main);
    }
    // Until `threading` is imported, assume the main thread: checking signals on another thread is harmless.
    let thread = |name| -> PyResult<Option<Bound<'_, PyAny>>> {
        log::loaded(py, name!(py, "threading"), name)?.map(|function| function.call0()).transpose()
    };
    let (Some(this), Some(main)) = (thread(name!(py, "current_thread"))?, thread(name!(py, "main_thread"))?)
    else {
        return Ok(true);
    };
    let is_main = this.is(&main);
    IS_MAIN.set(Some(ForkAware::new(is_main)));
    Ok(is_main)
}
