//! Numbers of other languages. What does not fit is clamped, for the core to validate.

use std::time::Duration;

use crate::interop::Seconds;

/// Converts seconds to a duration; seconds out of range become the nearest duration.
pub fn seconds(seconds: f64) -> Duration {
    Seconds::clamped(seconds).0
}

/// Converts a count, clamped to the largest possible one; `None` for a negative number.
pub fn count(count: i64) -> Option<u32> {
    (count >= 0).then(|| count.try_into().unwrap_or(u32::MAX))
}
