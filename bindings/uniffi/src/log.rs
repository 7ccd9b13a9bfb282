//! Log lines are delivered on a dedicated thread: a sink may block, or make a call and wait for it.
//!
//! The same thread frees the sinks, because that can also run code of the program. No other thread of this library runs any,
//! and no lock is held while it runs.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread;

use chat44mp::ffi::{LOG_VARIABLE, PerProcess, StderrLog};
use chat44mp::{Event, Level};

/// The maximum number of lines that wait; further ones are dropped.
const WAITING: usize = 4096;

static QUEUE: PerProcess<Option<Queue>> = PerProcess::new();

/// Receives the log lines of a client.
#[uniffi::export(foreign)]
pub trait LogSink: Send + Sync {
    /// Receives one line. It never holds a URL's query, a body or a secret.
    fn log(&self, level: Level, line: String);
}

/// A sink as a client holds it. The client's last owner may be the I/O thread.
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
            let _ = queue.jobs.send(Job::Free(sink));
        }
    }
}

enum Job {
    Write { sink: Arc<dyn LogSink>, level: Level, line: String },
    Free(Arc<dyn LogSink>),
}

/// What the log thread has to do.
struct Queue {
    jobs: Sender<Job>,
    /// The number of lines that wait.
    lines: Arc<AtomicUsize>,
}

impl Queue {
    fn start() -> Option<Queue> {
        let (jobs, waiting) = channel::<Job>();
        let lines = Arc::new(AtomicUsize::new(0));
        let written = Arc::clone(&lines);
        let work = move || {
            for job in waiting {
                if matches!(job, Job::Write { .. }) {
                    written.fetch_sub(1, Ordering::Relaxed);
                }
                // What a sink throws arrives as a panic, and must not silence the others.
                let _ = catch_unwind(AssertUnwindSafe(|| match job {
                    Job::Write { sink, level, line } => sink.log(level, line),
                    Job::Free(sink) => drop(sink),
                }));
            }
        };
        let thread = thread::Builder::new().name("chat44mp-log".into()).spawn(work);
        thread.ok().map(|_| Queue { jobs, lines })
    }

    fn push_line(&self, sink: &Arc<dyn LogSink>, event: &Event<'_>) {
        if self.lines.fetch_add(1, Ordering::Relaxed) >= WAITING {
            self.lines.fetch_sub(1, Ordering::Relaxed);
            return;
        }
        let (sink, level) = (Arc::clone(sink), event.level());
        let _ = self.jobs.send(Job::Write { sink, level, line: event.to_string() });
    }
}

/// The log of a client without a logger: standard error, if `CHAT44MP_LOG` asks for it.
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
