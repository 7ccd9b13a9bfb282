//! The many date formats that the database reads, and the one that it writes.

use jiff::civil::{Date, DateTime};

pub(crate) const ZERO_DATE_TIME: &str = "0000-00-00 00:00:00";

/// Fields of a date-time: year, month, day, hour, minute, second.
type Fields = [u16; 6];

/// The stored form of a text in a date-time column: the zero date if it is not a date.
pub(crate) fn stored(text: &str) -> String {
    let [year, month, day, hour, minute, second] = match fields(text.trim_ascii_start()) {
        Some(fields) if is_date_time(fields) => fields,
        _ => return ZERO_DATE_TIME.to_owned(),
    };
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

/// A date-time as the database writes it.
pub(crate) fn show(time: DateTime) -> String {
    time.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// The numbers at the start of a text, at least the three of a date. They are separated by any punctuation or not at all; a
/// blank or `T` separates the time from the date; other text after them is ignored.
fn fields(text: &str) -> Option<Fields> {
    let bytes = text.as_bytes();
    let compact = bytes.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'T').count();
    // Without separators the number of digits determines whether the year has four.
    let is_compact = bytes.get(compact).is_none_or(|byte| *byte == b'.') && compact > 2;
    let long_year = if is_compact { matches!(compact, 4 | 8) || compact >= 14 } else { true };
    let mut fields = Fields::default();
    let mut count = 0;
    let mut rest = bytes;
    let mut year_digits = 0;
    while count < fields.len() {
        let width = if count == 0 && long_year { 4 } else { 2 };
        let digits = rest.iter().take(width).take_while(|byte| byte.is_ascii_digit()).count();
        if digits == 0 {
            break;
        }
        fields[count] = rest[..digits].iter().fold(0, |number, digit| number * 10 + u16::from(digit - b'0'));
        year_digits = if count == 0 { digits } else { year_digits };
        count += 1;
        rest = &rest[digits..];
        let separators = rest.iter().take_while(|byte| is_separator(**byte, count)).count();
        rest = &rest[separators..];
    }
    if year_digits <= 2 {
        fields[0] += if fields[0] >= 70 { 1900 } else { 2000 };
    }
    (count >= 3).then_some(fields)
}

/// Whether a character may stand after the field of this number, counted from 1.
fn is_separator(byte: u8, field: usize) -> bool {
    byte.is_ascii_punctuation() || (field == 3 && (byte == b'T' || byte.is_ascii_whitespace()))
}

/// Whether the fields are in range. Month and day may be zero.
fn is_date_time([year, month, day, hour, minute, second]: Fields) -> bool {
    let number = |field: u16| i16::try_from(field).unwrap_or(i16::MAX);
    let small = |field: u16| i8::try_from(field).unwrap_or(i8::MAX);
    let is_time = hour < 24 && minute < 60 && second < 60;
    let days = match month {
        0 => 31,
        1..=12 => Date::new(number(year), small(month), 1).map_or(0, |first| first.days_in_month()),
        _ => return false,
    };
    is_time && small(day) <= days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_dates_like_the_database() {
        for (text, expected) in [
            ("2030-12-31", "2030-12-31 00:00:00"),
            ("2030-12-31 23:59:58", "2030-12-31 23:59:58"),
            ("2030-12-31T23:59:58", "2030-12-31 23:59:58"),
            ("2030-12-31T23:59:58Z", "2030-12-31 23:59:58"),
            ("2030/12/31", "2030-12-31 00:00:00"),
            ("2030.12.31", "2030-12-31 00:00:00"),
            ("2030^12^31", "2030-12-31 00:00:00"),
            ("2030-1-5", "2030-01-05 00:00:00"),
            ("2030-1-5 7:8", "2030-01-05 07:08:00"),
            ("30-12-31", "2030-12-31 00:00:00"),
            ("69-12-31", "2069-12-31 00:00:00"),
            ("70-12-31", "1970-12-31 00:00:00"),
            ("99-12-31", "1999-12-31 00:00:00"),
            ("301231", "2030-12-31 00:00:00"),
            ("20301231", "2030-12-31 00:00:00"),
            ("20301231101112", "2030-12-31 10:11:12"),
            ("2030-12-31abc", "2030-12-31 00:00:00"),
            ("2030-10-00", "2030-10-00 00:00:00"),
            ("2028-02-29", "2028-02-29 00:00:00"),
        ] {
            assert_eq!(stored(text), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn stored_dates_are_stable(text in "[0-9T:./ -]{0,24}") {
            let kept = stored(&text);
            proptest::prop_assert_eq!(stored(&kept), kept);
        }
    }

    #[test]
    fn other_texts_become_the_zero_date() {
        for text in [
            "31/12/2030",
            "31-12-2030",
            "2030-13-01",
            "2030-02-30",
            "2030-02-31",
            "2027-02-29",
            "2030-12-31 24:00:00",
            "2030-12",
            "2030",
            "tomorrow",
            "",
        ] {
            assert_eq!(stored(text), ZERO_DATE_TIME, "{text}");
        }
    }
}
