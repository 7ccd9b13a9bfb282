//! The one error type, with everything a caller needs to decide what to do next.

mod cause;
mod codes;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use serde::Serialize;
use serde::ser::SerializeStruct;

pub use codes::{CodeInfo, ErrorCode};

use crate::interop::words;
use crate::operation::Kind;
use crate::scrub::{Secrets, Unscrubbed};

/// The family an error belongs to: one class or case in every language.
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client's configuration is invalid; nothing was sent.
    Config,
    /// A value is invalid; `outcome` says whether the client or the server rejected it.
    Validation,
    /// No complete response was received; see `phase`.
    Connection,
    /// A timeout expired; the code says which.
    Timeout,
    /// The response is not one of the API: an HTML page, an empty body, JSON with another structure.
    Malformed,
    /// The key is missing, wrong, disabled or not an admin's.
    Authentication,
    /// There is no such object, or it belongs to another user.
    NotFound,
    /// An e-mail address or phone number is taken.
    Conflict,
    /// The page has no enabled bot.
    Precondition,
    /// Facebook refused.
    Upstream,
    /// Too many requests (HTTP 429).
    RateLimited,
    /// The server failed (HTTP 5xx).
    Server,
    /// The server reported an error with a message that is not in the catalogue.
    Unknown,
}

words!(ErrorKind {
    Config => "config",
    Validation => "validation",
    Connection => "connection",
    Timeout => "timeout",
    Malformed => "malformed",
    Authentication => "authentication",
    NotFound => "not_found",
    Conflict => "conflict",
    Precondition => "precondition",
    Upstream => "upstream",
    RateLimited => "rate_limited",
    Server => "server",
    Unknown => "unknown",
});

/// The outcome of a failed write.
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Nothing left this machine.
    NotSent,
    /// The server rejected it: nothing was changed.
    Rejected,
    /// It may have happened.
    Unknown,
}

words!(Outcome {
    NotSent => "not_sent",
    Rejected => "rejected",
    Unknown => "unknown",
});

/// The phase in which a call's connection failed.
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Resolving the host name.
    Dns,
    /// Opening the TCP connection.
    Connect,
    /// The TLS handshake.
    Tls,
    /// After the connection was established, before a status line arrived.
    Send,
    /// While reading the response.
    Read,
}

words!(Phase {
    Dns => "dns",
    Connect => "connect",
    Tls => "tls",
    Send => "send",
    Read => "read",
});

/// Why a call failed.
///
/// `kind` and `code` are stable and the same in every language; `message` is the server's message or the SDK's,
/// `hint` says what to do. On writes, `outcome` says whether the change may have happened.
/// No field ever holds the API key, a password or a URL's query.
pub struct Error(Box<Parts>);

