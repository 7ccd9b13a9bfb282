//! Scalars as PHP sends them: numbers as text, text as numbers, flags as `"0"`, zero dates, comma lists.
//!
//! For `#[serde(deserialize_with = …)]`. A value of an unexpected type becomes an empty value where possible, so that it
//! does not fail the response; only IDs are required.

use std::fmt;
use std::marker::PhantomData;

use jiff::civil::{Date, DateTime};
use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// A scalar of any JSON type, as text; absent when null, an array or an object.
struct Scalar<T, F>(F, PhantomData<T>);

impl<'de, T, F: FnOnce(Option<&str>) -> T> Visitor<'de> for Scalar<T, F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<T, E> {
        Ok((self.0)(Some(text)))
    }

    fn visit_bool<E>(self, value: bool) -> Result<T, E> {
        Ok((self.0)(Some(if value { "1" } else { "" })))
    }

    fn visit_i64<E>(self, number: i64) -> Result<T, E> {
        Ok((self.0)(Some(&number.to_string())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<T, E> {
        Ok((self.0)(Some(&number.to_string())))
    }

    fn visit_f64<E>(self, number: f64) -> Result<T, E> {
        Ok((self.0)(Some(&number.to_string())))
    }

    fn visit_unit<E>(self) -> Result<T, E> {
        Ok((self.0)(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<T, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok((self.0)(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<T, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok((self.0)(None))
    }
}

fn scalar<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    read: impl FnOnce(Option<&str>) -> T,
) -> Result<T, D::Error> {
    deserializer.deserialize_any(Scalar(read, PhantomData))
}

/// An integer, sent as a number or as text.
pub(crate) fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    optional_integer(deserializer)?.ok_or_else(|| D::Error::custom("an integer is missing"))
}

/// An integer; absent if null, empty or of another type.
pub(crate) fn optional_integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    // Servers send no spaces: trimming first costs more than parsing.
    let integer = |text: &str| text.parse().or_else(|_| text.trim().parse()).ok();
    scalar(deserializer, |text| text.and_then(integer))
}

/// A database ID; absent if null, empty or `"0"`.
pub(crate) fn optional_id<'de, D: Deserializer<'de>, Id: From<i64>>(
    deserializer: D,
) -> Result<Option<Id>, D::Error> {
    Ok(optional_integer(deserializer)?.filter(|&id| id != 0).map(Id::from))
}

/// A database ID that is null in an empty result.
pub(crate) fn id_or_null<'de, D: Deserializer<'de>, Id: From<i64>>(
    deserializer: D,
) -> Result<Option<Id>, D::Error> {
    optional_id(deserializer)
}

/// Text; empty when null.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    scalar(deserializer, |text| text.unwrap_or_default().to_owned())
}

/// Text that can be null.
pub(crate) fn optional_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    scalar(deserializer, |text| text.map(str::to_owned))
}

/// A text ID. A bare number is read by its digits, never as a float.
pub(crate) fn id_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let raw = <&RawValue>::deserialize(deserializer)?.get();
    match raw.as_bytes().first() {
        Some(b'"') => serde_json::from_str(raw).map_err(D::Error::custom),
        Some(b'0'..=b'9' | b'-') => Ok(raw.to_owned()),
        _ => Err(D::Error::custom("an id is missing")),
    }
}

/// A text ID that can be null.
pub(crate) fn optional_id_text<'de, D: Deserializer<'de>, Id: From<String>>(
    deserializer: D,
) -> Result<Option<Id>, D::Error> {
    let raw = <&RawValue>::deserialize(deserializer)?;
    Ok(id_text(raw).ok().map(Id::from))
}

/// A flag: false for `"0"`, `""` and null, else true.
pub(crate) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    scalar(deserializer, |text| !matches!(text, None | Some("" | "0")))
}

/// A flag that an older server does not send.
pub(crate) fn optional_flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    scalar(deserializer, |text| text.map(|text| !matches!(text, "" | "0")))
}

/// `YYYY-MM-DD`; absent for the zero date and for anything else.
pub(crate) fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    scalar(deserializer, |text| text.and_then(|text| text.trim().parse().ok()))
}

/// `YYYY-MM-DD HH:MM:SS`; absent for the zero date and for anything else.
pub(crate) fn date_time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime>, D::Error> {
    scalar(deserializer, |text| text.and_then(|text| text.trim().parse().ok()))
}

