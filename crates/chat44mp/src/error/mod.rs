//! The one error type, with everything a caller needs to decide what to do next.

mod advice;
mod cause;
mod codes;
mod kinds;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chat44mp_macros::model;
use serde::Serialize;

use advice::Failed;
pub use codes::{CodeInfo, ErrorCode};
pub use kinds::{ErrorKind, Outcome, Phase};

use crate::interop::Seconds;
use crate::language::Language;
use crate::operation::OperationKind;
use crate::scrub::{Secrets, Unscrubbed};

// Add new fields here and to the facades: `python/chat44mp/_errors.py`, `Chat44mpException.kt`, `Chat44mpError.swift`.
/// The fields of an error. None of them ever holds the API key, a password or the query of a URL.
#[model(getters(Error))]
#[derive(Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct ErrorInfo {
    /// The kind of the error.
    pub kind: ErrorKind,
    /// The stable code, such as `contact_not_found`. New codes can appear.
    pub code: ErrorCode,
    /// The server's message, or the SDK's; at most 500 characters.
    #[serde(default)]
    pub server_message: String,
    /// How to fix it.
    pub hint: Option<String>,
    /// The call that failed, such as `contacts.create`.
    pub operation: Option<String>,
    /// The HTTP status of the last response, if one arrived.
    pub http_status: Option<u16>,
    /// The number of attempts.
    #[serde(default)]
    pub attempts: u32,
    /// Whether repeating the call later may succeed without duplicating its effect.
    #[serde(default)]
    pub retryable: bool,
    /// The time that the server requests to wait before the next request.
    pub retry_after: Option<Seconds>,
    /// The outcome of a failed write; absent on reads and outside of calls.
    pub outcome: Option<Outcome>,
    /// The argument or option that is invalid.
    pub field: Option<String>,
    /// The phase in which the call's connection failed.
    pub phase: Option<Phase>,
    /// The number of Facebook's error, as in `(#100) …`.
    pub graph_code: Option<i64>,
    /// The beginning of a response that could not be used, at most 16 KiB, without secrets.
    ///
    /// Of an HTML page only an excerpt of its text is kept. Of a response to a request with a password nothing is kept,
    /// unless the call sets `keep_body`.
    #[serde(skip_serializing)]
    pub body: Option<String>,
}

/// Why a call failed.
///
/// `kind` and `code` are stable and the same in every language; `hint` says what to do. On writes, `outcome` says whether
/// the change may have happened. No field ever holds the API key, a password or a URL's query.
#[derive(Clone)]
#[cfg_attr(feature = "reflection", derive(schemars::JsonSchema), schemars(with = "ErrorInfo"))]
pub struct Error(Box<Parts>);

