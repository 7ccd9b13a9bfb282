//! The server's clock: `Date` headers are in UTC, its records hold local time without an offset.

use std::sync::atomic::{AtomicI32, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use http::HeaderMap;
use http::header::DATE;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Maximum difference between a record's time and a `Date` header of the same moment, in seconds: both are truncated to
/// seconds, and a proxy in front of the server has a different clock.
const TOLERANCE: i64 = 3;

/// Maximum duration of a call for which a creation time is compared while the offset is unknown.
const LONGEST_CALL: Duration = Duration::from_secs(2 * 60);

/// The UTC offsets in use that are not whole hours, in minutes.
const FRACTIONAL_OFFSETS: [i64; 13] = [-570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765, 825];

/// The offset of the server's local time, once it is known.
pub(crate) struct ServerClock(AtomicI32);

const UNKNOWN: i32 = i32::MIN;

impl ServerClock {
    pub(crate) fn new() -> ServerClock {
        ServerClock(AtomicI32::new(UNKNOWN))
    }

    /// Derives the offset from a record that was created just before the response with these headers.
    pub(crate) fn learn(&self, created_at: Option<DateTime>, headers: &HeaderMap) {
        let (Some(local), Some(now)) = (created_at.and_then(seconds), date(headers)) else { return };
        if let Some(offset) = offsets().find(|offset| (now + offset * 60 - local).abs() <= TOLERANCE) {
            self.0.store(offset as i32, Ordering::Relaxed);
        }
    }

    /// Whether a record was created between the start of a call and a response that arrived `elapsed` later.
    ///
    /// While the offset is unknown, every offset in use is tried.
    pub(crate) fn is_during_call(
        &self,
        created_at: Option<DateTime>,
        headers: &HeaderMap,
        elapsed: Duration,
    ) -> bool {
        let (Some(local), Some(now)) = (created_at.and_then(seconds), date(headers)) else { return false };
        let longest = elapsed.as_secs() as i64 + 1 + TOLERANCE;
        let fits = |offset: i64| (-TOLERANCE..=longest).contains(&(now + offset * 60 - local));
        match self.0.load(Ordering::Relaxed) {
            UNKNOWN => elapsed <= LONGEST_CALL && offsets().any(fits),
            offset => fits(offset.into()),
        }
    }
}

fn offsets() -> impl Iterator<Item = i64> {
    (-12..=14).map(|hours| hours * 60).chain(FRACTIONAL_OFFSETS)
}

/// The server's time in UTC, in seconds since 1970.
fn date(headers: &HeaderMap) -> Option<i64> {
    let date = httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()?;
    i64::try_from(date.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()
}

/// Local time, counted as if it were UTC.
fn seconds(local: DateTime) -> Option<i64> {
    Some(local.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use jiff::Span;
    use jiff::civil::datetime;

    use super::*;

    /// 2026-01-15 08:00:10 UTC.
    fn now() -> HeaderMap {
        let date = HeaderValue::from_static("Thu, 15 Jan 2026 08:00:10 GMT");
        HeaderMap::from_iter([(DATE, date)])
    }

    /// The local time `seconds` before [`now`], `offset` minutes from UTC.
    fn local(offset: i64, seconds: i64) -> Option<DateTime> {
        let utc = datetime(2026, 1, 15, 8, 0, 10, 0);
        Some(utc.checked_add(Span::new().seconds(offset * 60 - seconds)).unwrap())
    }

    #[test]
    fn accepts_a_record_created_during_the_call_in_every_time_zone() {
        let (clock, elapsed) = (ServerClock::new(), Duration::from_secs(8));
        for offset in offsets() {
            for age in 0..=8 {
                assert!(clock.is_during_call(local(offset, age), &now(), elapsed), "{offset} {age}");
            }
        }
    }

    #[test]
    fn rejects_an_earlier_record_in_every_time_zone() {
        let (clock, elapsed) = (ServerClock::new(), Duration::from_secs(8));
        for offset in offsets() {
            for age in [13, 60, 15 * 60 - 7, 20 * 60, 3 * 86_400 + 99] {
                assert!(!clock.is_during_call(local(offset, age), &now(), elapsed), "{offset} {age}");
            }
        }
    }

    #[test]
    fn a_known_offset_rejects_a_record_of_whole_hours_ago() {
        let (clock, elapsed) = (ServerClock::new(), Duration::from_secs(8));
        clock.learn(local(330, 1), &now());
        assert!(clock.is_during_call(local(330, 5), &now(), elapsed));
        for age in [15 * 60, 3600, 7200, 86_400] {
            assert!(!clock.is_during_call(local(330, age), &now(), elapsed), "{age}");
        }
    }

    #[test]
    fn rejects_what_cannot_be_compared() {
        let (clock, elapsed) = (ServerClock::new(), Duration::from_secs(8));
        assert!(!clock.is_during_call(None, &now(), elapsed));
        assert!(!clock.is_during_call(local(60, 1), &HeaderMap::new(), elapsed));
        assert!(!clock.is_during_call(local(60, 1), &now(), Duration::from_secs(3600)));
        clock.learn(local(60, 400), &now());
        assert!(clock.is_during_call(local(0, 1), &now(), elapsed), "the offset is unknown");
    }
}
