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
        /// The HTTP status, if a response was received. The API reports most of its errors with 200.
        status: Option<u16>,
        /// Why the attempt failed, if it did.
        code: Option<&'a ErrorCode>,
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
            Event::Attempt { code: None, .. } => Level::Debug,
            // The exception reports the failure; whether it is unexpected is for the program to say.
            Event::Attempt { code: Some(_), .. } | Event::Retry { .. } => Level::Info,
            Event::Rewritten { .. } | Event::Unlocked { .. } => Level::Warn,
        }
    }
}

/// The values of an event, for structured logs. An event without a value has `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventFields {
    /// The call, such as `contacts.create`.
    pub operation: &'static str,
    /// The number of the attempt, from 1.
    pub attempt: Option<u32>,
    /// The HTTP status, if a response was received.
    pub http_status: Option<u16>,
    /// Why the attempt failed.
    pub code: Option<String>,
    /// The duration of the attempt, in milliseconds.
    pub elapsed_ms: Option<u64>,
    /// The wait before the next attempt, in milliseconds.
    pub retry_in_ms: Option<u64>,
}

impl Event<'_> {
    /// The values of this event.
    pub fn fields(&self) -> EventFields {
        let ms = |time: Duration| u64::try_from(time.as_millis()).ok();
        let operation = self.operation();
        let none = EventFields {
            operation,
            attempt: None,
            http_status: None,
            code: None,
            elapsed_ms: None,
            retry_in_ms: None,
        };
        match *self {
            Event::Attempt { attempt, status, code, elapsed, .. } => EventFields {
                attempt: Some(attempt),
                http_status: status,
                code: code.map(ToString::to_string),
                elapsed_ms: ms(elapsed),
                ..none
            },
            Event::Retry { attempt, code, wait, .. } => EventFields {
                attempt: Some(attempt),
                code: Some(code.to_string()),
                retry_in_ms: ms(wait),
                ..none
            },
            Event::Rewritten { .. } | Event::Unlocked { .. } => none,
        }
    }

    fn operation(&self) -> &'static str {
        let (Event::Attempt { operation, .. }
        | Event::Retry { operation, .. }
        | Event::Rewritten { operation, .. }
        | Event::Unlocked { operation, .. }) = *self;
        operation
    }
}

impl fmt::Display for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let language = Language::current();
        write!(f, "{}: ", language.spell(self.operation()))?;
        match *self {
            Event::Attempt { attempt, status, code, elapsed, .. } => {
                write!(f, "attempt {attempt}")?;
                if let Some(code) = code {
                    write!(f, " failed [{code}]")?;
                }
                match status {
                    Some(status) => write!(f, ", HTTP {status}")?,
                    None => f.write_str(", no response")?,
                }
                write!(f, ", {} ms", elapsed.as_millis())
            }
            Event::Retry { attempt, code, wait, .. } => {
                write!(f, "retry in {} ms, because attempt {attempt} failed [{code}]", wait.as_millis())
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
