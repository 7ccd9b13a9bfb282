//! Client events. Each client has one sink; `tracing` by default.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use chat44mp_macros::model;
use serde::Serialize;

use crate::error::{ErrorCode, Outcome};
use crate::interop::{Seconds, string_enum};
use crate::language::Language;

/// Something that happened during a call. No event ever holds a URL's query, a body or a secret.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Event<'a> {
    /// A request is about to be sent: an attempt starts. Not part of the log.
    Request(Attempt<'a>),
    /// An attempt finished.
    Response {
        /// The attempt.
        attempt: Attempt<'a>,
        /// The HTTP status, if a response was received. The API reports most of its errors with 200.
        status: Option<u16>,
        /// Why the attempt failed, if it did.
        code: Option<&'a ErrorCode>,
        /// The outcome of a write that failed.
        outcome: Option<Outcome>,
        /// The duration of the attempt.
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

/// One attempt of a call: one HTTP request.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Attempt<'a> {
    /// The number of the call, unique in this process.
    pub call_id: i64,
    /// The call, such as `contacts.create`.
    pub operation: &'static str,
    /// The method and path of the request.
    pub endpoint: Endpoint<'a>,
    /// The number of the attempt, from 1.
    pub number: u32,
    /// When it started.
    pub started_at: SystemTime,
}

impl Attempt<'_> {
    fn to_event(self) -> RequestEvent {
        let started_at = self.started_at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        RequestEvent {
            call_id: self.call_id,
            operation: self.operation.to_owned(),
            method: self.endpoint.method().to_owned(),
            template: self.endpoint.template(),
            attempt: self.number,
            started_at: Seconds::Of(started_at),
        }
    }
}

/// The method and path of a request.
#[derive(Debug, Clone, Copy)]
pub struct Endpoint<'a> {
    /// Whether the request is a POST.
    pub(crate) is_write: bool,
    /// The endpoint's name.
    pub(crate) name: &'a str,
    /// The name of the ID in the path, if there is one.
    pub(crate) path_id: Option<&'static str>,
}

impl Endpoint<'_> {
    /// The HTTP method.
    pub fn method(&self) -> &'static str {
        if self.is_write { "POST" } else { "GET" }
    }

    /// The path below the base URL, with a placeholder for the ID, such as `/update_contact/{contact_id}`.
    pub fn template(&self) -> String {
        match self.path_id {
            Some(id) => format!("/{}/{{{id}}}", self.name),
            None => format!("/{}", self.name),
        }
    }
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

/// A request that is about to be sent, for a hook.
#[model]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct RequestEvent {
    /// The number of the call, unique in this process. A call sends several requests if it retries.
    pub call_id: i64,
    /// The call, such as `contacts.create`.
    pub operation: String,
    /// The HTTP method.
    pub method: String,
    /// The path below the base URL, with a placeholder for the ID, such as `/update_contact/{contact_id}`.
    pub template: String,
    /// The number of the attempt, from 1.
    pub attempt: u32,
    /// When the attempt started, as Unix time.
    pub started_at: Seconds,
}

/// The end of a request: a response was received, or the request failed. For a hook.
#[model]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct ResponseEvent {
    /// The number of the call, unique in this process. A call sends several requests if it retries.
    pub call_id: i64,
    /// The call, such as `contacts.create`.
    pub operation: String,
    /// The HTTP method.
    pub method: String,
    /// The path below the base URL, with a placeholder for the ID, such as `/update_contact/{contact_id}`.
    pub template: String,
    /// The number of the attempt, from 1.
    pub attempt: u32,
    /// When the attempt started, as Unix time.
    pub started_at: Seconds,
    /// The duration of the attempt.
    pub elapsed: Seconds,
    /// The HTTP status, if a response was received. The API reports most of its errors with 200.
    pub http_status: Option<u16>,
    /// The code of the error, if the attempt failed.
    pub code: Option<String>,
    /// The outcome of a write that failed.
    pub outcome: Option<Outcome>,
}

/// An event for a hook.
#[derive(Debug, Clone)]
pub enum HookEvent {
    /// A request is about to be sent.
    Request(RequestEvent),
    /// The end of a request.
    Response(ResponseEvent),
}

/// The values of a log line. An event without a value has `None`.
#[model]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct LogFields {
    /// The call, such as `contacts.create`.
    pub operation: String,
    /// The number of the attempt, from 1.
    pub attempt: Option<u32>,
    /// The HTTP status, if a response was received.
    pub http_status: Option<u16>,
    /// Why the attempt failed.
    pub code: Option<String>,
    /// The duration of the attempt, in milliseconds.
    pub elapsed_ms: Option<i64>,
    /// The wait before the next attempt, in milliseconds.
    pub retry_in_ms: Option<i64>,
}

