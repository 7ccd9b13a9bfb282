//! Notifies an event loop of finished calls: one wake-up for all of them.
//!
//! The I/O thread never runs Python code: it would wait for the interpreter, and so would all calls. No lock is held while
//! Python code runs, because a signal handler or a finalizer can interrupt it and call this code again.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;

use chat44mp::ffi::python::Cached;
use chat44mp::ffi::{Completions, ForkAware, PerProcess, Thread};
use pyo3::exceptions::PyNotImplementedError;
use pyo3::prelude::*;
use pyo3::types::{PyWeakrefMethods, PyWeakrefReference};

use crate::log;
use crate::wait::stepper::{Stepper, running_loop};
use crate::wait::waiter::{Settle, Waiter};

/// The results of the finished calls of one event loop.
pub(crate) struct Done {
    settled: Completions<(u64, Settle)>,
    /// Whether the loop drains the queue next in any case.
    awake: AtomicBool,
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
    /// Called on the I/O thread, or within a step.
    pub(crate) fn push(self: &Arc<Self>, number: u64, settle: Settle) {
        // The push that finds the queue empty wakes the loop, which then drains it.
        if !self.settled.push((number, settle)) || self.awake.load(Ordering::Relaxed) {
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

/// The loop that made the latest call, and its queue: nearly every program has one loop.
struct Latest {
    event_loop: Py<PyWeakrefReference>,
    queue: Py<PyWeakrefReference>,
}

static LATEST: Mutex<Option<Latest>> = Mutex::new(None);

impl Latest {
    fn queue_of<'py>(event_loop: &Bound<'py, PyAny>) -> Option<Bound<'py, CompletionQueue>> {
        let py = event_loop.py();
        let latest = lock(&LATEST);
        let Latest { event_loop: latest, queue } = latest.as_ref()?;
        latest.bind(py).upgrade().filter(|latest| latest.is(event_loop))?;
        let queue = queue.bind(py).upgrade()?.cast_into::<CompletionQueue>().ok()?;
        queue.get().process.get().is_some().then_some(queue)
    }

    fn set(event_loop: &Bound<'_, PyAny>, queue: &Bound<'_, CompletionQueue>) -> PyResult<()> {
        let latest = Latest {
            event_loop: PyWeakrefReference::new(event_loop)?.unbind(),
            queue: PyWeakrefReference::new(queue)?.unbind(),
        };
        lock(&LATEST).replace(latest);
        Ok(())
    }
}

/// The completion queue of one loop, and what waits for it.
#[pyclass(frozen, weakref)]
pub(crate) struct CompletionQueue {
    pub(crate) done: Arc<Done>,
    /// In a child process, the loop needs a new queue: the parent reads from this one.
    process: ForkAware<()>,
    next: AtomicU64,
    waiting: Mutex<HashMap<u64, Call>>,
    stepper: Option<Stepper>,
    #[cfg(unix)]
    woken: Option<std::os::unix::net::UnixStream>,
}

/// A pending call.
struct Call {
    waiter: Py<Waiter>,
    thread: Thread,
}

#[pymethods]
impl CompletionQueue {
    /// Resumes the tasks of all finished calls. Called only by the loop.
    fn drain(&self, py: Python<'_>) -> PyResult<()> {
        #[cfg(unix)]
        if let Some(mut woken) = self.woken.as_ref() {
            let _ = woken.read(&mut [0; 64]);
        }
        self.resume(py)
    }

    /// Runs calls, and resumes the tasks of those that have finished. Called only by the loop.
    fn run(&self, py: Python<'_>) -> PyResult<()> {
        if let Some(stepper) = self.stepper(Thread::EventLoop) {
            // What arrives in the queue meanwhile is drained below.
            self.done.awake.store(true, Ordering::Relaxed);
            stepper.step(py);
            self.done.awake.store(false, Ordering::Relaxed);
        }
        self.resume(py)
    }

