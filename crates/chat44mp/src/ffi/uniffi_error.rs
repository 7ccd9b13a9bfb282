//! Errors as Kotlin and Swift receive them; `bindings/uniffi/uniffi.toml` says what they become.

use std::error::Error as StdError;
use std::iter::successors;

use ::uniffi::custom_type;

use crate::error::{Error, ErrorInfo};

/// An error with everything that is not among its fields.
#[derive(Debug, Clone, uniffi::Record)]
pub struct CallFailure {
    /// The fields.
    pub info: ErrorInfo,
    /// The error in one line, for people.
    pub text: String,
    /// Its causes, outermost first.
    pub causes: Vec<String>,
}

impl From<&Error> for CallFailure {
    fn from(error: &Error) -> Self {
        let causes = successors(error.source(), |cause: &&(dyn StdError + 'static)| (*cause).source());
        CallFailure {
            info: error.info().clone(),
            text: error.to_string(),
            causes: causes.map(ToString::to_string).collect(),
        }
    }
}

type CallError = Error;

custom_type!(
    /// Why a call failed.
    CallError, CallFailure, { lower: |error| CallFailure::from(&error), try_lift: |failure| Ok(failure.info.into()) }
);
