//! Client events. Each client has one sink; `tracing` by default.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::error::ErrorCode;
use crate::interop::string_enum;
use crate::language::Language;

/// Something that happened during a call. No event ever holds a URL's query, a body or a secret.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Event<'a> {
    /// An attempt finished.
    Attempt {
        /// The call, such as `contacts.create`.
        operation: &'static str,
        /// The number of the attempt, from 1.
        attempt: u32,
        /// The HTTP status, if a response was received.
        status: Option<u16>,
        /// Its duration.
        elapsed: Duration,
    },
    /// An attempt failed and will be retried.
    Retry {
        /// The call.
        operation: &'static str,
        /// The number of the failed attempt, from 1.
        attempt: u32,
        /// Why it failed.
        code: &'a ErrorCode,
        /// The wait before the next attempt.
        wait: Duration,
    },
    /// The server will store a text differently than it is sent.
    Rewritten {
        /// The call.
        operation: &'static str,
        /// The parameter.
        field: &'static str,
        /// How the server changes it.
        change: &'static str,
    },
    /// The file system has no locks for the results file: another import with the same file would not be detected.
    Unlocked {
        /// The call.
        operation: &'static str,
        /// The message of the operating system.
        reason: &'a str,
    },
}

/// The severity of an event.
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi(name = "LogLevel"))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// For debugging.
    Debug,
    /// Informational.
    Info,
    /// Unexpected, but not an error.
    Warn,
}

string_enum!(Level {
    Debug => "debug",
    Info => "info",
    Warn => "warn",
});

impl Event<'_> {
    /// The severity of this event.
    pub fn level(&self) -> Level {
        match self {
            Event::Attempt { .. } => Level::Debug,
            Event::Retry { .. } => Level::Info,
            Event::Rewritten { .. } | Event::Unlocked { .. } => Level::Warn,
        }
    }
}

impl fmt::Display for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let language = Language::current();
        let (Event::Attempt { operation, .. }
        | Event::Retry { operation, .. }
        | Event::Rewritten { operation, .. }
        | Event::Unlocked { operation, .. }) = *self;
        write!(f, "{}: ", language.spell(operation))?;
        match *self {
            Event::Attempt { attempt, status: Some(status), elapsed, .. } => {
                write!(f, "attempt {attempt}, HTTP {status}, {} ms", elapsed.as_millis())
            }
            Event::Attempt { attempt, status: None, elapsed, .. } => {
                write!(f, "attempt {attempt}, no response, {} ms", elapsed.as_millis())
            }
            Event::Retry { attempt, code, wait, .. } => {
                write!(f, "attempt {attempt} failed [{code}], retry in {} ms", wait.as_millis())
            }
            Event::Rewritten { field, change, .. } => {
                write!(f, "the server will store `{}` differently: {change}", language.spell(field))
            }
            Event::Unlocked { reason, .. } => {
                write!(f, "the results file cannot be locked against other imports: {reason}")
            }
        }
    }
}

/// The receiver of a client's events.
#[derive(Clone)]
pub(crate) struct EventSink(Option<Arc<Listener>>);

type Listener = dyn Fn(&Event<'_>) + Send + Sync;

impl EventSink {
    /// The `tracing` crate, target `chat44mp`.
    pub(crate) fn tracing() -> EventSink {
        EventSink(None)
    }

    pub(crate) fn custom(sink: impl Fn(&Event<'_>) + Send + Sync + 'static) -> EventSink {
        EventSink(Some(Arc::new(sink)))
    }

    pub(crate) fn emit(&self, event: Event<'_>) {
        match (&self.0, event.level()) {
            (Some(sink), _) => sink(&event),
            (None, Level::Debug) => tracing::debug!(target: "chat44mp", "{event}"),
            (None, Level::Info) => tracing::info!(target: "chat44mp", "{event}"),
            (None, Level::Warn) => tracing::warn!(target: "chat44mp", "{event}"),
        }
    }
}
