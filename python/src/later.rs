//! Calls in asyncio: a coroutine for each, one I/O thread for all, and one wake-up of the loop for all that is done.
//!
//! `asyncio.Future`s are made, settled and dropped by the loop's own thread only: the I/O thread knows a call by its
//! number. So nothing here can meet a loop that was closed, and cancelling cannot race with settling.

use std::collections::HashMap;
use std::future::Future;
use std::io::{Read, Write};
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chat44mp::{Error, ffi};
use pyo3::exceptions::{PyNotImplementedError, PyRuntimeError, PyRuntimeWarning, PyStopIteration};
use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::{IntoPyObjectExt, intern, type_hint_identifier, type_hint_subscript};

use crate::{errors, log};

/// Makes the value or the exception, on the loop's thread.
pub(crate) type Settle = Box<dyn FnOnce(Python<'_>) -> PyResult<Py<PyAny>> + Send>;

/// A call on its way.
type Running = Pin<Box<dyn Future<Output = Settle> + Send>>;

/// Begins a call.
type Start = Box<dyn FnOnce(Python<'_>) -> PyResult<Running> + Send>;

/// A coroutine that gives a `T`.
pub(crate) struct Later<T>(State, PhantomData<T>);

impl<T> Later<T> {
    /// Anything that a loop can wait for.
    pub(crate) fn new(start: impl FnOnce(Python<'_>) -> PyResult<Running> + Send + 'static) -> Later<T> {
        Later(State::New(Box::new(start)), PhantomData)
    }

    /// A call, begun when it is first awaited, and what its value becomes.
    pub(crate) fn call<F, V>(
        call: impl FnOnce() -> Result<F, Error> + Send + 'static,
        into: fn(V) -> T,
    ) -> Later<T>
    where
        F: Future<Output = Result<V, Error>> + Send + 'static,
        V: Send + 'static,
        T: for<'py> IntoPyObject<'py> + 'static,
    {
        Later::new(move |py| {
            let call = call().map_err(|error| errors::exception(py, &error))?;
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

impl<T: for<'py> IntoPyObject<'py> + Send + 'static> Later<T> {
    /// A value that is there already.
    pub(crate) fn ready(value: T) -> Later<T> {
        Later(State::Ready(Box::new(|py| value.into_py_any(py))), PhantomData)
    }
}

impl<'py, T: IntoPyObject<'py>> IntoPyObject<'py> for Later<T> {
    type Target = Coroutine;
    type Output = Bound<'py, Coroutine>;
    type Error = PyErr;

    const OUTPUT_TYPE: PyStaticExpr = type_hint_subscript!(
        type_hint_identifier!("collections.abc", "Coroutine"),
        type_hint_identifier!("typing", "Any"),
        type_hint_identifier!("typing", "Any"),
        T::OUTPUT_TYPE
    );

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Self::Output> {
        Bound::new(py, Coroutine(Mutex::new(self.0)))
    }
}

enum State {
    New(Start),
    Ready(Settle),
    Waiting(Waiting),
    Done,
}

struct Waiting {
    /// The future's own iterator: what asyncio drives.
    steps: Py<PyAny>,
    port: Py<Port>,
    number: u64,
    task: ffi::Task,
}

/// What a call in asyncio is: awaitable, and a coroutine to `create_task` and its like.
#[pyclass(module = "chat44mp")]
pub(crate) struct Coroutine(
    // Never locked: a coroutine is driven by one task at a time, and Python sees to it.
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

    /// How asyncio cancels: the call is stopped on the wire.
    #[pyo3(signature = (*exception))]
    fn throw(&mut self, py: Python<'_>, exception: &Bound<'_, pyo3::types::PyTuple>) -> PyResult<Py<PyAny>> {
        match self.stop(py) {
            Some(steps) => steps.bind(py).call_method1(intern!(py, "throw"), exception).map(Bound::unbind),
            None => Err(raised(exception)?),
        }
    }

    fn close(&mut self, py: Python<'_>) {
        self.stop(py);
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
            State::New(start) => {
                let waiting = Waiting::begin(py, start)?;
                let step = waiting.steps.call_method0(py, intern!(py, "__next__"));
                *self.state() = State::Waiting(waiting);
                step
            }
            State::Ready(value) => Err(PyStopIteration::new_err((value(py)?,))),
            State::Waiting(waiting) => {
                let step = waiting.steps.call_method0(py, intern!(py, "__next__"));
                // An exception is the end, `StopIteration` with the value too.
                if step.is_ok() {
                    *self.state() = State::Waiting(waiting);
                }
                step
            }
            State::Done => Err(PyRuntimeError::new_err("cannot reuse already awaited coroutine")),
        }
    }

    fn stop(&mut self, py: Python<'_>) -> Option<Py<PyAny>> {
        match self.take() {
            State::Waiting(waiting) => {
                waiting.task.stop();
                waiting.port.get().forget(waiting.number);
                Some(waiting.steps.clone_ref(py))
            }
            _ => None,
        }
    }
}

impl Drop for Coroutine {
    fn drop(&mut self) {
        match self.state() {
            State::Waiting(waiting) => {
                waiting.task.stop();
                waiting.port.get().forget(waiting.number);
            }
            State::New(_) => {
                let _ = Python::try_attach(|py| {
                    let warning = py.get_type::<PyRuntimeWarning>();
                    let text = c"a call of chat44mp was never awaited";
                    if let Err(error) = PyErr::warn(py, &warning, text, 1) {
                        error.write_unraisable(py, None);
                    }
                });
            }
            State::Ready(_) | State::Done => {}
        }
    }
}

/// The exception that `throw(exception)` or `throw(type, value, traceback)` means.
fn raised(arguments: &Bound<'_, pyo3::types::PyTuple>) -> PyResult<PyErr> {
    let exception = match arguments.get_item(1) {
        Ok(value) if !value.is_none() => value,
        _ => arguments.get_item(0)?,
    };
    Ok(PyErr::from_value(exception))
}

impl Waiting {
    fn begin(py: Python<'_>, start: Start) -> PyResult<Waiting> {
        static RUNNING_LOOP: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        log::look(py)?;
        let running = start(py)?;
        let event_loop = RUNNING_LOOP.import(py, "asyncio", "get_running_loop")?.call0()?;
        let port = Port::of(&event_loop)?;
        let future = event_loop.call_method0(intern!(py, "create_future"))?;
        let steps = future.call_method0(intern!(py, "__await__"))?.unbind();
        let number = port.get().keep(future.unbind());
        let done = Arc::clone(&port.get().done);
        let task = ffi::spawn(async move {
            let settle = running.await;
            done.push(number, settle);
        });
        let task = task.map_err(|error| errors::exception(py, &error))?;
        Ok(Waiting { steps, port: port.unbind(), number, task })
    }
}

/// What the I/O thread has done for one loop.
struct Done {
    settled: Mutex<Vec<(u64, Settle)>>,
    wake: Wake,
}

/// How the loop is told that something is done.
enum Wake {
    /// By a byte on a socket that the loop watches.
    #[cfg(unix)]
    Socket(std::os::unix::net::UnixStream),
    /// By a callback, on loops that cannot watch sockets. Refers to the loop weakly: it must not live for this.
    Callback(Py<PyAny>),
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Done {
    fn push(&self, number: u64, settle: Settle) {
        let mut settled = lock(&self.settled);
        settled.push((number, settle));
        // Whoever finds it empty wakes the loop; it takes all there is.
        if settled.len() > 1 {
            return;
        }
        drop(settled);
        match &self.wake {
            #[cfg(unix)]
            Wake::Socket(socket) => {
                // Nobody listens any more once the loop is closed, and nobody needs to.
                let _ = (&*socket).write(&[1]);
            }
            Wake::Callback(event_loop) => {
                // It fails once the loop is closed; nobody waits then.
                let _ = Python::try_attach(|py| {
                    let event_loop = event_loop.bind(py).call0()?;
                    let drain = Port::of(&event_loop)?.getattr(intern!(py, "drain"))?;
                    event_loop.call_method1(intern!(py, "call_soon_threadsafe"), (drain,)).map(drop)
                });
            }
        }
    }
}

/// Where one loop gets what is done for it.
#[pyclass(frozen)]
struct Port {
    done: Arc<Done>,
    next: AtomicU64,
    waiting: Mutex<HashMap<u64, Py<PyAny>>>,
    #[cfg(unix)]
    woken: Option<std::os::unix::net::UnixStream>,
}

#[pymethods]
impl Port {
    /// Settles the futures of all that is done.
    fn drain(&self, py: Python<'_>) -> PyResult<()> {
        #[cfg(unix)]
        if let Some(mut woken) = self.woken.as_ref() {
            let _ = woken.read(&mut [0; 64]);
        }
        log::flush(py)?;
        let settled = std::mem::take(&mut *lock(&self.done.settled));
        for (number, settle) in settled {
            let Some(future) = self.forget(number) else { continue };
            let future = future.bind(py);
            // It is done already when it was cancelled, and its task has not heard of it yet.
            if future.call_method0(intern!(py, "done"))?.is_truthy()? {
                continue;
            }
            match settle(py) {
                Ok(value) => future.call_method1(intern!(py, "set_result"), (value,))?,
                Err(error) => future.call_method1(intern!(py, "set_exception"), (error.into_value(py),))?,
            };
        }
        Ok(())
    }
}

impl Port {
    /// The one of `event_loop`, made when it is first needed. It lives as long as the loop does.
    fn of<'py>(event_loop: &Bound<'py, PyAny>) -> PyResult<Bound<'py, Port>> {
        static PORTS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let py = event_loop.py();
        let ports = PORTS.get_or_try_init(py, || {
            py.import("weakref")?.call_method0("WeakKeyDictionary").map(Bound::unbind)
        })?;
        let ports = ports.bind(py);
        let known = ports.call_method1(intern!(py, "get"), (event_loop,))?;
        if !known.is_none() {
            return Ok(known.cast_into()?);
        }
        let port = Port::open(event_loop)?;
        ports.set_item(event_loop, &port)?;
        Ok(port)
    }

    #[cfg(unix)]
    fn open<'py>(event_loop: &Bound<'py, PyAny>) -> PyResult<Bound<'py, Port>> {
        use std::os::fd::AsRawFd;

        let py = event_loop.py();
        let (wake, woken) = std::os::unix::net::UnixStream::pair()?;
        wake.set_nonblocking(true)?;
        woken.set_nonblocking(true)?;
        let descriptor = woken.as_raw_fd();
        let port = Bound::new(py, Port::new(Wake::Socket(wake), Some(woken)))?;
        match event_loop.call_method1("add_reader", (descriptor, port.getattr("drain")?)) {
            Ok(_) => Ok(port),
            Err(error) if error.is_instance_of::<PyNotImplementedError>(py) => Port::by_callback(event_loop),
            Err(error) => Err(error),
        }
    }

    #[cfg(not(unix))]
    fn open<'py>(event_loop: &Bound<'py, PyAny>) -> PyResult<Bound<'py, Port>> {
        Port::by_callback(event_loop)
    }

    fn by_callback<'py>(event_loop: &Bound<'py, PyAny>) -> PyResult<Bound<'py, Port>> {
        let py = event_loop.py();
        let weak = py.import("weakref")?.call_method1("ref", (event_loop,))?;
        let wake = Wake::Callback(weak.unbind());
        Bound::new(
            py,
            Port::new(
                wake,
                #[cfg(unix)]
                None,
            ),
        )
    }

    fn new(wake: Wake, #[cfg(unix)] woken: Option<std::os::unix::net::UnixStream>) -> Port {
        Port {
            done: Arc::new(Done { settled: Mutex::default(), wake }),
            next: AtomicU64::new(0),
            waiting: Mutex::default(),
            #[cfg(unix)]
            woken,
        }
    }

    /// Keeps a future until its call is done; gives the call's number.
    fn keep(&self, future: Py<PyAny>) -> u64 {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        lock(&self.waiting).insert(number, future);
        number
    }

    fn forget(&self, number: u64) -> Option<Py<PyAny>> {
        lock(&self.waiting).remove(&number)
    }
}
