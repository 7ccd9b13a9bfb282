//! The core's error. The facades turn it into what their language throws.

use chat44mp::Error;
use chat44mp::ffi::CallFailure;

/// Why a call returned no value.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum NativeError {
    /// It failed.
    #[error("{}", .failure.text)]
    Failed {
        /// The error.
        failure: Box<CallFailure>,
    },
    /// It was stopped by its `CallControl`. A write may have happened.
    #[error("the call was stopped")]
    Cancelled,
}

impl From<Error> for NativeError {
    fn from(error: Error) -> Self {
        NativeError::Failed { failure: Box::new(CallFailure::from(&error)) }
    }
}
