//! The fields of an error, defined once for every language.

use chat44mp_macros::model;
use serde::Serialize;

use super::{Error, ErrorCode};
use crate::interop::{Seconds, words};

/// The kind of an error: a class or case of its own in every language.
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
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
    /// The e-mail address or phone number is already in use.
    Conflict,
    /// The page has no enabled bot.
    Precondition,
    /// Facebook rejected the request.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
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

// A new field is added here, and to the facades: `python/chat44mp/_errors.py`, `Chat44mpException.kt`, `Chat44mpError.swift`.
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
    /// unless the call's `keep_body` asks for the body.
    #[serde(skip_serializing)]
    pub body: Option<String>,
}
