//! The text of values that are not text: numbers, bytes and missing values of programs and of JSON.

use std::str::FromStr;

use rust_decimal::Decimal;

use crate::spreadsheet::FieldValue;

/// From here on, a floating-point number may have lost digits.
const INEXACT: f64 = 9_007_199_254_740_992.0;

/// The text of a value, if it has any. The error completes the sentence "the field is …".
pub(in crate::import) fn text(value: FieldValue) -> Result<Option<String>, String> {
    match value {
        FieldValue::Absent => Ok(None),
        FieldValue::Text(text) => Ok(trimmed(&text)),
        FieldValue::Bytes(bytes) => match std::str::from_utf8(&bytes) {
            Ok(text) => Ok(trimmed(text)),
            Err(_) => Err("not valid UTF-8".to_owned()),
        },
        FieldValue::Integer(number) if number < 0 => negative(),
        FieldValue::Integer(number) => Ok(Some(number.to_string())),
        FieldValue::Float(number) => float(number),
        FieldValue::Decimal(digits) => decimal(digits.trim()),
        FieldValue::Boolean(_) => Err("a boolean".to_owned()),
        FieldValue::Other(kind) => Err(kind),
    }
}

fn trimmed(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn float(number: f64) -> Result<Option<String>, String> {
    match number {
        _ if number.is_nan() => Ok(None),
        _ if number < 0.0 => negative(),
        // As a spreadsheet writes a rounded number, and therefore invalid as a phone number.
        _ if number >= INEXACT => Ok(Some(format!("{number:E}"))),
        _ if number.fract() == 0.0 => Ok(Some((number as u64).to_string())),
        _ => fractional(),
    }
}

/// The digits of a whole number with any exponent and zeros after the point.
fn decimal(text: &str) -> Result<Option<String>, String> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(Some(text.to_owned()));
    }
    match Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text)) {
        Ok(number) if number.is_sign_negative() && !number.is_zero() => negative(),
        Ok(number) if number.is_integer() => Ok(Some(number.trunc().abs().to_string())),
        Ok(_) => fractional(),
        // Not a finite number, or one of many digits.
        Err(_) => f64::from_str(text).map_or_else(|_| fractional(), float),
    }
}

fn negative() -> Result<Option<String>, String> {
    Err("a negative number".to_owned())
}

fn fractional() -> Result<Option<String>, String> {
    Err("a number with a fraction".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn converts_values_to_text() {
        let decimal = |digits: &str| FieldValue::Decimal(digits.to_owned());
        let bytes = |bytes: &[u8]| FieldValue::Bytes(bytes.to_vec());
        for (value, expected) in [
            (FieldValue::Absent, Ok(None)),
            (FieldValue::Text(" Ada ".to_owned()), Ok(Some("Ada"))),
            (FieldValue::Text(" ".to_owned()), Ok(None)),
            (FieldValue::Integer(393331234567), Ok(Some("393331234567"))),
            (FieldValue::Integer(-1), Err("a negative number")),
            (FieldValue::Float(f64::NAN), Ok(None)),
            (FieldValue::Float(-0.0), Ok(Some("0"))),
            (FieldValue::Float(393331234567.0), Ok(Some("393331234567"))),
            (FieldValue::Float(1e15), Ok(Some("1000000000000000"))),
            (FieldValue::Float(INEXACT - 1.0), Ok(Some("9007199254740991"))),
            (FieldValue::Float(INEXACT), Ok(Some("9.007199254740992E15"))),
            (FieldValue::Float(1e20), Ok(Some("1E20"))),
            (FieldValue::Float(f64::INFINITY), Ok(Some("inf"))),
            (FieldValue::Float(f64::NEG_INFINITY), Err("a negative number")),
            (FieldValue::Float(0.5), Err("a number with a fraction")),
            (decimal("39333123"), Ok(Some("39333123"))),
            (decimal("39333123.00"), Ok(Some("39333123"))),
            (decimal("3.9333123E+7"), Ok(Some("39333123"))),
            (decimal("1e3"), Ok(Some("1000"))),
            (decimal("-0"), Ok(Some("0"))),
            (decimal("9007199254740993.0"), Ok(Some("9007199254740993"))),
            (decimal(&"9".repeat(40)), Ok(Some(&*"9".repeat(40)))),
            (decimal("1E+40"), Ok(Some("1E40"))),
            (decimal("1E+999999999"), Ok(Some("inf"))),
            (decimal("NaN"), Ok(None)),
            (decimal("Infinity"), Ok(Some("inf"))),
            (decimal("-5"), Err("a negative number")),
            (decimal("0.5"), Err("a number with a fraction")),
            (decimal("39333123/2"), Err("a number with a fraction")),
            (decimal(""), Err("a number with a fraction")),
            (bytes(b" Ada\n"), Ok(Some("Ada"))),
            (bytes(b""), Ok(None)),
            (bytes(b"Ad\xe0"), Err("not valid UTF-8")),
            (FieldValue::Boolean(false), Err("a boolean")),
            (FieldValue::Other("a list".to_owned()), Err("a list")),
        ] {
            let found = text(value.clone());
            assert_eq!(found.as_ref().map(Option::as_deref).map_err(String::as_str), expected, "{value:?}");
        }
    }
}
