//! Whether and when a failed attempt is retried.

use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use http::HeaderMap;

use crate::error::{Error, ErrorKind, Outcome};
use crate::operation::OperationKind;

/// The maximum backoff.
const BACKOFF_CAP: Duration = Duration::from_secs(8);

/// The maximum wait that a server may request.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(120);

/// Whether this failure of an operation of this kind may be retried.
///
/// A create is retried only if nothing was sent, or the server rejected the request unprocessed (HTTP 429).
fn may_retry(kind: OperationKind, error: &Error) -> bool {
    let refused = error.kind() == ErrorKind::RateLimited && error.delivery() == Outcome::Rejected;
    let not_processed = error.delivery() == Outcome::NotSent || refused;
    error.is_transient() && (not_processed || kind != OperationKind::Create)
}

/// The retries of one call.
pub(crate) struct Retries {
    max_retries: u32,
    /// The maximum number of retries after HTTP 429, if they are counted separately.
    max_throttles: Option<u32>,
    backoff: Duration,
    retries: u32,
    throttles: u32,
}

impl Retries {
    pub(crate) fn new(max_retries: u32, max_throttles: Option<u32>, backoff: Duration) -> Retries {
        Retries { max_retries, max_throttles, backoff, retries: 0, throttles: 0 }
    }

    /// The wait before the next attempt after `error`; `None` if there must not be one.
    pub(crate) fn next(&mut self, kind: OperationKind, error: &Error) -> Option<Duration> {
        let failed_attempts = self.retries + self.throttles + 1;
        let (count, max) = match self.max_throttles {
            Some(max) if error.kind() == ErrorKind::RateLimited => (&mut self.throttles, max),
            _ => (&mut self.retries, self.max_retries),
        };
        if *count >= max || !may_retry(kind, error) {
            return None;
        }
        *count += 1;
        wait(error, failed_attempts, self.backoff)
    }
}

/// The wait before the next attempt. `None` if the server requests a longer wait than the maximum.
fn wait(error: &Error, failed_attempts: u32, base: Duration) -> Option<Duration> {
    match error.retry_after() {
        Some(wait) => (wait <= MAX_RETRY_AFTER).then_some(wait),
        None => {
            let doubled = base.saturating_mul(1 << (failed_attempts.saturating_sub(1)).min(16));
            // Full jitter, so that clients that failed together do not retry together.
            Some(doubled.min(BACKOFF_CAP).mul_f64(fastrand::f64()))
        }
    }
}

/// The wait that a response requests: milliseconds, seconds or a date, rounded up.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    if let Some(milliseconds) = text("retry-after-ms").and_then(|text| text.parse::<f64>().ok()) {
        return Duration::try_from_secs_f64(milliseconds / 1000.0).ok();
    }
    let value = text("retry-after")?;
    if let Ok(seconds) = value.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    // The date has no fractions of a second: without rounding up, the retry would be too early.
    let wait = httpdate::parse_http_date(value).ok()?.duration_since(now).unwrap_or_default();
    Some(Duration::from_secs(wait.as_secs() + u64::from(wait.subsec_nanos() > 0)))
}

/// The retry budget: retries spend tokens, and successes earn them. All calls of a client share it, so that retries do not
/// multiply the load on a failing server.
pub(crate) struct Budget(Mutex<u32>);

impl Budget {
    const FULL: u32 = 500;
    const RETRY: u32 = 14;
    const THROTTLED: u32 = 5;

    pub(crate) fn new() -> Budget {
        Budget(Mutex::new(Budget::FULL))
    }

    /// Spends the tokens of a retry after `error`; false if there are not enough.
    pub(crate) fn spend(&self, error: &Error) -> bool {
        let cost = if error.kind() == ErrorKind::RateLimited { Budget::THROTTLED } else { Budget::RETRY };
        let mut tokens = self.tokens();
        match tokens.checked_sub(cost) {
            Some(left) => {
                *tokens = left;
                true
            }
            None => false,
        }
    }

    pub(crate) fn earn(&self) {
        let mut tokens = self.tokens();
        *tokens = (*tokens + 1).min(Budget::FULL);
    }

    fn tokens(&self) -> std::sync::MutexGuard<'_, u32> {
        // A panic elsewhere cannot leave the number inconsistent.
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorCode;

    fn lost() -> Error {
        Error::new(ErrorCode::SEND_FAILED, "").with_outcome(Outcome::Unknown).mark_transient()
    }

    #[test]
    fn retries_a_create_only_if_it_was_not_processed() {
        assert!(!may_retry(OperationKind::Create, &lost()));
        assert!(may_retry(OperationKind::Set, &lost()) && may_retry(OperationKind::Read, &lost()));
        let unsent =
            Error::new(ErrorCode::CONNECT_FAILED, "").with_outcome(Outcome::NotSent).mark_transient();
        assert!(may_retry(OperationKind::Create, &unsent));
        assert!(may_retry(OperationKind::Create, &Error::new(ErrorCode::RATE_LIMITED, "").mark_transient()));
        assert!(!may_retry(OperationKind::Read, &Error::new(ErrorCode::CONTACT_NOT_FOUND, "")));
    }

    #[test]
    fn backoff_grows_exponentially_up_to_its_cap() {
        for failed in 1..40 {
            let base = Duration::from_millis(250);
            let longest = base.mul_f64(2f64.powi(failed as i32 - 1)).min(BACKOFF_CAP);
            assert!(wait(&lost(), failed, base).unwrap() <= longest);
        }
    }

    #[test]
    fn parses_every_form_of_retry_after() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_millis(784_111_777_500);
        let after = |name: &'static str, value: &'static str| {
            retry_after(&HeaderMap::from_iter([(name.parse().unwrap(), value.parse().unwrap())]), now)
        };
        assert_eq!(after("retry-after-ms", "250"), Some(Duration::from_millis(250)));
        assert_eq!(after("retry-after", "2"), Some(Duration::from_secs(2)));
        assert_eq!(after("retry-after", "Sun, 06 Nov 1994 08:49:40 GMT"), Some(Duration::from_secs(3)));
        assert_eq!(after("retry-after", "Sun, 06 Nov 1994 08:49:30 GMT"), Some(Duration::ZERO));
        for nonsense in ["soon", "-1", "NaN", "inf"] {
            assert_eq!(after("retry-after", nonsense), None, "{nonsense}");
        }
        let patient = lost().with_retry_after(Some(Duration::from_secs(121)));
        assert_eq!(wait(&patient, 1, Duration::ZERO), None);
    }

    #[test]
    fn the_budget_is_exhausted_and_refilled() {
        let budget = Budget::new();
        let paid = (0..100).filter(|_| budget.spend(&lost())).count();
        assert_eq!(paid, 35);
        (0..4).for_each(|_| budget.earn());
        assert!(budget.spend(&lost()));
        assert!(!budget.spend(&lost()));
    }
}
