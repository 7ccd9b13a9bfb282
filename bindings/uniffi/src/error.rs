//! The errors of calls. The Kotlin and Swift packages convert them to their own error types.

use chat44mp::ffi::{self, CallFailure};
use chat44mp::{Error, ErrorCode, ErrorInfo};

use crate::language::Language;

/// Why a call returned no value.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum NativeError {
    /// The call failed.
    #[error("{}", .failure.text)]
    Failed {
        /// The error.
        failure: Box<CallFailure>,
    },
    /// The call was cancelled through its `CallControl`. A write may have happened.
    #[error("the call was cancelled")]
    Cancelled,
}

impl From<Error> for NativeError {
    fn from(error: Error) -> Self {
        NativeError::Failed { failure: Box::new(CallFailure::from(&error)) }
    }
}

/// Returns an error with the kind and the hint of its code, for fakes of a client.
#[uniffi::export]
pub fn error_of(language: Language, code: String, message: Option<String>) -> CallFailure {
    language.set();
    CallFailure::from(&ffi::error_of(ErrorCode::custom(code), message))
}

/// Returns an error with these fields, for fakes of a client.
#[uniffi::export]
pub fn error_with(info: ErrorInfo) -> CallFailure {
    CallFailure::from(&Error::from(info))
}
