//! The core's error, with all it knows. The facades make of it what their language throws.

use std::error::Error as StdError;
use std::iter::successors;

use chat44mp::{Error, ErrorKind, Outcome, Phase};

/// Why a call gave no value.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum NativeError {
    /// It failed.
    #[error("{}", .failure.text)]
    Failed {
        /// All that is known about it.
        failure: Box<Failure>,
    },
    /// It was stopped by its `CallControl`. A write may have happened.
    #[error("the call was stopped")]
    Cancelled,
}

/// A failure. No field ever holds the API key, a password or a URL's query.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Failure {
    /// The family it belongs to.
    pub kind: ErrorKind,
    /// The stable code, such as `contact_not_found`. New codes can appear.
    pub code: String,
    /// All in one line, for people.
    pub text: String,
    /// The server's message, or the SDK's; at most 500 characters.
    pub detail: String,
    /// How to fix it.
    pub hint: Option<String>,
    /// The call that failed, such as `contacts.create`.
    pub operation: Option<String>,
    /// The HTTP status of the last response, if one arrived.
    pub http_status: Option<i32>,
    /// The number of attempts.
    pub attempts: i32,
    /// Whether repeating the call later may succeed without duplicating its effect.
    pub retryable: bool,
    /// How many seconds the server asks to wait before the next request.
    pub retry_after: Option<f64>,
    /// The outcome of a failed write; absent on reads and outside of calls.
    pub outcome: Option<Outcome>,
    /// The argument or option that is wrong, in `snake_case`.
    pub field: Option<String>,
    /// The phase in which the call's connection failed.
    pub phase: Option<Phase>,
    /// The number in Facebook's own error.
    pub graph_code: Option<i64>,
    /// The beginning of an answer that could not be used, cleared of secrets.
    pub body: Option<String>,
    /// What lies below, outermost first.
    pub causes: Vec<String>,
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        let causes = successors(error.source(), |cause: &&(dyn StdError + 'static)| (*cause).source());
        Failure {
            kind: error.kind(),
            code: error.code().to_string(),
            text: error.to_string(),
            detail: error.message().to_owned(),
            hint: error.hint().map(str::to_owned),
            operation: error.operation().map(str::to_owned),
            http_status: error.http_status().map(i32::from),
            attempts: error.attempts().try_into().unwrap_or(i32::MAX),
            retryable: error.retryable(),
            retry_after: error.retry_after().map(|wait| wait.as_secs_f64()),
            outcome: error.outcome(),
            field: error.field().map(str::to_owned),
            phase: error.phase(),
            graph_code: error.graph_code(),
            body: error.body().map(str::to_owned),
            causes: causes.map(ToString::to_string).collect(),
        }
    }
}

impl From<Error> for NativeError {
    fn from(error: Error) -> Self {
        NativeError::Failed { failure: Box::new(Failure::from(&error)) }
    }
}
