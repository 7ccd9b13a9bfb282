//! Delivers log lines, and events for hooks, on a dedicated thread, because a sink can block, or make a call and wait for it.
//!
//! The same thread also drops the sinks, because that can run user code. No other thread of this library runs user code,
//! and no lock is held while it runs.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread;

use chat44mp::ffi::{PerProcess, StderrLog};
use chat44mp::{Event, HookEvent, Level, LogFields, RequestEvent, ResponseEvent};

/// Queue capacity; further lines and events are dropped.
const QUEUE_CAPACITY: usize = 4096;

static QUEUE: PerProcess<Option<Queue>> = PerProcess::new();

/// Receives the log lines of a client.
#[uniffi::export(foreign)]
pub trait LogSink: Send + Sync {
    /// Receives one line and its values. They never contain a query string, a body or a secret.
    fn log(&self, level: Level, line: String, fields: LogFields);
}

/// Receives the requests of a client.
#[uniffi::export(foreign)]
pub trait HookSink: Send + Sync {
    /// Called before each request.
    fn on_request(&self, event: RequestEvent);

    /// Called at the end of each request.
    fn on_response(&self, event: ResponseEvent);
}

/// The sinks of a client.
#[derive(Clone, Default)]
pub(crate) struct Sinks {
    pub(crate) log: Option<Arc<Sink<dyn LogSink>>>,
    pub(crate) hooks: Option<Arc<Sink<dyn HookSink>>>,
}

impl Sinks {
    pub(crate) fn new(log: Option<Arc<dyn LogSink>>, hooks: Option<Arc<dyn HookSink>>) -> Sinks {
        let (log, hooks) = (log.map(Sink::new), hooks.map(Sink::new));
        Sinks { log: log.map(Arc::new), hooks: hooks.map(Arc::new) }
    }

    /// These sinks; those that are absent are those of `parent`.
    pub(crate) fn or(self, parent: &Sinks) -> Sinks {
        Sinks {
            log: self.log.or_else(|| parent.log.clone()),
            hooks: self.hooks.or_else(|| parent.hooks.clone()),
        }
    }

    /// Queues an event for the sinks.
    pub(crate) fn report(&self, event: &Event<'_>) {
        if let (Some(sink), Some(level)) = (self.log.as_ref().and_then(|log| log.get()), event.level()) {
            let (sink, line, fields) = (Arc::clone(sink), event.to_string(), event.fields());
            push(Box::new(move || sink.log(level, line, fields)));
        }
        if let Some(sink) = self.hooks.as_ref().and_then(|hooks| hooks.get())
            && let Some(event) = event.for_hook()
        {
            let sink = Arc::clone(sink);
            push(Box::new(move || match event {
                HookEvent::Request(event) => sink.on_request(event),
                HookEvent::Response(event) => sink.on_response(event),
            }));
        }
    }
}

/// A sink. It is dropped on the log thread, because the client can be dropped on the I/O thread.
pub(crate) struct Sink<T: ?Sized + Send + Sync + 'static>(Option<Arc<T>>);

impl<T: ?Sized + Send + Sync + 'static> Sink<T> {
    fn new(sink: Arc<T>) -> Sink<T> {
        Sink(Some(sink))
    }

    fn get(&self) -> Option<&Arc<T>> {
        self.0.as_ref()
    }
}

impl<T: ?Sized + Send + Sync + 'static> Drop for Sink<T> {
    fn drop(&mut self) {
        if let (Some(sink), Some(queue)) = (self.0.take(), QUEUE.get_or_init(Queue::start)) {
            let _ = queue.jobs.send(Job::Drop(Box::new(move || drop(sink))));
        }
    }
}

type Run = Box<dyn FnOnce() + Send>;

enum Job {
    /// Counted in `pending`.
    Deliver(Run),
    Drop(Run),
}

/// The queue of the log thread.
struct Queue {
    jobs: Sender<Job>,
    /// The number of queued deliveries.
    pending: Arc<AtomicUsize>,
}

impl Queue {
    fn start() -> Option<Queue> {
        let (jobs, queue) = channel::<Job>();
        let pending = Arc::new(AtomicUsize::new(0));
        let delivered = Arc::clone(&pending);
        let run = move || {
            for job in queue {
                let run = match job {
                    Job::Deliver(run) => {
                        delivered.fetch_sub(1, Ordering::Relaxed);
                        run
                    }
                    Job::Drop(run) => run,
                };
                // An exception in a sink arrives as a panic, and must not affect other sinks.
                let _ = catch_unwind(AssertUnwindSafe(run));
            }
        };
        let thread = thread::Builder::new().name("chat44mp-log".into()).spawn(run);
        thread.ok().map(|_| Queue { jobs, pending })
    }
}

/// Queues a delivery.
fn push(run: Run) {
    let Some(queue) = QUEUE.get_or_init(Queue::start) else { return };
    if queue.pending.fetch_add(1, Ordering::Relaxed) >= QUEUE_CAPACITY {
        queue.pending.fetch_sub(1, Ordering::Relaxed);
        return;
    }
    let _ = queue.jobs.send(Job::Deliver(run));
}

/// Returns the default log of clients without a logger: standard error, if enabled by `CHAT44MP_LOG`.
pub(crate) fn standard_error() -> Option<Arc<dyn LogSink>> {
    Some(Arc::new(StandardError(StderrLog::from_environment()?)))
}

struct StandardError(StderrLog);

impl LogSink for StandardError {
    fn log(&self, level: Level, line: String, _: LogFields) {
        self.0.write(level, &line);
    }
}