impl Event<'_> {
    /// The severity of this event; `None` for one that is not part of the log.
    pub fn level(&self) -> Option<Level> {
        match self {
            Event::Request(_) => None,
            Event::Response { code: None, .. } => Some(Level::Debug),
            // The exception reports the failure; whether it is unexpected is for the program to say.
            Event::Response { code: Some(_), .. } | Event::Retry { .. } => Some(Level::Info),
            Event::Rewritten { .. } | Event::Unlocked { .. } => Some(Level::Warn),
        }
    }

    /// The values of this event, for structured logs.
    pub fn fields(&self) -> LogFields {
        let ms = |time: Duration| i64::try_from(time.as_millis()).ok();
        let none = LogFields {
            operation: self.operation().to_owned(),
            attempt: None,
            http_status: None,
            code: None,
            elapsed_ms: None,
            retry_in_ms: None,
        };
        match *self {
            Event::Request(attempt) => LogFields { attempt: Some(attempt.number), ..none },
            Event::Response { attempt, status, code, elapsed, .. } => LogFields {
                attempt: Some(attempt.number),
                http_status: status,
                code: code.map(ToString::to_string),
                elapsed_ms: ms(elapsed),
                ..none
            },
            Event::Retry { attempt, code, wait, .. } => LogFields {
                attempt: Some(attempt),
                code: Some(code.to_string()),
                retry_in_ms: ms(wait),
                ..none
            },
            Event::Rewritten { .. } | Event::Unlocked { .. } => none,
        }
    }

    /// This event for the hooks of another language, if it has one.
    pub fn for_hook(&self) -> Option<HookEvent> {
        match *self {
            Event::Request(attempt) => Some(HookEvent::Request(attempt.to_event())),
            Event::Response { attempt, status, code, outcome, elapsed } => {
                let RequestEvent { call_id, operation, method, template, attempt, started_at } =
                    attempt.to_event();
                Some(HookEvent::Response(ResponseEvent {
                    call_id,
                    operation,
                    method,
                    template,
                    attempt,
                    started_at,
                    elapsed: elapsed.into(),
                    http_status: status,
                    code: code.map(ToString::to_string),
                    outcome,
                }))
            }
            Event::Retry { .. } | Event::Rewritten { .. } | Event::Unlocked { .. } => None,
        }
    }

    fn operation(&self) -> &'static str {
        match *self {
            Event::Request(attempt) | Event::Response { attempt, .. } => attempt.operation,
            Event::Retry { operation, .. }
            | Event::Rewritten { operation, .. }
            | Event::Unlocked { operation, .. } => operation,
        }
    }
}

impl fmt::Display for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let language = Language::current();
        write!(f, "{}: ", language.spell(self.operation()))?;
        match *self {
            Event::Request(Attempt { number, endpoint, .. }) => {
                write!(f, "attempt {number}, {} {}", endpoint.method(), endpoint.template())
            }
            Event::Response { attempt, status, code, elapsed, .. } => {
                write!(f, "attempt {}", attempt.number)?;
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

/// The receivers of a client's events: its log and, in other languages, its hooks.
#[derive(Clone, Default)]
pub(crate) struct EventSink {
    /// `None` is the `tracing` crate, target `chat44mp`.
    log: Option<Arc<Listener>>,
    hooks: Option<Arc<Listener>>,
}

type Listener = dyn Fn(&Event<'_>) + Send + Sync;

impl EventSink {
    pub(crate) fn custom(listener: impl Fn(&Event<'_>) + Send + Sync + 'static) -> EventSink {
        EventSink { log: Some(Arc::new(listener)), hooks: None }
    }

    /// The same log, and hooks in addition.
    pub(crate) fn with_hooks(&self, listener: impl Fn(&Event<'_>) + Send + Sync + 'static) -> EventSink {
        EventSink { log: self.log.clone(), hooks: Some(Arc::new(listener)) }
    }

    pub(crate) fn emit(&self, event: Event<'_>) {
        if let Some(hooks) = &self.hooks {
            hooks(&event);
        }
        match (&self.log, event.level()) {
            (Some(log), _) => log(&event),
            (None, Some(Level::Debug)) => tracing::debug!(target: "chat44mp", "{event}"),
            (None, Some(Level::Info)) => tracing::info!(target: "chat44mp", "{event}"),
            (None, Some(Level::Warn)) => tracing::warn!(target: "chat44mp", "{event}"),
            (None, None) => tracing::trace!(target: "chat44mp", "{event}"),
        }
    }
}
