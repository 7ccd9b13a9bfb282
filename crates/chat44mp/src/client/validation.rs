//! What the values of options can be.

use std::time::Duration;

use crate::error::{Error, ErrorCode};
use crate::interop::Seconds;
use crate::language::Language;
use crate::transport::MAX_TIMEOUT;

/// Validates a time limit.
pub(super) fn limit(name: &'static str, limit: Option<Seconds>) -> Result<Option<Duration>, Error> {
    match limit.map(|limit| if limit.is_no_limit() { MAX_TIMEOUT } else { limit.0 }) {
        Some(limit) if limit.is_zero() || limit > MAX_TIMEOUT => {
            Err(invalid(name, "must be greater than zero and at most 7 days, or no limit"))
        }
        limit => Ok(limit),
    }
}

/// Validates a time to wait.
pub(super) fn wait(name: &'static str, wait: Option<Seconds>, default: Duration) -> Result<Duration, Error> {
    match wait.map_or(default, Duration::from) {
        wait if wait > MAX_TIMEOUT => Err(invalid(name, "must be at most 7 days")),
        wait => Ok(wait),
    }
}

/// Validates a number that is at least 1.
pub(super) fn positive(name: &'static str, number: usize, largest: usize) -> Result<usize, Error> {
    match number {
        number if (1..=largest).contains(&number) => Ok(number),
        _ => Err(invalid(name, "must be at least 1")),
    }
}

/// The User-Agent header of a package of the SDK.
pub(super) fn user_agent(suffix: Option<&str>) -> Result<String, Error> {
    let product = format!("chat44mp-{}/{}", Language::current().as_str(), env!("CARGO_PKG_VERSION"));
    match suffix {
        None => Ok(product),
        Some(suffix) if suffix.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) => {
            Ok(format!("{product} {}", suffix.trim()))
        }
        Some(_) => Err(invalid("user_agent_suffix", "must be printable ASCII, such as my-crm/1.2")),
    }
}

fn invalid(name: &'static str, problem: &str) -> Error {
    Error::invalid(ErrorCode::INVALID_OPTION, name, format!("`{name}` {problem}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_infinite_timeout_is_no_limit() {
        for infinite in [f64::MAX, 9.2e18] {
            let infinite = Duration::try_from_secs_f64(infinite).unwrap_or(Duration::MAX);
            assert_eq!(limit("timeout", Some(infinite.into())).unwrap(), Some(MAX_TIMEOUT));
            assert!(wait("backoff", Some(infinite.into()), Duration::ZERO).is_err());
        }
        // A number of milliseconds that is taken for seconds.
        assert!(limit("timeout", Some(Duration::from_secs(900_000).into())).is_err());
        assert!(limit("timeout", Some(Duration::ZERO.into())).is_err());
    }
}
