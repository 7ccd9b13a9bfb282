//! Errors for files.

use std::io;
use std::path::Path;

use crate::error::{Error, ErrorCode};

/// The error for a file operation.
pub(crate) fn failed(what: &str, path: &Path, error: &io::Error) -> Error {
    Error::config(ErrorCode::FILE_FAILED, format!("could not {what} {}: {error}", path.display()))
}

/// The error for an operation on the file of an option.
pub(crate) fn failed_option(option: &'static str, what: &str, path: &Path, error: &io::Error) -> Error {
    let message = format!("`{option}`: could not {what} {}: {error}", path.display());
    Error::invalid(ErrorCode::FILE_FAILED, option, message)
}
