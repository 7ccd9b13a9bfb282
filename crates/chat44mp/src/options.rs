//! Options of one call, beside those of its client, and what the values of durations can be.

use std::time::Duration;

use chat44mp_macros::options;
use serde::Deserialize;

use crate::error::{Error, ErrorCode};
use crate::interop::Seconds;

/// The upper bound of every duration.
const MAX: Duration = Duration::from_secs(7 * 24 * 3600);

/// Options of one call; they default to those of the client.
///
/// ```
/// use std::time::Duration;
///
/// let options = chat44mp::CallOptions::default().timeout(Duration::from_secs(5)).max_retries(0);
/// ```
#[options(setters(CallOptions), list(call_options))]
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct CallOptions {
    /// The timeout of the call with all its attempts and waits.
    pub timeout: Option<Seconds>,
    /// The maximum number of retries; 0 disables them.
    pub max_retries: Option<u32>,
    /// Keeps the response body for the raw variant.
    pub keep_body: Option<bool>,
}

impl CallOptions {
    /// The timeout, validated.
    pub(crate) fn timeout_limit(&self) -> Result<Option<Duration>, Error> {
        limit("timeout", self.timeout)
    }
}

/// Validates a timeout. One that is no limit is the upper bound.
pub(crate) fn limit(name: &'static str, limit: Option<Seconds>) -> Result<Option<Duration>, Error> {
    match limit {
        None => Ok(None),
        Some(Seconds::Infinite) => Ok(Some(MAX)),
        Some(Seconds::Of(limit)) if !limit.is_zero() && limit <= MAX => Ok(Some(limit)),
        Some(_) => Err(invalid_option(name, "must be greater than zero and at most 7 days, or no limit")),
    }
}

/// Validates a time to wait.
pub(crate) fn wait(name: &'static str, wait: Option<Seconds>) -> Result<Option<Duration>, Error> {
    match wait {
        None => Ok(None),
        Some(Seconds::Of(wait)) if wait <= MAX => Ok(Some(wait)),
        Some(_) => Err(invalid_option(name, "must be at least zero and at most 7 days")),
    }
}

/// The error for the value of an option.
pub(crate) fn invalid_option(name: &'static str, problem: &str) -> Error {
    Error::invalid(ErrorCode::INVALID_OPTION, name, format!("`{name}` {problem}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_infinite_timeout_is_no_limit() {
        for infinite in [Seconds::Infinite, Duration::MAX.into(), 9.2e18.into()] {
            assert_eq!(limit("timeout", Some(infinite)).unwrap(), Some(MAX));
            assert!(wait("backoff", Some(infinite)).is_err());
        }
    }

    #[test]
    fn rejects_durations_that_are_no_timeout() {
        // The last is a number of milliseconds that is taken for seconds.
        for invalid in [-1.0, f64::NAN, f64::NEG_INFINITY, 900_000.0] {
            assert!(limit("timeout", Some(invalid.into())).is_err(), "{invalid}");
            assert!(wait("backoff", Some(invalid.into())).is_err(), "{invalid}");
        }
        assert!(limit("timeout", Some(Seconds::default())).is_err());
        assert_eq!(wait("backoff", Some(Seconds::default())).unwrap(), Some(Duration::ZERO));
    }
}
