//! What only a binding can see is wrong.

use crate::error::{Error, ErrorCode};

/// An option that counts something, with less than nothing.
pub fn negative_option(name: &'static str) -> Error {
    Error::invalid(ErrorCode::INVALID_OPTION, name, format!("{name} must be at least 0"))
}

/// Somebody else reads these answers at this moment.
pub fn busy() -> Error {
    Error::config(ErrorCode::INVALID_VALUE, "these answers are being read already")
}
