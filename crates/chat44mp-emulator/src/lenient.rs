//! YAML and JSON, in which text may be written as a bare number.

use std::fmt;

use serde::de::{DeserializeOwned, Deserializer, Error as _, IgnoredAny, Visitor};

/// Parses YAML or JSON. JSON has a separate parser, because it allows escapes that YAML does not: `\ud83d\ude00`.
pub(crate) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    if serde_json::from_str::<IgnoredAny>(text).is_ok() {
        serde_json::from_str(text).map_err(|error| error.to_string())
    } else {
        serde_saphyr::from_str(text).map_err(|error| error.to_string())
    }
}

/// Text; a bare number is read as its digits: `page_id: 10215` without quotes.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    optional_text(deserializer)?.ok_or_else(|| D::Error::custom("expected text or a number, found null"))
}

pub(crate) fn optional_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    struct Text;
    impl Visitor<'_> for Text {
        type Value = Option<String>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("text or an integer")
        }
        fn visit_str<E>(self, text: &str) -> Result<Option<String>, E> {
            Ok(Some(text.to_owned()))
        }
        fn visit_u64<E>(self, number: u64) -> Result<Option<String>, E> {
            Ok(Some(number.to_string()))
        }
        fn visit_i64<E>(self, number: i64) -> Result<Option<String>, E> {
            Ok(Some(number.to_string()))
        }
        fn visit_unit<E>(self) -> Result<Option<String>, E> {
            Ok(None)
        }
        fn visit_none<E>(self) -> Result<Option<String>, E> {
            Ok(None)
        }
    }
    deserializer.deserialize_any(Text)
}
