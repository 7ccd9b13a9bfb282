//! What only a binding can see is wrong.

use crate::error::{Error, ErrorCode};

/// An option that counts something, with less than nothing.
pub fn negative_option(name: &'static str) -> Error {
    Error::invalid(ErrorCode::INVALID_OPTION, name, format!("{name} must be at least 0"))
}

/// What can be waited for by one at a time is waited for already, or has come to its end.
pub fn busy(what: &str) -> Error {
    Error::config(ErrorCode::INVALID_VALUE, format!("{what} is read by someone else, or to its end"))
}
