//! How PHP and its database read values: numbers from the start of a text, `"0"` as empty, text that is truncated and
//! loses its emoji when stored.

pub(crate) mod error_pages;
pub(crate) mod json;
pub(crate) mod params;

/// `(int) $text`: the number at the start, cut to an integer, else 0.
pub(crate) fn integer(text: &str) -> i64 {
    let number = numeric_prefix(text);
    // Floats, and integers out of range, which are clamped.
    number.parse().unwrap_or_else(|_| number.parse::<f64>().unwrap_or_default() as i64)
}

/// The number with which the database compares a text.
pub(crate) fn number(text: &str) -> f64 {
    numeric_prefix(text).parse().unwrap_or_default()
}

/// The stored form of a text in a 32-bit integer column: the number at its start, rounded and clamped.
pub(crate) fn stored_integer(text: &str) -> i64 {
    i64::from(number(text).round() as i32)
}

/// The longest start of a text that is a number, after leading blanks.
fn numeric_prefix(text: &str) -> &str {
    let text = text.trim_start_matches([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']);
    let bytes = text.as_bytes();
    let sign = |at: usize| usize::from(matches!(bytes.get(at), Some(b'+' | b'-')));
    let digits = |at: usize| at + bytes.iter().skip(at).take_while(|byte| byte.is_ascii_digit()).count();
    let start = sign(0);
    let mut end = digits(start);
    let integer_digits = end - start;
    if bytes.get(end) == Some(&b'.') && integer_digits + (digits(end + 1) - end - 1) > 0 {
        end = digits(end + 1);
    }
    let exponent = end + 1 + sign(end + 1);
    if end > start && matches!(bytes.get(end), Some(b'e' | b'E')) && digits(exponent) > exponent {
        end = digits(exponent);
    }
    &text[..end]
}

/// The text, unless PHP would call it empty.
pub(crate) fn truthy(text: &str) -> Option<&str> {
    (!matches!(text, "" | "0")).then_some(text)
}

/// `trim($text)`: without ASCII blanks at both ends.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\n', '\r', '\0', '\u{b}'])
}

/// The stored form of a text in a three-byte UTF-8 column of `limit` characters.
pub(crate) fn stored(text: &str, limit: usize) -> String {
    text.chars().map(|c| if c > '\u{ffff}' { '?' } else { c }).take(limit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_integers_at_the_start_of_a_text() {
        for (text, expected) in [
            ("39", 39),
            ("39abc", 39),
            ("39.0", 39),
            ("39.9", 39),
            ("2.33e2", 233),
            ("1e3", 1000),
            ("1e", 1),
            (".5e1", 5),
            (".", 0),
            ("-", 0),
            (" 39 ", 39),
            ("abc", 0),
            ("", 0),
            ("-5", -5),
            ("+5", 5),
            ("67,68", 67),
            ("99999999999999999999", i64::MAX),
        ] {
            assert_eq!(integer(text), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn ignores_text_after_an_integer(number: i64, rest in "([^0-9.eE].*)?") {
            proptest::prop_assert_eq!(integer(&format!("{number}{rest}")), number);
        }

        #[test]
        fn every_text_has_a_number(text in "[-+0-9.eE x]{0,12}") {
            proptest::prop_assert!(!number(&text).is_nan());
        }
    }

    #[test]
    fn columns_round_and_clamp_numbers() {
        for (text, expected) in
            [("16.9", 17), ("16abc", 16), ("abc", 0), ("-1.5", -2), ("99999999999", 2_147_483_647)]
        {
            assert_eq!(stored_integer(text), expected, "{text}");
        }
    }

    #[test]
    fn storing_truncates_and_removes_emoji() {
        assert_eq!(stored("ok 😀 è 漢 ❤", 99), "ok ? è 漢 ❤");
        assert_eq!(stored(&"x".repeat(120), 99).len(), 99);
    }

    #[test]
    fn trims_ascii_blanks_only() {
        assert_eq!(trim(" \t\nBea\u{a0} \r\n"), "Bea\u{a0}");
    }
}
