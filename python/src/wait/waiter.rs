//! What a task of asyncio waits for.

use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chat44mp::ffi::python::Cached;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// Creates the value or the exception, on the thread of the event loop.
pub(crate) type Settle = Box<dyn FnOnce(Python<'_>) -> PyResult<Py<PyAny>> + Send>;

/// The end of one call, for which one task waits: the methods of `asyncio.Future` that a task calls.
///
/// A future resumes its task in the next iteration of the loop; this resumes it in the iteration in which the call has finished,
/// which saves the loop a poll.
#[pyclass(frozen, module = "chat44mp")]
pub(crate) struct Waiter {
    event_loop: Py<PyAny>,
    blocking: AtomicBool,
    state: Mutex<State>,
}

enum State {
    Waiting(Option<Resume>),
    Finished(Settle),
    /// With the message of the cancellation.
    Cancelled(Option<Py<PyAny>>),
    /// The result was taken.
    Taken,
}

/// Resumes the task.
struct Resume {
    callback: Py<PyAny>,
    context: Option<Py<PyAny>>,
}

impl Waiter {
    pub(crate) fn new(event_loop: Py<PyAny>) -> Waiter {
        Waiter { event_loop, blocking: AtomicBool::new(true), state: Mutex::new(State::Waiting(None)) }
    }

    /// The result, once the call has finished.
    pub(crate) fn take(&self) -> Option<Settle> {
        let mut state = self.state();
        match mem::replace(&mut *state, State::Taken) {
            State::Finished(settle) => Some(settle),
            other => {
                *state = other;
                None
            }
        }
    }

    /// Stores the result and resumes the task. Does nothing after a cancellation.
    ///
    /// Fails only if the task leaves the program.
    pub(crate) fn finish(this: &Bound<'_, Waiter>, settle: Settle) -> PyResult<()> {
        let resume = {
            let mut state = this.get().state();
            let State::Waiting(resume) = &mut *state else { return Ok(()) };
            let resume = resume.take();
            *state = State::Finished(settle);
            resume
        };
        let Some(Resume { callback, context }) = resume else { return Ok(()) };
        let py = this.py();
        match context {
            Some(context) => context.call_method1(py, name!(py, "run"), (callback, this)),
            None => callback.call1(py, (this,)),
        }
        .map(drop)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Resumes the task in the next iteration of the loop, like a future.
    fn schedule(this: &Bound<'_, Waiter>, Resume { callback, context }: Resume) -> PyResult<()> {
        let py = this.py();
        let keywords = PyDict::new(py);
        keywords.set_item(name!(py, "context"), context)?;
        let event_loop = this.get().event_loop.bind(py);
        event_loop.call_method(name!(py, "call_soon"), (callback, this), Some(&keywords)).map(drop)
    }
}

#[pymethods]
impl Waiter {
    /// Whether a task has not yet begun to wait.
    #[getter(_asyncio_future_blocking)]
    fn blocking(&self) -> bool {
        self.blocking.load(Ordering::Relaxed)
    }

    #[setter(_asyncio_future_blocking)]
    fn set_blocking(&self, blocking: bool) {
        self.blocking.store(blocking, Ordering::Relaxed);
    }

    fn get_loop(&self, py: Python<'_>) -> Py<PyAny> {
        self.event_loop.clone_ref(py)
    }

    #[pyo3(signature = (callback, *, context = None))]
    fn add_done_callback(
        this: &Bound<'_, Self>,
        callback: Py<PyAny>,
        context: Option<Py<PyAny>>,
    ) -> PyResult<()> {
        let resume = Resume { callback, context };
        match &mut *this.get().state() {
            State::Waiting(waiting) => {
                *waiting = Some(resume);
                return Ok(());
            }
            State::Finished(_) | State::Cancelled(_) | State::Taken => {}
        }
        Waiter::schedule(this, resume)
    }

    /// Ends the wait; the coroutine then aborts the request.
    #[pyo3(signature = (msg = None))]
    fn cancel(this: &Bound<'_, Self>, msg: Option<Py<PyAny>>) -> PyResult<bool> {
        let resume = {
            let mut state = this.get().state();
            let State::Waiting(resume) = &mut *state else { return Ok(false) };
            let resume = resume.take();
            *state = State::Cancelled(msg);
            resume
        };
        resume.map_or(Ok(()), |resume| Waiter::schedule(this, resume)).map(|()| true)
    }

    /// Fails after a cancellation. The coroutine returns the result itself.
    fn result(&self, py: Python<'_>) -> PyResult<()> {
        static CANCELLED: Cached = Cached::new();
        let message = match &*self.state() {
            State::Cancelled(message) => message.as_ref().map(|message| message.clone_ref(py)),
            State::Waiting(_) | State::Finished(_) | State::Taken => return Ok(()),
        };
        let class = CANCELLED.import(py, "asyncio", "CancelledError")?;
        let error = match message {
            Some(message) => class.call1((message,)),
            None => class.call0(),
        };
        Err(PyErr::from_value(error?))
    }
}
