//! Calls under gevent: the greenlet waits while the hub runs other greenlets.
//!
//! The call runs on the I/O thread and signals its completion by a byte on a socket that the hub watches. If the greenlet
//! is killed or its `gevent.Timeout` expires, the request is aborted.

use std::future::Future;
use std::io::Write;
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex, PoisonError};

use chat44mp::ffi::{self, Task};
use pyo3::prelude::*;

use crate::log;
use chat44mp::ffi::exceptions as errors;

/// Returns the hub of this thread, if sockets are monkey-patched and the caller is not the hub itself.
pub(crate) fn hub(py: Python<'_>) -> PyResult<Option<Bound<'_, PyAny>>> {
    let Some(is_patched) = log::loaded(py, name!(py, "gevent.monkey"), name!(py, "is_module_patched"))?
    else {
        return Ok(None);
    };
    if !is_patched.call1(("socket",))?.is_truthy()? {
        return Ok(None);
    }
    let Some(get_hub) = log::loaded(py, name!(py, "gevent"), name!(py, "get_hub"))? else { return Ok(None) };
    let Some(current) = log::loaded(py, name!(py, "gevent"), name!(py, "getcurrent"))? else {
        return Ok(None);
    };
    let hub = get_hub.call0()?;
    Ok(if hub.is(&current.call0()?) { None } else { Some(hub) })
}

/// Aborts the call when dropped, unless it has finished.
struct Stop(Task);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// Waits for `call` in the hub.
pub(crate) fn wait<T: Send + 'static>(
    hub: &Bound<'_, PyAny>,
    call: impl Future<Output = T> + Send + 'static,
) -> PyResult<T> {
    let py = hub.py();
    let (mut wake, woken) = UnixStream::pair()?;
    let value = Arc::new(Mutex::new(None));
    let slot = Arc::clone(&value);
    let task = ffi::spawn(async move {
        let result = call.await;
        slot.lock().unwrap_or_else(PoisonError::into_inner).replace(result);
        let _ = wake.write(&[1]);
    });
    let stop = Stop(task.map_err(|error| errors::exception(py, &error))?);
    const READABLE: u8 = 1;
    let watcher = hub.getattr("loop")?.call_method1("io", (woken.as_raw_fd(), READABLE))?;
    let waited = hub.call_method1("wait", (&watcher,));
    watcher.call_method0("close")?;
    waited?;
    drop(stop);
    let value = value.lock().unwrap_or_else(PoisonError::into_inner).take();
    value.ok_or_else(|| errors::exception(py, &ffi::stopped()))
}
