//! Converts errors for Kotlin and Swift; `bindings/uniffi/uniffi.toml` names their types there.

use std::error::Error as StdError;
use std::iter::successors;

use ::uniffi::custom_type;

use super::errors::spelled;
use crate::error::{Error, ErrorInfo};

/// An error with its text and its causes.
#[derive(Debug, Clone, uniffi::Record)]
pub struct CallFailure {
    /// The fields.
    pub info: ErrorInfo,
    /// The error as one line of text.
    pub text: String,
    /// Its causes, outermost first.
    pub causes: Vec<String>,
}

impl From<&Error> for CallFailure {
    fn from(error: &Error) -> Self {
        let causes = successors(error.source(), |cause: &&(dyn StdError + 'static)| (*cause).source());
        CallFailure {
            info: spelled(error),
            text: error.to_string(),
            causes: causes.map(ToString::to_string).collect(),
        }
    }
}

type CallError = Error;

custom_type!(
    /// The error of a failed call.
    CallError, CallFailure, { lower: |error| CallFailure::from(&error), try_lift: |failure| Ok(failure.info.into()) }
);
