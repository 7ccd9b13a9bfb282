//! How PHP and its database read values: integers from the start of a text, `"0"` as nothing, loose comparison,
//! lenient dates, text that is cut and loses its emoji when stored.

use jiff::civil::{Date, DateTime};

pub(crate) const ZERO_DATE_TIME: &str = "0000-00-00 00:00:00";

/// `(int) $text`: the integer at the start, else 0.
pub(crate) fn integer(text: &str) -> i64 {
    let text = text.trim_start();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let magnitude = digits
        .bytes()
        .take_while(u8::is_ascii_digit)
        .fold(0_i64, |sum, digit| sum.saturating_mul(10).saturating_add(i64::from(digit - b'0')));
    if negative { -magnitude } else { magnitude }
}

/// The text, unless PHP would call it empty.
pub(crate) fn truthy(text: &str) -> Option<&str> {
    (!matches!(text, "" | "0")).then_some(text)
}

/// The form in which the database compares text: without case and trailing spaces.
pub(crate) fn folded(text: &str) -> String {
    text.trim_end_matches(' ').to_lowercase()
}

/// What a three-byte utf8 column of `limit` characters keeps of a text.
pub(crate) fn stored(text: &str, limit: usize) -> String {
    text.chars().map(|c| if c > '\u{ffff}' { '?' } else { c }).take(limit).collect()
}

/// What a date-time column keeps: the zero date for what is no date.
pub(crate) fn date_time(text: &str) -> String {
    let text = text.trim();
    let text = text.strip_suffix('Z').unwrap_or(text);
    let parsed = match text.len() {
        0..=10 => text.parse::<Date>().map(|date| date.at(0, 0, 0, 0)),
        _ => text.parse::<DateTime>(),
    };
    parsed.map_or_else(|_| ZERO_DATE_TIME.to_owned(), show)
}

/// A date-time as the database writes it.
pub(crate) fn show(time: DateTime) -> String {
    time.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_loose() {
        for (text, expected) in [
            ("39", 39),
            ("39abc", 39),
            ("39.0", 39),
            (" 39 ", 39),
            ("abc", 0),
            ("", 0),
            ("-5", -5),
            ("67,68", 67),
        ] {
            assert_eq!(integer(text), expected, "{text}");
        }
        assert_eq!(integer("99999999999999999999"), i64::MAX);
    }

    #[test]
    fn dates_are_lenient_and_bad_ones_are_zero() {
        for (text, expected) in [
            ("2030-12-31", "2030-12-31 00:00:00"),
            ("2030-12-31 23:59:58", "2030-12-31 23:59:58"),
            ("2030-12-31T23:59:58Z", "2030-12-31 23:59:58"),
            ("31/12/2030", ZERO_DATE_TIME),
            ("2030-02-31", ZERO_DATE_TIME),
            ("tomorrow", ZERO_DATE_TIME),
        ] {
            assert_eq!(date_time(text), expected, "{text}");
        }
    }

    #[test]
    fn storing_cuts_and_loses_emoji() {
        assert_eq!(stored("ok 😀 è 漢 ❤", 99), "ok ? è 漢 ❤");
        assert_eq!(stored(&"x".repeat(120), 99).len(), 99);
    }
}