    /// Runs calls whose timers have expired. Called only by the loop.
    fn tick(this: &Bound<'_, Self>, py: Python<'_>) -> PyResult<()> {
        let queue = this.get();
        let result = queue.run(py);
        let Some(stepper) = &queue.stepper else { return result };
        stepper.ticked();
        let is_pending = lock(&queue.waiting).values().any(|call| call.thread == Thread::EventLoop);
        if is_pending {
            stepper.keep_ticking(&running_loop(py)?, this)?;
        }
        result
    }
}

impl CompletionQueue {
    /// Returns the queue of `event_loop`, created on first use. It lives as long as the loop.
    pub(crate) fn of<'py>(event_loop: &Bound<'py, PyAny>) -> PyResult<Bound<'py, CompletionQueue>> {
        static QUEUES: Cached = Cached::new();
        let py = event_loop.py();
        if let Some(latest) = Latest::queue_of(event_loop) {
            return Ok(latest);
        }
        let queues = QUEUES.get_or_init(py, || py.import("weakref")?.call_method0("WeakKeyDictionary"))?;
        let existing = queues.call_method1(name!(py, "get"), (event_loop,))?;
        let queue = match existing.cast_into::<CompletionQueue>() {
            Ok(existing) if existing.get().process.get().is_some() => existing,
            _ => {
                let queue = CompletionQueue::open(event_loop)?;
                queues.set_item(event_loop, &queue)?;
                queue
            }
        };
        Latest::set(event_loop, &queue)?;
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
        let mut queue = CompletionQueue::new(Wake::Socket(wake));
        queue.woken = Some(woken);
        queue.stepper = Stepper::new(py)?;
        let queue = Bound::new(py, queue)?;
        match event_loop.call_method1("add_reader", (descriptor, queue.getattr("drain")?)) {
            Ok(_) => {}
            Err(error) if error.is_instance_of::<PyNotImplementedError>(py) => {
                return CompletionQueue::by_callback(event_loop);
            }
            Err(error) => return Err(error),
        }
        if let Some(stepper) = &queue.get().stepper {
            event_loop.call_method1("add_reader", (stepper.descriptor(), queue.getattr("run")?))?;
        }
        Ok(queue)
    }

    #[cfg(not(unix))]
    fn open<'py>(event_loop: &Bound<'py, PyAny>) -> PyResult<Bound<'py, CompletionQueue>> {
        CompletionQueue::by_callback(event_loop)
    }

    fn by_callback<'py>(event_loop: &Bound<'py, PyAny>) -> PyResult<Bound<'py, CompletionQueue>> {
        let py = event_loop.py();
        let weak = py.import("weakref")?.call_method1("ref", (event_loop,))?;
        let wake = Wake::Callback(weak.unbind(), waker()?);
        Bound::new(py, CompletionQueue::new(wake))
    }

    fn new(wake: Wake) -> CompletionQueue {
        CompletionQueue {
            done: Arc::new(Done { settled: Completions::default(), awake: AtomicBool::new(false), wake }),
            process: ForkAware::new(()),
            next: AtomicU64::new(0),
            waiting: Mutex::default(),
            stepper: None,
            #[cfg(unix)]
            woken: None,
        }
    }

    /// What runs calls in steps; `None` if they run on the I/O thread, as they also do if the loop has moved to another thread, or is
    /// the parent's.
    pub(crate) fn stepper(&self, thread: Thread) -> Option<&Stepper> {
        let is_own = thread == Thread::EventLoop && self.process.get().is_some();
        self.stepper.as_ref().filter(|stepper| is_own && stepper.is_here())
    }

    /// Stores a waiter until its call finishes; returns the number of the call.
    pub(crate) fn insert(&self, waiter: Py<Waiter>, thread: Thread) -> u64 {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        lock(&self.waiting).insert(number, Call { waiter, thread });
        number
    }

    /// Removes a waiter; `None` if its call has finished.
    pub(crate) fn remove(&self, number: u64) -> Option<Py<Waiter>> {
        lock(&self.waiting).remove(&number).map(|call| call.waiter)
    }

    /// Resumes the tasks of all finished calls.
    fn resume(&self, py: Python<'_>) -> PyResult<()> {
        let settled = self.done.settled.drain();
        let flushed = log::flush(py);
        let resume = || {
            settled.into_iter().fold(flushed, |result, (number, settle)| {
                // An exit from the program, by one task, must not affect the others.
                let Some(waiter) = self.remove(number) else { return result };
                result.and(Waiter::finish(waiter.bind(py), settle))
            })
        };
        match self.stepper(Thread::EventLoop) {
            Some(stepper) => stepper.resuming(py, resume),
            None => resume(),
        }
    }
}
