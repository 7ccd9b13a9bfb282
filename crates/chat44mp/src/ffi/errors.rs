//! Errors that only a binding can detect.

use crate::error::{Error, ErrorCode};

/// The error for a negative count.
pub fn negative_option(name: &'static str) -> Error {
    Error::invalid(ErrorCode::INVALID_OPTION, name, format!("{name} must be at least 0"))
}

/// The error for a second reader, or for reading after the end.
pub fn busy(what: &str) -> Error {
    Error::config(ErrorCode::INVALID_VALUE, format!("{what} is already being read, or has finished"))
}
