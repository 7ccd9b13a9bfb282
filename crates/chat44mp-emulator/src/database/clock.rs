//! The clock of the emulated server, for rows and the `Date` header.

use jiff::Timestamp;
use jiff::ToSpan as _;
use jiff::civil::DateTime;
use jiff::fmt::rfc2822::DateTimePrinter;
use jiff::tz::Offset;

use crate::database::dates;

/// A deterministic clock: it starts where the seed says and advances by one second per request.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    local: DateTime,
    offset: Offset,
}

const START: DateTime = DateTime::constant(2026, 1, 15, 9, 0, 0, 0);
/// Central European Time, to detect a client that treats local times as UTC.
const UTC_OFFSET_MINUTES: i32 = 60;

impl Clock {
    /// Creates a clock that starts at a local time, with the server's offset from UTC in minutes.
    pub(crate) fn new(start: Option<DateTime>, utc_offset_minutes: Option<i32>) -> Clock {
        Clock {
            local: start.unwrap_or(START),
            offset: offset(utc_offset_minutes.unwrap_or(UTC_OFFSET_MINUTES)).unwrap_or(Offset::UTC),
        }
    }

    /// Advances by one second.
    pub(crate) fn tick(&mut self) {
        self.local = self.local.saturating_add(1.second());
    }

    /// The server's local time.
    pub(crate) fn local(&self) -> DateTime {
        self.local
    }

    /// The local time as the database stores it: no offset.
    pub(crate) fn sql(&self) -> String {
        dates::show(self.local)
    }

    /// The same moment as an HTTP date, which is in UTC; none if it has no such form.
    pub(crate) fn http_date(&self) -> Option<String> {
        let now: Timestamp = self.offset.to_timestamp(self.local).ok()?;
        DateTimePrinter::new().timestamp_to_rfc9110_string(&now).ok()
    }
}

/// An offset from UTC; none if it is out of range.
pub(crate) fn offset(minutes: i32) -> Option<Offset> {
    Offset::from_seconds(minutes.checked_mul(60)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_one_moment_in_local_time_and_in_utc() {
        for (minutes, expected) in [
            (None, "Thu, 15 Jan 2026 08:00:01 GMT"),
            (Some(0), "Thu, 15 Jan 2026 09:00:01 GMT"),
            (Some(-330), "Thu, 15 Jan 2026 14:30:01 GMT"),
        ] {
            let mut clock = Clock::new(None, minutes);
            clock.tick();
            assert_eq!(clock.sql(), "2026-01-15 09:00:01");
            assert_eq!(clock.http_date().as_deref(), Some(expected));
        }
    }
}
