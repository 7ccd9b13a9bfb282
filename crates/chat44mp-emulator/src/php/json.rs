//! JSON as PHP writes it: compact, in the order given, `/` escaped and everything beyond ASCII as `\uXXXX`.

use std::io;

use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{Formatter, Serializer};

/// `json_encode($value)`.
pub(crate) fn encode(value: &(impl Serialize + ?Sized)) -> String {
    let mut json = Vec::new();
    // The values of this crate can always be serialized.
    let _ = value.serialize(&mut Serializer::with_formatter(&mut json, Php));
    String::from_utf8(json).unwrap_or_default()
}

struct Php;

impl Formatter for Php {
    fn write_string_fragment<W: io::Write + ?Sized>(&mut self, out: &mut W, text: &str) -> io::Result<()> {
        for c in text.chars() {
            match c {
                '/' => out.write_all(b"\\/")?,
                '\0'..='\u{7f}' => write!(out, "{c}")?,
                _ => {
                    for unit in c.encode_utf16(&mut [0; 2]) {
                        write!(out, "\\u{unit:04x}")?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// A row of the database as the API writes it: every column is text or null.
pub(crate) fn row(row: &impl Serialize) -> Value {
    let mut row = serde_json::to_value(row).unwrap_or_default();
    for column in row.as_object_mut().into_iter().flat_map(|columns| columns.values_mut()) {
        match column {
            Value::Bool(flag) => *column = if *flag { "1" } else { "0" }.into(),
            Value::Number(number) => *column = number.to_string().into(),
            _ => {}
        }
    }
    row
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn encodes_like_php() {
        let value = json!({"text": "a/b \"è\" 😀 <&'>\n\u{1}", "none": null, "list": [5, true]});
        assert_eq!(
            encode(&value),
            r#"{"text":"a\/b \"\u00e8\" \ud83d\ude00 <&'>\n\u0001","none":null,"list":[5,true]}"#
        );
    }

    #[test]
    fn columns_are_text_or_null() {
        assert_eq!(
            encode(&row(&json!({"z": 1, "a": false, "n": null, "t": "x"}))),
            r#"{"z":"1","a":"0","n":null,"t":"x"}"#
        );
    }
}
