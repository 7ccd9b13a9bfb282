//! Calls in asyncio. Each is a coroutine; one wake-up of the event loop serves all finished calls.
//!
//! Only the thread of the event loop creates, finishes and drops what a task waits for; what runs a call refers to it by
//! number. So a closed loop is never used, and cancelling cannot race with finishing.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use chat44mp::ffi::Thread;
use chat44mp::ffi::python::hint;
use chat44mp::{Error, ffi};
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::{PyRuntimeError, PyRuntimeWarning, PyStopIteration};
use pyo3::prelude::*;

use crate::log;
use crate::wait::completions::CompletionQueue;
use crate::wait::stepper::running_loop;
use crate::wait::waiter::{Settle, Waiter};
use chat44mp::ffi::exceptions as errors;

/// A call in flight.
type Running = Pin<Box<dyn Future<Output = Settle> + Send>>;

/// Starts a call.
type Start = Box<dyn FnOnce(Python<'_>) -> PyResult<Running> + Send>;

/// A coroutine that returns a `T`.
pub(crate) struct Pending<T>(State, PhantomData<T>);

impl<T> Pending<T> {
    /// A coroutine that runs what `start` returns.
    pub(crate) fn new(
        thread: Thread,
        start: impl FnOnce(Python<'_>) -> PyResult<Running> + Send + 'static,
    ) -> Pending<T> {
        Pending(State::New(thread, Box::new(start)), PhantomData)
    }

    /// A call that starts when it is first awaited; `into` converts its value.
    pub(crate) fn call<F, V>(
        thread: Thread,
        call: impl FnOnce(Python<'_>) -> PyResult<F> + Send + 'static,
        into: fn(V) -> T,
    ) -> Pending<T>
    where
        F: Future<Output = Result<V, Error>> + Send + 'static,
        V: Send + 'static,
        T: for<'py> IntoPyObject<'py> + 'static,
    {
        Pending::new(thread, move |py| {
            let call = call(py)?;
            Ok(Box::pin(async move {
                let result = call.await;
                Box::new(move |py: Python<'_>| match result {
                    Ok(value) => into(value).into_py_any(py),
                    Err(error) => Err(errors::exception(py, &error)),
                }) as Settle
            }))
        })
    }
}

impl<T: for<'py> IntoPyObject<'py> + Send + 'static> Pending<T> {
    /// A coroutine that returns `value` immediately.
    pub(crate) fn ready(value: T) -> Pending<T> {
        Pending(State::Ready(Box::new(|py| value.into_py_any(py))), PhantomData)
    }
}

impl<'py, T: IntoPyObject<'py>> IntoPyObject<'py> for Pending<T> {
    type Target = Coroutine;
    type Output = Bound<'py, Coroutine>;
    type Error = PyErr;

    hint!(
        OUTPUT_TYPE = type_hint_subscript!(
            type_hint_identifier!("collections.abc", "Coroutine"),
            // `Any` here would make mypy infer `Any` for the results of `asyncio.gather`.
            NONE,
            NONE,
            T::OUTPUT_TYPE
        )
    );

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Self::Output> {
        Bound::new(py, Coroutine(Mutex::new(self.0)))
    }
}

enum State {
    New(Thread, Start),
    Ready(Settle),
    Waiting(Waiting),
    Done,
}

struct Waiting {
    waiter: Py<Waiter>,
    queue: Py<CompletionQueue>,
    number: u64,
    thread: Thread,
    task: ffi::Task,
}

/// A call in asyncio, which implements the coroutine protocol.
#[pyclass(module = "chat44mp")]
pub(crate) struct Coroutine(
    // Never locked: `&mut self` is an exclusive borrow.
    Mutex<State>,
);

#[pymethods]
impl Coroutine {
    fn __await__(this: Py<Self>) -> Py<Self> {
        this
    }

    fn __iter__(this: Py<Self>) -> Py<Self> {
        this
    }

    fn __next__(&mut self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.step(py)
    }

    fn send(&mut self, py: Python<'_>, _value: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        self.step(py)
    }

    /// Aborts the request: asyncio cancels a coroutine with `throw`.
    #[pyo3(signature = (*exception))]
    fn throw(&mut self, exception: &Bound<'_, pyo3::types::PyTuple>) -> PyResult<Py<PyAny>> {
        self.stop();
        Err(raised(exception)?)
    }

    fn close(&mut self) {
        self.stop();
    }
}

impl Coroutine {
    fn state(&mut self) -> &mut State {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&mut self) -> State {
        std::mem::replace(self.state(), State::Done)
    }

    fn step(&mut self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        match self.take() {
            State::New(thread, start) => {
                let waiting = Waiting::start(py, thread, start)?;
                let waiter = waiting.waiter.clone_ref(py).into_any();
                *self.state() = State::Waiting(waiting);
                Ok(waiter)
            }
            State::Ready(value) => Err(PyStopIteration::new_err((value(py)?,))),
            State::Waiting(waiting) => match waiting.waiter.get().take() {
                Some(settle) => Err(PyStopIteration::new_err((settle(py)?,))),
                None => {
                    *self.state() = State::Waiting(waiting);
                    Err(PyRuntimeError::new_err("await wasn't used with future"))
                }
            },
            State::Done => Err(PyRuntimeError::new_err("cannot reuse already awaited coroutine")),
        }
    }

    fn stop(&mut self) {
        if let State::Waiting(waiting) = self.take() {
            waiting.stop();
        }
    }
}

impl Drop for Coroutine {
    fn drop(&mut self) {
        match self.state() {
            State::Waiting(waiting) => waiting.stop(),
            State::New(..) => {
                let _ = Python::try_attach(|py| {
                    let warning = py.get_type::<PyRuntimeWarning>();
                    let text = c"a chat44mp call was never awaited";
                    if let Err(error) = PyErr::warn(py, &warning, text, 1) {
                        error.write_unraisable(py, None);
                    }
                });
            }
            State::Ready(_) | State::Done => {}
        }
    }
}

/// Returns the exception of `throw(exception)` or `throw(type, value, traceback)`.
fn raised(arguments: &Bound<'_, pyo3::types::PyTuple>) -> PyResult<PyErr> {
    let exception = match arguments.get_item(1) {
        Ok(value) if !value.is_none() => value,
        _ => arguments.get_item(0)?,
    };
    Ok(PyErr::from_value(exception))
}

impl Waiting {
    fn start(py: Python<'_>, thread: Thread, start: Start) -> PyResult<Waiting> {
        log::update_level(py)?;
        let running = start(py)?;
        let event_loop = running_loop(py)?;
        let queue = CompletionQueue::of(&event_loop)?;
        let waiter = Py::new(py, Waiter::new(event_loop.clone().unbind()))?;
        let number = queue.get().insert(waiter.clone_ref(py), thread);
        let done = Arc::clone(&queue.get().done);
        let call = async move {
            let settle = running.await;
            done.push(number, settle);
        };
        let task = match queue.get().stepper(thread) {
            Some(stepper) => {
                stepper.keep_ticking(&event_loop, &queue)?;
                stepper.start(py, call)
            }
            None => ffi::spawn(call).map_err(|error| errors::exception(py, &error))?,
        };
        Ok(Waiting { waiter, queue: queue.unbind(), number, thread, task })
    }

    /// Aborts the request, unless the call has finished.
    fn stop(&self) {
        let queue = self.queue.get();
        self.task.stop();
        if queue.remove(self.number).is_some()
            && let Some(stepper) = queue.stepper(self.thread)
        {
            // Not when the interpreter exits.
            let _ = Python::try_attach(|py| stepper.advance(py));
        }
    }
}
