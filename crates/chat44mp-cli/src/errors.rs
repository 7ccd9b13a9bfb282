//! Failures of commands and their exit codes, which are a stable interface for scripts.

use std::fmt;
use std::io;

use chat44mp::{Error, ErrorKind, Outcome};
use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

/// Wrong usage or configuration.
pub(crate) const USAGE: u8 = 1;
/// A write that may have happened.
pub(crate) const OUTCOME_UNKNOWN: u8 = 8;
/// Partial failure.
pub(crate) const PARTIAL_FAILURE: u8 = 12;
/// Ctrl-C.
pub(crate) const INTERRUPTED: u8 = 130;
/// SIGTERM.
#[cfg(unix)]
pub(crate) const TERMINATED: u8 = 143;

/// The exit codes and their meaning.
pub(crate) const EXIT_CODES: [(u8, &str); 14] = [
    (0, "success"),
    (USAGE, "usage or configuration"),
    (2, "not found"),
    (3, "API key rejected"),
    (5, "rate limit"),
    (6, "connection or timeout"),
    (7, "server, Facebook or unknown error"),
    (OUTCOME_UNKNOWN, "a write that may have happened"),
    (9, "invalid value"),
    (10, "conflict"),
    (11, "bot not enabled"),
    (PARTIAL_FAILURE, "partial failure"),
    (13, "malformed response"),
    (INTERRUPTED, "interrupted"),
];

/// Why a command failed.
pub(crate) enum Failure {
    /// A call failed, or the client could not be built.
    Call(Error),
    /// Wrong usage or configuration.
    Usage { message: String, hint: String },
    /// The MCP server refuses a request; nothing was sent.
    Refused { code: &'static str, message: String, hint: String },
    /// No key is set.
    NoKey { message: String, hint: String },
    /// A file or stream could not be read or written.
    Io { message: String },
    /// The user stopped the command.
    Stopped { writing: bool, exit_code: u8 },
    /// stdout was closed (EPIPE): exit silently.
    OutputClosed,
    /// A failure that the command has already printed as its result.
    Shown { exit_code: u8 },
}

impl Failure {
    pub(crate) fn usage(message: impl Into<String>, hint: impl Into<String>) -> Failure {
        Failure::Usage { message: message.into(), hint: hint.into() }
    }

    pub(crate) fn refused(
        code: &'static str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Failure {
        Failure::Refused { code, message: message.into(), hint: hint.into() }
    }

    /// `what` says what could not be done, such as "read config.toml".
    pub(crate) fn io(what: impl fmt::Display, error: &io::Error) -> Failure {
        Failure::Io { message: format!("could not {what}: {error}") }
    }

    /// Writing to stdout failed.
    pub(crate) fn output(error: &io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::OutputClosed,
            _ => Failure::io("write the output", error),
        }
    }

    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Failure::Call(error) => exit_code_of(error),
            Failure::Usage { .. } | Failure::Refused { .. } | Failure::NoKey { .. } | Failure::Io { .. } => {
                USAGE
            }
            Failure::Stopped { exit_code, .. } | Failure::Shown { exit_code } => *exit_code,
            Failure::OutputClosed => 0,
        }
    }
}

/// The exit code of a failed call; a write that may have happened has a separate one.
pub(crate) fn exit_code_of(error: &Error) -> u8 {
    if error.outcome() == Some(Outcome::Unknown) {
        return OUTCOME_UNKNOWN;
    }
    match error.kind() {
        ErrorKind::Config => USAGE,
        ErrorKind::NotFound => 2,
        ErrorKind::Authentication => 3,
        ErrorKind::RateLimited => 5,
        ErrorKind::Connection | ErrorKind::Timeout => 6,
        ErrorKind::Validation => 9,
        ErrorKind::Conflict => 10,
        ErrorKind::Precondition => 11,
        ErrorKind::Malformed => 13,
        // Server, Facebook, unknown messages, and future kinds.
        _ => 7,
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Call(error)
    }
}

/// The JSON of a failure: `message`, and the fields of the library's error where they apply.
impl Serialize for Failure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (kind, code, message, hint, outcome) = match self {
            Failure::Call(error) => {
                return CallFailure { message: error.to_string(), error }.serialize(serializer);
            }
            Failure::Usage { message, hint } => ("config", "usage", message.as_str(), Some(hint), None),
            Failure::Refused { code, message, hint } => {
                ("config", *code, message.as_str(), Some(hint), Some("not_sent"))
            }
            Failure::NoKey { message, hint } => {
                ("config", "missing_api_key", message.as_str(), Some(hint), None)
            }
            Failure::Io { message } => ("config", "io_failed", message.as_str(), None, None),
            Failure::Stopped { writing, .. } => {
                ("cancelled", "cancelled", "interrupted", None, writing.then_some("unknown"))
            }
            Failure::OutputClosed => ("config", "output_closed", "the output was closed", None, None),
            Failure::Shown { .. } => return serializer.serialize_none(),
        };
        let field = matches!(self, Failure::NoKey { .. }).then_some("api_key");
        let mut record = serializer.serialize_struct("Failure", 6)?;
        record.serialize_field("kind", kind)?;
        record.serialize_field("code", code)?;
        record.serialize_field("message", message)?;
        record.serialize_field("hint", &hint)?;
        record.serialize_field("field", &field)?;
        record.serialize_field("outcome", &outcome)?;
        record.end()
    }
}

/// The JSON of a failed call.
#[derive(Serialize)]
struct CallFailure<'a> {
    message: String,
    #[serde(flatten)]
    error: &'a Error,
}
