//! Delivers log lines on a dedicated thread, because a sink can block, or make a call and wait for it.
//!
//! The same thread also drops the sinks, because that can run user code. No other thread of this library runs user code,
//! and no lock is held while it runs.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread;

use chat44mp::ffi::{LOG_VARIABLE, PerProcess, StderrLog};
use chat44mp::{Event, Level};

/// Queue capacity; further lines are dropped.
const QUEUE_CAPACITY: usize = 4096;

static QUEUE: PerProcess<Option<Queue>> = PerProcess::new();

/// Receives the log lines of a client.
#[uniffi::export(foreign)]
pub trait LogSink: Send + Sync {
    /// Receives one line. It never contains a query string, a body or a secret.
    fn log(&self, level: Level, line: String);
}

/// The sink of a client. It is dropped on the log thread, because the client can be dropped on the I/O thread.
pub(crate) struct Sink(Option<Arc<dyn LogSink>>);

impl Sink {
    pub(crate) fn new(sink: Arc<dyn LogSink>) -> Sink {
        Sink(Some(sink))
    }

    /// Queues an event for the sink.
    pub(crate) fn report(&self, event: &Event<'_>) {
        if let (Some(sink), Some(queue)) = (&self.0, QUEUE.get_or_init(Queue::start)) {
            queue.push_line(sink, event);
        }
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        if let (Some(sink), Some(queue)) = (self.0.take(), QUEUE.get_or_init(Queue::start)) {
            let _ = queue.jobs.send(Job::Drop(sink));
        }
    }
}

enum Job {
    Write { sink: Arc<dyn LogSink>, level: Level, line: String },
    Drop(Arc<dyn LogSink>),
}

/// The queue of the log thread.
struct Queue {
    jobs: Sender<Job>,
    /// The number of queued lines.
    lines: Arc<AtomicUsize>,
}

impl Queue {
    fn start() -> Option<Queue> {
        let (jobs, queue) = channel::<Job>();
        let lines = Arc::new(AtomicUsize::new(0));
        let written = Arc::clone(&lines);
        let run = move || {
            for job in queue {
                if matches!(job, Job::Write { .. }) {
                    written.fetch_sub(1, Ordering::Relaxed);
                }
                // An exception in a sink arrives as a panic, and must not affect other sinks.
                let _ = catch_unwind(AssertUnwindSafe(|| match job {
                    Job::Write { sink, level, line } => sink.log(level, line),
                    Job::Drop(sink) => drop(sink),
                }));
            }
        };
        let thread = thread::Builder::new().name("chat44mp-log".into()).spawn(run);
        thread.ok().map(|_| Queue { jobs, lines })
    }

    fn push_line(&self, sink: &Arc<dyn LogSink>, event: &Event<'_>) {
        if self.lines.fetch_add(1, Ordering::Relaxed) >= QUEUE_CAPACITY {
            self.lines.fetch_sub(1, Ordering::Relaxed);
            return;
        }
        let (sink, level) = (Arc::clone(sink), event.level());
        let _ = self.jobs.send(Job::Write { sink, level, line: event.to_string() });
    }
}

/// Returns the default log of clients without a logger: standard error, if enabled by `CHAT44MP_LOG`.
pub(crate) fn standard_error() -> Option<Arc<dyn LogSink>> {
    let log = StderrLog::from_variable(std::env::var(LOG_VARIABLE).ok().as_deref())?;
    Some(Arc::new(StandardError(log)))
}

struct StandardError(StderrLog);

impl LogSink for StandardError {
    fn log(&self, level: Level, line: String) {
        self.0.write(level, &line);
    }
}
