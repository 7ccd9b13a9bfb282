//! Blocking calls: the calling thread waits without the GIL.

use std::future::Future;
use std::time::Duration;

use chat44mp::Error;
use chat44mp::ffi;
use pyo3::prelude::*;

use crate::log;
#[cfg(unix)]
use crate::wait::gevent;
use crate::wait::main_thread::is_main_thread;
use chat44mp::ffi::exceptions as errors;

/// The interval at which a waiting main thread checks for signals.
const SIGNAL_INTERVAL: Duration = Duration::from_millis(50);

/// Why a call returned no value.
enum Stopped {
    Failed(Error),
    /// A signal handler or a log handler raised an exception.
    Raised(PyErr),
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Stopped {
        Stopped::Failed(error)
    }
}

/// Waits for `call`. A signal handler that raises an exception aborts the request.
pub(crate) fn wait<T: Send + 'static>(
    py: Python<'_>,
    call: impl Future<Output = T> + Send + 'static,
) -> PyResult<T> {
    log::update_level(py)?;
    #[cfg(unix)]
    if let Some(hub) = gevent::hub(py)? {
        let result = gevent::wait(&hub, call);
        log::flush(py)?;
        return result;
    }
    // Only the main thread receives signals.
    let poll_signals = is_main_thread(py)?.then_some((SIGNAL_INTERVAL, || {
        Python::attach(|py| log::flush(py).and_then(|()| py.check_signals())).map_err(Stopped::Raised)
    }));
    let result = py.detach(|| ffi::block(call, poll_signals));
    log::flush(py)?;
    result.map_err(|stopped| match stopped {
        Stopped::Failed(error) => errors::exception(py, &error),
        Stopped::Raised(error) => error,
    })
}