pub(crate) struct Parts {
    code: ErrorCode,
    kind: ErrorKind,
    message: Cow<'static, str>,
    quote: Option<Quote>,
    hint: Option<Cow<'static, str>>,
    call: Option<&'static str>,
    kind_of_call: Option<Kind>,
    outcome: Outcome,
    http_status: Option<u16>,
    attempts: u32,
    transient: bool,
    retry_after: Option<Duration>,
    field: Option<&'static str>,
    phase: Option<Phase>,
    graph_code: Option<i64>,
    body: Option<Body>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The server's text, for the message.
struct Quote {
    text: Unscrubbed,
    /// The message that quotes it.
    message: fn(&str) -> String,
}

/// A response's body, of which only scrubbed text is shown.
pub(crate) enum Body {
    /// The beginning.
    Beginning(Unscrubbed),
    /// An HTML page, of which an excerpt of its text is kept.
    Page(Unscrubbed),
    /// What is kept.
    Scrubbed(String),
}

/// The longest message, in characters.
const MESSAGE_LIMIT: usize = 500;

impl Error {
    /// An error of that code, with the code's kind and hint. By default, a request without a
    /// trustworthy response may have been applied, and any other was rejected.
    pub(crate) fn new(code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Error {
        let (kind, hint) =
            code.info().map_or((ErrorKind::Unknown, None), |info| (info.kind, Some(info.hint.into())));
        let outcome = match kind {
            ErrorKind::Connection | ErrorKind::Timeout | ErrorKind::Malformed | ErrorKind::Server => {
                Outcome::Unknown
            }
            _ => Outcome::Rejected,
        };
        Error(Box::new(Parts {
            code,
            kind,
            message: message.into(),
            quote: None,
            hint,
            call: None,
            kind_of_call: None,
            outcome,
            http_status: None,
            attempts: 0,
            transient: false,
            retry_after: None,
            field: None,
            phase: None,
            graph_code: None,
            body: None,
            source: None,
        }))
    }

    /// An error whose message is the server's own.
    pub(crate) fn from_server(code: ErrorCode, text: &str) -> Error {
        Error::new(code, "the server rejected the request")
            .quoting(text, |text| text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// A value that the client rejects: nothing is sent.
    pub(crate) fn invalid(
        code: ErrorCode,
        field: &'static str,
        message: impl Into<Cow<'static, str>>,
    ) -> Error {
        let mut error = Error::new(code, message).outcome_is(Outcome::NotSent);
        error.0.field = Some(field);
        error
    }

    /// An invalid configuration: nothing is sent.
    pub(crate) fn config(code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Error {
        Error::new(code, message).outcome_is(Outcome::NotSent)
    }

    pub(crate) fn kind_is(mut self, kind: ErrorKind) -> Error {
        self.0.kind = kind;
        self
    }

    pub(crate) fn hint_is(mut self, hint: impl Into<Cow<'static, str>>) -> Error {
        self.0.hint = Some(hint.into());
        self
    }

    pub(crate) fn outcome_is(mut self, outcome: Outcome) -> Error {
        self.0.outcome = outcome;
        self
    }

    pub(crate) fn phase_is(mut self, phase: Phase) -> Error {
        self.0.phase = Some(phase);
        self
    }

    pub(crate) fn http_status_is(mut self, status: u16) -> Error {
        self.0.http_status = Some(status);
        self
    }

    pub(crate) fn retry_after_is(mut self, wait: Option<Duration>) -> Error {
        self.0.retry_after = wait;
        self
    }

    pub(crate) fn graph_code_is(mut self, code: Option<i64>) -> Error {
        self.0.graph_code = code;
        self
    }

    pub(crate) fn body_is(mut self, body: Option<Body>) -> Error {
        self.0.body = body;
        self
    }

    /// Replaces the message by one that quotes the server, once `text` is scrubbed.
    pub(crate) fn quoting(mut self, text: &str, message: fn(&str) -> String) -> Error {
        self.0.quote = Some(Quote { text: text.into(), message });
        self
    }

    pub(crate) fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Error {
        self.0.source = Some(source.into());
        self
    }

    /// Sending the same request again may well succeed.
    pub(crate) fn transient(mut self) -> Error {
        self.0.transient = true;
        self
    }

    pub(crate) fn of_call(mut self, call: &'static str, kind: Kind, attempts: u32) -> Error {
        self.0.call = Some(call);
        self.0.kind_of_call = Some(kind);
        self.0.attempts = attempts;
        self
    }

    /// Removes the secrets from all text that may come from the server, and makes it readable. Our own constant
    /// sentences are left as they are.
    pub(crate) fn scrubbed(mut self, secrets: &Secrets) -> Error {
        let parts = &mut *self.0;
        if let Cow::Owned(message) = &parts.message {
            parts.message = secrets.scrub(message).into();
        }
        if let Some(Quote { text, message }) = parts.quote.take() {
            parts.message = message(&secrets.message(&text, MESSAGE_LIMIT)).into();
        }
        parts.body = parts.body.take().map(|body| {
            Body::Scrubbed(match body {
                Body::Beginning(text) => secrets.body(&text),
                Body::Page(page) => secrets.page(&page),
                Body::Scrubbed(text) => secrets.scrub(&text),
            })
        });
        // Numbers of the server: they can repeat the digits of a secret.
        parts.graph_code = parts.graph_code.filter(|code| !secrets.are_in(&code.to_string()));
        parts.retry_after = parts.retry_after.filter(|wait| !secrets.are_in(&wait.as_secs_f64().to_string()));
        // Errors of this crate stay what they are.
        parts.source = parts.source.take().map(|source| match source.downcast::<Error>() {
            Ok(error) => Box::new(error.scrubbed(secrets)) as _,
            Err(source) => cause::scrubbed(&*source, secrets),
        });
        self
    }

    pub(crate) fn is_transient(&self) -> bool {
        self.0.transient
    }

    /// The outcome of the request, for reads too (a read has no public outcome).
    pub(crate) fn delivery(&self) -> Outcome {
        self.0.outcome
    }

    /// The family this error belongs to.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The stable code, such as `contact_not_found`. New codes can appear.
    pub fn code(&self) -> &ErrorCode {
        &self.0.code
    }

    /// The server's message, or the SDK's; at most 500 characters.
    pub fn message(&self) -> &str {
        let message = &*self.0.message;
        message.char_indices().nth(MESSAGE_LIMIT).map_or(message, |(end, _)| &message[..end])
    }

    /// How to fix it.
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// The call that failed, such as `contacts.create`.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.call
    }

    /// The HTTP status of the last response, if one arrived.
    pub fn http_status(&self) -> Option<u16> {
        self.0.http_status
    }

    /// The number of attempts.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Whether repeating the call later may succeed without duplicating its effect.
    pub fn retryable(&self) -> bool {
        let repeatable = self.0.kind_of_call != Some(Kind::Create) || self.0.outcome != Outcome::Unknown;
        self.0.transient && repeatable
    }

    /// The time that the server requests to wait before the next request.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The outcome of a failed write; `None` on reads and outside of calls.
    pub fn outcome(&self) -> Option<Outcome> {
        self.0.kind_of_call.filter(|kind| kind.is_write()).map(|_| self.0.outcome)
    }

    /// The argument or option that is wrong, by its name in this SDK.
    pub fn field(&self) -> Option<&'static str> {
        self.0.field
    }

    /// The phase in which the call's connection failed.
    pub fn phase(&self) -> Option<Phase> {
        self.0.phase
    }

    /// The number in Facebook's own error, as in `(#100) …`.
    pub fn graph_code(&self) -> Option<i64> {
        self.0.graph_code
    }

    /// The beginning of a response that could not be used, at most 16 KiB, without secrets.
    ///
    /// Of an HTML page only an excerpt of its text is kept, and of a response to a request that carried a password
    /// nothing, unless the call's `keep_body` asks for the body.
    pub fn body(&self) -> Option<&str> {
        match self.0.body.as_ref()? {
            Body::Scrubbed(text) => Some(text),
            Body::Beginning(_) | Body::Page(_) => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(call) = self.operation() {
            write!(f, "{call} failed: ")?;
        }
        write!(f, "{} [{}", self.message(), self.code())?;
        if let Some(outcome) = self.outcome() {
            write!(f, ", {outcome}")?;
        }
        f.write_str("]")
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.kind())
            .field("code", &self.code().as_str())
            .field("message", &self.message())
            .field("hint", &self.hint())
            .field("operation", &self.operation())
            .field("outcome", &self.outcome())
            .field("http_status", &self.http_status())
            .field("attempts", &self.attempts())
            .field("retryable", &self.retryable())
            .field("retry_after", &self.retry_after())
            .field("field", &self.field())
            .field("phase", &self.phase())
            .field("graph_code", &self.graph_code())
            .field("source", &self.0.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

impl Serialize for Error {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut record = serializer.serialize_struct("Error", 13)?;
        record.serialize_field("kind", self.kind().as_str())?;
        record.serialize_field("code", self.code().as_str())?;
        record.serialize_field("message", self.message())?;
        record.serialize_field("hint", &self.hint())?;
        record.serialize_field("operation", &self.operation())?;
        record.serialize_field("http_status", &self.http_status())?;
        record.serialize_field("attempts", &self.attempts())?;
        record.serialize_field("retryable", &self.retryable())?;
        record.serialize_field("retry_after", &self.retry_after().map(|wait| wait.as_secs_f64()))?;
        record.serialize_field("outcome", &self.outcome().map(Outcome::as_str))?;
        record.serialize_field("field", &self.field())?;
        record.serialize_field("phase", &self.phase().map(Phase::as_str))?;
        record.serialize_field("graph_code", &self.graph_code())?;
        record.end()
    }
}