#[derive(Clone)]
struct Parts {
    info: ErrorInfo,
    /// The outcome of the request, for reads too.
    delivery: Outcome,
    is_transient: bool,
    call_kind: Option<OperationKind>,
    /// How to fix the cause, for a hint that also says whether to repeat the call.
    cause_hint: Option<&'static str>,
    /// The message, unless it is a constant of this SDK, which cannot contain secrets.
    unscrubbed: Option<String>,
    quote: Option<Quote>,
    body: Option<Body>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// The server's text, for the message.
#[derive(Clone)]
struct Quote {
    text: Unscrubbed,
    /// The message that quotes it.
    message: fn(&str) -> String,
}

/// A response's body, to be scrubbed.
#[derive(Clone)]
pub(crate) enum Body {
    /// The beginning.
    Beginning(Unscrubbed),
    /// An HTML page, of which an excerpt of its text is kept.
    Page(Unscrubbed),
}

/// Maximum length of a message, in characters.
const MESSAGE_LIMIT: usize = 500;

impl Error {
    /// Creates an error with the kind and hint of `code`. By default, a request without a trustworthy response may have been
    /// applied, and any other was rejected.
    pub(crate) fn new(code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Error {
        let known = code.info();
        let kind = known.map_or(ErrorKind::Unknown, |info| info.kind);
        let cause_hint = known.map(|info| info.hint);
        let delivery = match kind {
            ErrorKind::Connection | ErrorKind::Timeout | ErrorKind::Malformed | ErrorKind::Server => {
                Outcome::Unknown
            }
            _ => Outcome::Rejected,
        };
        let info = ErrorInfo {
            kind,
            code,
            server_message: String::new(),
            hint: cause_hint.map(rendered),
            operation: None,
            http_status: None,
            attempts: 0,
            retryable: false,
            retry_after: None,
            outcome: None,
            field: None,
            phase: None,
            graph_code: None,
            body: None,
        };
        let mut error = Error::from(info);
        error.0.delivery = delivery;
        error.0.cause_hint = cause_hint;
        error.set_message(message.into());
        error
    }

    /// An error whose message is the server's own.
    pub(crate) fn from_server(code: ErrorCode, text: &str) -> Error {
        Error::new(code, "the server rejected the request")
            .with_quote(text, |text| text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// A value that the client rejects: nothing is sent.
    pub(crate) fn invalid(
        code: ErrorCode,
        field: &'static str,
        message: impl Into<Cow<'static, str>>,
    ) -> Error {
        Error::new(code, message).with_field(field).with_outcome(Outcome::NotSent)
    }

    /// An invalid configuration: nothing is sent.
    pub(crate) fn config(code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Error {
        Error::new(code, message).with_outcome(Outcome::NotSent)
    }

    pub(crate) fn with_kind(mut self, kind: ErrorKind) -> Error {
        self.0.info.kind = kind;
        self
    }

    pub(crate) fn with_hint(mut self, hint: &str) -> Error {
        self.0.info.hint = Some(rendered(hint));
        self.0.cause_hint = None;
        self
    }

    /// Sets how to fix the cause; the hint also says whether to repeat the call.
    pub(crate) fn with_cause_hint(mut self, hint: &'static str) -> Error {
        self = self.with_hint(hint);
        self.0.cause_hint = Some(hint);
        self.derived()
    }

    pub(crate) fn with_field(mut self, field: &str) -> Error {
        self.0.info.field = Some(field.to_owned());
        self
    }

    pub(crate) fn with_outcome(mut self, outcome: Outcome) -> Error {
        self.0.delivery = outcome;
        self.derived()
    }

    pub(crate) fn with_phase(mut self, phase: Phase) -> Error {
        self.0.info.phase = Some(phase);
        self
    }

    pub(crate) fn with_http_status(mut self, status: u16) -> Error {
        self.0.info.http_status = Some(status);
        self
    }

    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Error {
        self.0.info.retry_after = wait.map(Seconds::Of);
        self
    }

    pub(crate) fn with_graph_code(mut self, code: Option<i64>) -> Error {
        self.0.info.graph_code = code;
        self
    }

    pub(crate) fn with_body(mut self, body: Option<Body>) -> Error {
        self.0.body = body;
        self
    }

    /// Sets a message that quotes the server; `text` is scrubbed first.
    pub(crate) fn with_quote(mut self, text: &str, message: fn(&str) -> String) -> Error {
        self.0.quote = Some(Quote { text: text.into(), message });
        self
    }

    pub(crate) fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Error {
        self.0.source = Some(source.into().into());
        self
    }

    /// Marks an error as temporary: the same request may succeed later.
    pub(crate) fn mark_transient(mut self) -> Error {
        self.0.is_transient = true;
        self.derived()
    }

    pub(crate) fn with_call(mut self, call: &'static str, kind: OperationKind, attempts: u32) -> Error {
        self.0.info.operation = Some(call.to_owned());
        self.0.info.attempts = attempts;
        self.0.call_kind = Some(kind);
        self.derived()
    }

    /// Updates the derived fields.
    fn derived(mut self) -> Error {
        let Parts { info, delivery, is_transient, call_kind, cause_hint, .. } = &mut *self.0;
        let repeatable = *call_kind != Some(OperationKind::Create) || *delivery != Outcome::Unknown;
        info.retryable = *is_transient && repeatable;
        info.outcome = call_kind.filter(|kind| kind.is_write()).map(|_| *delivery);
        if let (Some(cause), Some(kind), Some(call)) = (*cause_hint, *call_kind, &info.operation) {
            let failed = Failed { call, kind, delivery: *delivery, is_transient: *is_transient };
            info.hint = Some(rendered(&advice::hint(cause, info.kind, &info.code, &failed)));
        }
        self
    }

    fn set_message(&mut self, message: Cow<'static, str>) {
        let is_constant = matches!(message, Cow::Borrowed(_));
        let message = rendered(&message);
        self.0.info.server_message = limited(message.clone());
        self.0.unscrubbed = (!is_constant).then_some(message);
    }

    /// Removes secrets from all text that may come from the server, and makes it readable. Constant messages of this
    /// SDK are unchanged.
    pub(crate) fn scrubbed(mut self, secrets: &Secrets) -> Error {
        let parts = &mut *self.0;
        let info = &mut parts.info;
        if let Some(message) = parts.unscrubbed.take() {
            let message = secrets.scrub(&message);
            info.server_message = limited(message.clone());
            parts.unscrubbed = Some(message);
        }
        if let Some(Quote { text, message }) = parts.quote.take() {
            let message = message(&secrets.message(&text, MESSAGE_LIMIT));
            info.server_message = limited(message.clone());
            parts.unscrubbed = Some(message);
        }
        info.body = match parts.body.take() {
            Some(Body::Beginning(text)) => Some(secrets.body(&text)),
            Some(Body::Page(page)) => Some(secrets.page(&page)),
            None => info.body.take().map(|text| secrets.scrub(&text)),
        };
        // Numbers from the server can contain the digits of a secret.
        info.graph_code = info.graph_code.filter(|code| !secrets.are_in(&code.to_string()));
        info.retry_after = info.retry_after.filter(|wait| !secrets.are_in(&wait.as_secs_f64().to_string()));
        parts.source = parts.source.take().map(|source| match source.downcast_ref::<Error>() {
            Some(error) => Arc::new(error.clone().scrubbed(secrets)) as _,
            None => cause::scrubbed(&*source, secrets).into(),
        });
        self
    }

    pub(crate) fn is_transient(&self) -> bool {
        self.0.is_transient
    }

    /// The outcome of the request, for reads too (a read has no public outcome).
    pub(crate) fn delivery(&self) -> Outcome {
        self.0.delivery
    }

    /// All fields.
    pub fn info(&self) -> &ErrorInfo {
        &self.0.info
    }
}

/// A text of the SDK with its names in the spelling of the reader's language.
fn rendered(text: &str) -> String {
    Language::current().render(text).into_owned()
}

/// At most [`MESSAGE_LIMIT`] characters.
fn limited(mut message: String) -> String {
    if let Some((end, _)) = message.char_indices().nth(MESSAGE_LIMIT) {
        message.truncate(end);
    }
    message
}

/// An error with these fields, and without a source.
impl From<ErrorInfo> for Error {
    fn from(info: ErrorInfo) -> Error {
        Error(Box::new(Parts {
            delivery: info.outcome.unwrap_or(Outcome::Unknown),
            is_transient: info.retryable,
            call_kind: None,
            cause_hint: None,
            unscrubbed: Some(info.server_message.clone()),
            info,
            quote: None,
            body: None,
            source: None,
        }))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(call) = self.operation() {
            write!(f, "{} failed: ", Language::current().spell(call))?;
        }
        write!(f, "{} [{}", self.server_message(), self.code())?;
        if let Some(outcome) = self.outcome() {
            write!(f, ", {outcome}")?;
        }
        f.write_str("]")
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error").field("info", self.info()).field("source", &self.0.source).finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

/// Errors are equal if their fields are.
impl PartialEq for Error {
    fn eq(&self, other: &Error) -> bool {
        self.info() == other.info()
    }
}

impl Eq for Error {}

impl std::hash::Hash for Error {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.info().hash(state);
    }
}

impl Serialize for Error {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.info().serialize(serializer)
    }
}
