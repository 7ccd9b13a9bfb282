//! The kinds of errors, the outcomes of failed writes, and the phases of a connection.

use serde::{Deserialize, Serialize};

use crate::interop::string_enum;

/// The kind of an error, which is a separate class or case in every language.
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
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

string_enum!(ErrorKind {
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

string_enum!(Outcome {
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

string_enum!(Phase {
    Dns => "dns",
    Connect => "connect",
    Tls => "tls",
    Send => "send",
    Read => "read",
});
