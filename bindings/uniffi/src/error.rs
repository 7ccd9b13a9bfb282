//! The errors of calls. The Kotlin and Swift packages convert them to their own error types.

use chat44mp::Error;
use chat44mp::ffi::CallFailure;

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
