//! Calls on the thread of their event loop, which runs them in steps: no call wakes another thread.
//!
//! Only loops of the main thread do this, one after another, with one runtime: so they share connections.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread::{self, ThreadId};

use chat44mp::ffi::python::Cached;
use chat44mp::ffi::{PerProcess, Stepped, TICK, Task};
use pyo3::prelude::*;

use crate::wait::main_thread::is_main_thread;

/// The runtime of the main thread; `None` where it cannot be run in steps.
fn runtime() -> Option<&'static Stepped> {
    static RUNTIME: PerProcess<Option<Stepped>> = PerProcess::new();
    RUNTIME.get_or_init(Stepped::new).as_ref()
}

/// What runs the calls of one event loop in steps.
pub(crate) struct Stepper {
    runtime: &'static Stepped,
    thread: ThreadId,
    /// Whether tasks are being resumed. The calls that they start then first run afterwards, in one step.
    resuming: AtomicBool,
    /// Whether a call was started since the last step.
    started: AtomicBool,
    ticking: AtomicBool,
}

impl Stepper {
    /// Creates one for a loop that runs on this thread; `None` where calls run on the I/O thread.
    pub(crate) fn new(py: Python<'_>) -> PyResult<Option<Stepper>> {
        let runtime = if is_main_thread(py)? { runtime() } else { None };
        Ok(runtime.map(|runtime| Stepper {
            runtime,
            thread: thread::current().id(),
            resuming: AtomicBool::new(false),
            started: AtomicBool::new(false),
            ticking: AtomicBool::new(false),
        }))
    }

    /// The descriptor that is readable when a step has something to do.
    pub(crate) fn descriptor(&self) -> std::ffi::c_int {
        self.runtime.descriptor()
    }

    /// Whether this is still the thread of the loop.
    pub(crate) fn is_here(&self) -> bool {
        thread::current().id() == self.thread
    }

    /// Starts a call.
    pub(crate) fn start(&self, py: Python<'_>, call: impl Future<Output = ()> + Send + 'static) -> Task {
        let task = self.runtime.spawn(call);
        self.advance(py);
        task
    }

    /// Lets the loop call `queue.tick` soon, unless it already will.
    pub(crate) fn keep_ticking(
        &self,
        event_loop: &Bound<'_, PyAny>,
        queue: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        if !self.ticking.load(Relaxed) {
            let py = queue.py();
            let (delay, tick) = (TICK.as_secs_f64(), queue.getattr(name!(py, "tick"))?);
            event_loop.call_method1(name!(py, "call_later"), (delay, tick))?;
            self.ticking.store(true, Relaxed);
        }
        Ok(())
    }

    /// Notes that the loop has called `tick`.
    pub(crate) fn ticked(&self) {
        self.ticking.store(false, Relaxed);
    }

    /// Runs what was started or stopped: immediately, or when the tasks that are being resumed have run.
    pub(crate) fn advance(&self, py: Python<'_>) {
        self.started.store(true, Relaxed);
        if !self.resuming.load(Relaxed) {
            self.step(py);
        }
    }

    /// Runs the calls until they wait for something.
    pub(crate) fn step(&self, py: Python<'_>) {
        self.started.store(false, Relaxed);
        py.detach(|| self.runtime.step());
    }

    /// Resumes tasks, and runs the calls that they start.
    pub(crate) fn resuming<T>(&self, py: Python<'_>, resume: impl FnOnce() -> T) -> T {
        // A task can run the loop itself.
        let outer = self.resuming.swap(true, Relaxed);
        let result = resume();
        self.resuming.store(outer, Relaxed);
        if self.started.load(Relaxed) {
            self.step(py);
        }
        result
    }
}

/// Returns the event loop that runs on this thread.
pub(crate) fn running_loop(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    static RUNNING_LOOP: Cached = Cached::new();
    RUNNING_LOOP.import(py, "asyncio", "get_running_loop")?.call0()
}
