//! Blocking calls: the calling thread waits without the GIL.

use std::cell::RefCell;
use std::future::Future;
use std::time::Duration;

use chat44mp::Error;
use chat44mp::ffi::{self, ForkAware};
use pyo3::prelude::*;

use crate::log;
#[cfg(unix)]
use crate::wait::gevent;
use chat44mp::ffi::exceptions as errors;

/// How often a waiting main thread checks for Ctrl-C.
const TICK: Duration = Duration::from_millis(50);

/// Why a call has no value.
enum Ended {
    Failed(Error),
    /// A signal handler (or a log handler) raised.
    Raised(PyErr),
}

impl From<Error> for Ended {
    fn from(error: Error) -> Ended {
        Ended::Failed(error)
    }
}

/// Waits for `call`. A signal that raises stops it on the wire.
pub(crate) fn wait<T: Send + 'static>(
    py: Python<'_>,
    call: impl Future<Output = T> + Send + 'static,
) -> PyResult<T> {
    log::look(py)?;
    #[cfg(unix)]
    if let Some(hub) = gevent::hub(py)? {
        let result = gevent::wait(&hub, call);
        log::flush(py)?;
        return result;
    }
    // Only the main thread receives signals.
    let look = is_main_thread(py)?.then_some((TICK, || {
        Python::attach(|py| log::flush(py).and_then(|()| py.check_signals())).map_err(Ended::Raised)
    }));
    let result = py.detach(|| ffi::block(call, look));
    log::flush(py)?;
    result.map_err(|ended| match ended {
        Ended::Failed(error) => errors::exception(py, &error),
        Ended::Raised(error) => error,
    })
}

fn is_main_thread(py: Python<'_>) -> PyResult<bool> {
    // The thread that forks becomes the main thread of the child, so the result is valid in one process only.
    thread_local! {
        static KNOWN: RefCell<Option<ForkAware<bool>>> = const { RefCell::new(None) };
    }
    let known = KNOWN.with_borrow(|known| known.as_ref().and_then(ForkAware::get).copied());
    if let Some(is_main) = known {
        return Ok(is_main);
    }
    // Without `threading` imported, this counts as the main thread: checking signals on another one is harmless.
    let ask = |name| -> PyResult<Option<Bound<'_, PyAny>>> {
        log::loaded(py, name!(py, "threading"), name)?.map(|ask| ask.call0()).transpose()
    };
    let (Some(this), Some(main)) = (ask(name!(py, "current_thread"))?, ask(name!(py, "main_thread"))?) else {
        return Ok(true);
    };
    let is_main = this.is(&main);
    KNOWN.set(Some(ForkAware::new(is_main)));
    Ok(is_main)
}
