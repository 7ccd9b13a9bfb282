//! Lines for the log of the other language, told by a thread of their own: whoever writes them may take its time, or
//! make a call itself and wait for it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use chat44mp::ffi::PerProcess;
use chat44mp::{Event, Level};

/// So many lines wait at most; what comes then is lost.
const WAITING: usize = 4096;

static LINES: PerProcess<Option<SyncSender<Line>>> = PerProcess::new();

/// Where a client tells of its work.
#[uniffi::export(foreign)]
pub trait LogSink: Send + Sync {
    /// One line. It never holds a URL's query, a body or a secret.
    fn log(&self, level: Level, line: String);
}

struct Line {
    sink: Arc<dyn LogSink>,
    level: Level,
    text: String,
}

/// Tells `sink` of an event, later.
pub(crate) fn tell(sink: &Arc<dyn LogSink>, event: &Event<'_>) {
    if let Some(lines) = LINES.get_or_init(start) {
        let line = Line { sink: Arc::clone(sink), level: event.level(), text: event.to_string() };
        let _ = lines.try_send(line);
    }
}

/// The log of those who have none: standard error, if `CHAT44MP_LOG` asks for it.
pub(crate) fn standard_error() -> Option<Arc<dyn LogSink>> {
    let least = match std::env::var("CHAT44MP_LOG").ok()?.to_lowercase().as_str() {
        "debug" => Level::Debug,
        "info" => Level::Info,
        "warn" => Level::Warn,
        _ => return None,
    };
    Some(Arc::new(StandardError { least }))
}

struct StandardError {
    least: Level,
}

impl LogSink for StandardError {
    fn log(&self, level: Level, line: String) {
        if level >= self.least {
            let level = match level {
                Level::Debug => "debug",
                Level::Info => "info",
                Level::Warn => "warn",
            };
            eprintln!("chat44mp {level}: {line}");
        }
    }
}

fn start() -> Option<SyncSender<Line>> {
    let (lines, waiting) = sync_channel::<Line>(WAITING);
    let write = move || {
        for Line { sink, level, text } in waiting {
            // What a log throws arrives as a panic, and must not silence the others.
            let _ = catch_unwind(AssertUnwindSafe(|| sink.log(level, text)));
        }
    };
    thread::Builder::new().name("chat44mp-log".into()).spawn(write).ok().map(|_| lines)
}
