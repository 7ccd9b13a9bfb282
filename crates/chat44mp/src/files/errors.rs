//! Errors for files.

use std::io;
use std::path::Path;

use crate::error::{Error, ErrorCode};

/// The error for a file operation.
pub(crate) fn failed(what: &str, path: &Path, error: &io::Error) -> Error {
    let message = format!("could not {what} {}: {error}", path.display());
    Error::config(ErrorCode::FILE_FAILED, message).with_source(copy(error))
}

/// The error for an operation on the file of an option.
pub(crate) fn failed_option(option: &'static str, what: &str, path: &Path, error: &io::Error) -> Error {
    let message = format!("`{option}`: could not {what} {}: {error}", path.display());
    Error::invalid(ErrorCode::FILE_FAILED, option, message).with_source(copy(error))
}

/// The same error, by which a program recognizes a missing file (`FileNotFoundError` in Python).
fn copy(error: &io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(number) => io::Error::from_raw_os_error(number),
        None => io::Error::new(error.kind(), error.to_string()),
    }
}
