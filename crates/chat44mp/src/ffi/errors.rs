//! Errors that only a binding can detect.

#[cfg(feature = "node")]
use crate::error::Outcome;
use crate::error::{Error, ErrorCode, ErrorInfo};
use crate::language::Language;
use crate::options::invalid_option;

/// The fields of an error, with `field` as the language of the package spells it.
pub fn spelled(error: &Error) -> ErrorInfo {
    let mut info = error.info().clone();
    info.field = info.field.map(|field| Language::current().spell(&field).into_owned());
    info
}

/// The error for a negative count.
pub fn negative_option(name: &'static str) -> Error {
    invalid_option(name, "must be at least 0")
}

/// The error for a second reader, or for reading after the end.
pub fn busy(what: &str) -> Error {
    Error::config(ErrorCode::INVALID_VALUE, format!("{what} is already being read, or has finished"))
}

/// The error for a block that was given a client to make a call with, and made none.
pub fn no_response() -> Error {
    let message = "`raw` received no response: the block must make a call with the client that it receives";
    Error::invalid(ErrorCode::INVALID_VALUE, "call", message)
}

/// The error for a value of the right type that has no meaning, such as the text of no date.
#[cfg(feature = "node")]
pub fn invalid_value(field: &str, message: String) -> Error {
    Error::new(ErrorCode::INVALID_VALUE, message).with_field(field).with_outcome(Outcome::NotSent)
}

/// An error with the kind and the hint of its code, for fakes of a client. The message says by default when the code occurs.
pub fn error_of(code: ErrorCode, message: Option<String>) -> Error {
    let meaning = code.info().map(|info| info.when.to_owned());
    Error::new(code, message.or(meaning).unwrap_or_default())
}