/// Integers separated by commas, or an array; items that are not integers are omitted.
pub(crate) fn integer_list<'de, D: Deserializer<'de>, T: From<i64>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    let raw = <&RawValue>::deserialize(deserializer)?;
    if raw.get().starts_with('[') {
        let items: Vec<&RawValue> = serde_json::from_str(raw.get()).map_err(D::Error::custom)?;
        return Ok(items.into_iter().filter_map(|item| integer(item).ok()).map(T::from).collect());
    }
    scalar(raw, |text| {
        text.unwrap_or_default()
            .split(',')
            .filter_map(|piece| piece.trim().parse().ok())
            .map(T::from)
            .collect()
    })
    .map_err(D::Error::custom)
}

/// A list whose null items are omitted; null or another type is an empty list.
pub(crate) fn text_list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    struct Text(Option<String>);
    impl<'de> Deserialize<'de> for Text {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            optional_text(deserializer).map(Text)
        }
    }
    let items: Vec<Text> = list(deserializer)?;
    Ok(items.into_iter().filter_map(|item| item.0).collect())
}

/// An array; anything else is an empty one (PHP sends `[]`, null or `false`).
pub(crate) fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    let raw = <&RawValue>::deserialize(deserializer)?.get();
    if raw.starts_with('[') { serde_json::from_str(raw).map_err(D::Error::custom) } else { Ok(Vec::new()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    struct Row {
        #[serde(deserialize_with = "optional_integer")]
        number: Option<i64>,
        #[serde(deserialize_with = "text")]
        text: String,
        #[serde(deserialize_with = "flag")]
        flag: bool,
        #[serde(deserialize_with = "date_time")]
        at: Option<DateTime>,
        #[serde(deserialize_with = "integer_list")]
        list: Vec<i64>,
        #[serde(deserialize_with = "text_list")]
        texts: Vec<String>,
        #[serde(deserialize_with = "id_text")]
        id: String,
    }

    fn row(json: &str) -> Row {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn accepts_numbers_as_text_and_text_as_numbers() {
        assert_eq!(row(r#"{"number":"39"}"#).number, Some(39));
        assert_eq!(row(r#"{"number":39}"#).number, Some(39));
        assert_eq!(row(r#"{"number":" "}"#).number, None);
        assert_eq!(row(r#"{"text":12.5}"#).text, "12.5");
        assert_eq!(row(r#"{"text":null}"#).text, "");
        assert_eq!(row(r#"{"text":{"a":[1,{}]}}"#).text, "");
    }

    #[test]
    fn keeps_every_digit_of_large_ids() {
        assert_eq!(row(r#"{"id":24994546734902201}"#).id, "24994546734902201");
        assert_eq!(row(r#"{"id":123456789012345678901234567890}"#).id, "123456789012345678901234567890");
        assert_eq!(row(r#"{"id":"0123"}"#).id, "0123");
    }

    #[test]
    fn flags_follow_php() {
        for (json, flag) in [
            (r#""0""#, false),
            (r#""""#, false),
            ("null", false),
            ("0", false),
            (r#""1""#, true),
            (r#""2""#, true),
        ] {
            assert_eq!(row(&format!(r#"{{"flag":{json}}}"#)).flag, flag, "{json}");
        }
    }

    #[test]
    fn zero_dates_are_absent() {
        assert_eq!(row(r#"{"at":"0000-00-00 00:00:00"}"#).at, None);
        assert_eq!(
            row(r#"{"at":"2020-09-27 08:13:01"}"#).at,
            Some(jiff::civil::datetime(2020, 9, 27, 8, 13, 1, 0))
        );
    }

    #[test]
    fn reads_lists_from_commas_arrays_and_null() {
        assert_eq!(row(r#"{"list":"67, 68,"}"#).list, [67, 68]);
        assert_eq!(row(r#"{"list":["67",68,null]}"#).list, [67, 68]);
        assert_eq!(row(r#"{"list":""}"#).list, [0i64; 0]);
        assert_eq!(row(r#"{"list":67}"#).list, [67]);
        assert_eq!(row(r#"{"texts":[null]}"#).texts, [""; 0]);
        assert_eq!(row(r#"{"texts":["a",null,"b"]}"#).texts, ["a", "b"]);
    }
}
