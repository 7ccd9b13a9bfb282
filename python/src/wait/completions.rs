//! Notifies an event loop of finished calls: one wake-up for all of them.
//!
//! The I/O thread never runs Python code: it would wait for the interpreter, and so would all calls. No lock is held while
//! Python code runs, because a signal handler or a finalizer can interrupt it and call this code again.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;

use chat44mp::ffi::python::Cached;
use chat44mp::ffi::{Completions, ForkAware, PerProcess};
use pyo3::exceptions::PyNotImplementedError;
use pyo3::prelude::*;

use crate::log;
use crate::wait::waiter::{Settle, Waiter};

/// The results of the finished calls of one event loop.
pub(crate) struct Done {
    settled: Completions<(u64, Settle)>,
    wake: Wake,
}

/// Wakes the event loop.
enum Wake {
    /// Writes a byte to a socket that the loop watches.
    #[cfg(unix)]
    Socket(std::os::unix::net::UnixStream),
    /// Calls the loop's `call_soon_threadsafe`, for loops that cannot watch sockets. Holds a weak reference to the loop.
    Callback(Py<PyAny>, mpsc::Sender<Arc<Done>>),
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Done {
    /// Called on the I/O thread.
    pub(crate) fn push(self: &Arc<Self>, number: u64, settle: Settle) {
        // The push that finds the queue empty wakes the loop, which then drains it.
        if !self.settled.push((number, settle)) {
            return;
        }
        match &self.wake {
            #[cfg(unix)]
            Wake::Socket(socket) => {
                // Fails if the loop is closed; nothing waits then.
                let _ = (&*socket).write(&[1]);
            }
            Wake::Callback(_, waker) => {
                let _ = waker.send(Arc::clone(self));
            }
        }
    }

    /// Schedules `drain` on the loop. Does nothing for a loop that watches a socket, or is closed.
    fn call_back(&self) {
        let Wake::Callback(event_loop, _) = &self.wake else { return };
        // Fails if the loop is closed; nothing waits then.
        let _ = Python::try_attach(|py| {
            let event_loop = event_loop.bind(py).call0()?;
            let drain = CompletionQueue::of(&event_loop)?.getattr(name!(py, "drain"))?;
            event_loop.call_method1(name!(py, "call_soon_threadsafe"), (drain,)).map(drop)
        });
    }
}

/// Returns the thread that runs callbacks: it waits for the interpreter, which the I/O thread must not do.
fn waker() -> PyResult<mpsc::Sender<Arc<Done>>> {
    static WAKER: PerProcess<mpsc::Sender<Arc<Done>>> = PerProcess::new();
    let waker = WAKER.get_or_try_init(|| {
        let (sender, receiver) = mpsc::channel::<Arc<Done>>();
        let call_back = move || receiver.iter().for_each(|done| done.call_back());
        thread::Builder::new().name("chat44mp-wake".into()).spawn(call_back).map(|_| sender)
    });
    Ok(waker?.clone())
}

/// The completion queue of one loop, and what waits for it.
#[pyclass(frozen)]
pub(crate) struct CompletionQueue {
    pub(crate) done: Arc<Done>,
    /// In a child process, the loop needs a new queue: the parent reads from this one.
    process: ForkAware<()>,
    next: AtomicU64,
    waiting: Mutex<HashMap<u64, Py<Waiter>>>,
    #[cfg(unix)]
    woken: Option<std::os::unix::net::UnixStream>,
}

#[pymethods]
impl CompletionQueue {
    /// Resumes the tasks of all finished calls. Called only by the loop.
    fn drain(&self, py: Python<'_>) -> PyResult<()> {
        #[cfg(unix)]
        if let Some(mut woken) = self.woken.as_ref() {
            let _ = woken.read(&mut [0; 64]);
        }
        let settled = self.done.settled.drain();
        let mut result = log::flush(py);
        for (number, settle) in settled {
            // An exit from the program, by one task, must not affect the others.
            let Some(waiter) = self.remove(number) else { continue };
            result = result.and(Waiter::finish(waiter.bind(py), settle));
        }
        result
    }
}

impl CompletionQueue {
    /// Returns the queue of `event_loop`, created on first use. It lives as long as the loop.
    pub(crate) fn of<'py>(event_loop: &Bound<'py, PyAny>) -> PyResult<Bound<'py, CompletionQueue>> {
        static QUEUES: Cached = Cached::new();
        let py = event_loop.py();
        let queues = QUEUES.get_or_init(py, || py.import("weakref")?.call_method0("WeakKeyDictionary"))?;
        let existing = queues.call_method1(name!(py, "get"), (event_loop,))?;
        if let Ok(existing) = existing.cast_into::<CompletionQueue>()
            && existing.get().process.get().is_some()
        {
            return Ok(existing);
        }
        let queue = CompletionQueue::open(event_loop)?;
        queues.set_item(event_loop, &queue)?;
        Ok(queue)
    }

    #[cfg(unix)]
    fn open<'py>(event_loop: &Bound<'py, PyAny>) -> PyResult<Bound<'py, CompletionQueue>> {
        use std::os::fd::AsRawFd;

        let py = event_loop.py();
        let (wake, woken) = std::os::unix::net::UnixStream::pair()?;
        wake.set_nonblocking(true)?;
        woken.set_nonblocking(true)?;
        let descriptor = woken.as_raw_fd();
        let queue = Bound::new(py, CompletionQueue::new(Wake::Socket(wake), Some(woken)))?;
        match event_loop.call_method1("add_reader", (descriptor, queue.getattr("drain")?)) {
            Ok(_) => Ok(queue),
            Err(error) if error.is_instance_of::<PyNotImplementedError>(py) => {
                CompletionQueue::by_callback(event_loop)
            }
            Err(error) => Err(error),
        }
    }

    #[cfg(not(unix))]
    fn open<'py>(event_loop: &Bound<'py, PyAny>) -> PyResult<Bound<'py, CompletionQueue>> {
        CompletionQueue::by_callback(event_loop)
    }

    fn by_callback<'py>(event_loop: &Bound<'py, PyAny>) -> PyResult<Bound<'py, CompletionQueue>> {
        let py = event_loop.py();
        let weak = py.import("weakref")?.call_method1("ref", (event_loop,))?;
        let wake = Wake::Callback(weak.unbind(), waker()?);
        Bound::new(
            py,
            CompletionQueue::new(
                wake,
                #[cfg(unix)]
                None,
            ),
        )
    }

    fn new(wake: Wake, #[cfg(unix)] woken: Option<std::os::unix::net::UnixStream>) -> CompletionQueue {
        CompletionQueue {
            done: Arc::new(Done { settled: Completions::default(), wake }),
            process: ForkAware::new(()),
            next: AtomicU64::new(0),
            waiting: Mutex::default(),
            #[cfg(unix)]
            woken,
        }
    }

    /// Stores a waiter until its call finishes; returns the number of the call.
    pub(crate) fn insert(&self, waiter: Py<Waiter>) -> u64 {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        lock(&self.waiting).insert(number, waiter);
        number
    }

    pub(crate) fn remove(&self, number: u64) -> Option<Py<Waiter>> {
        lock(&self.waiting).remove(&number)
    }
}
