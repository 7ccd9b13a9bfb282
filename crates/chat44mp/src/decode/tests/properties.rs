//! Properties of the decoders, tested with generated responses.

use bytes::Bytes;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde::Deserialize;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use crate::decode::answers::{AnswersDecoder, Row};
use crate::decode::document;
use crate::decode::envelope::{Endpoint, Envelope};
use crate::decode::success;
use crate::ids::{ContactId, Psid};
use crate::operation::Operation;
use crate::resources::{Answer as SubscriberAnswer, Contact, Package, Subscriber, User};

fn endpoint(operation: Operation) -> Endpoint<'static> {
    Endpoint { operation: Some(operation), name: operation.name(), patterns: &[] }
}

/// Decodes a response that arrives in chunks; returns its rows and the error code, if any.
fn streamed<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> (Vec<Row<SubscriberAnswer>>, Option<String>) {
    let endpoint = endpoint(Operation::GET_ALL_SUBSCRIBER_FLOW_INFO);
    let mut decoder = AnswersDecoder::new();
    let mut rows = Vec::new();
    let mut chunks = chunks.into_iter();
    loop {
        match decoder.next(&endpoint) {
            Ok(Some(row)) => rows.push(row),
            Ok(None) if decoder.has_ended() => return (rows, None),
            Ok(None) => match chunks.next() {
                Some(piece) => decoder.push(piece),
                None => decoder.end(),
            },
            Err(error) => return (rows, Some(error.code().to_string())),
        }
    }
}

/// Splits `bytes` at the given positions (modulo the length).
fn cut<'a>(bytes: &'a [u8], positions: &[usize]) -> Vec<&'a [u8]> {
    let mut positions: Vec<usize> = positions.iter().map(|position| position % (bytes.len() + 1)).collect();
    positions.extend([0, bytes.len()]);
    positions.sort_unstable();
    positions.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect()
}

/// The rows of a response decoded by serde_json, for comparison with streaming.
fn whole(json: &[u8]) -> Vec<Row<SubscriberAnswer>> {
    #[derive(Deserialize)]
    struct Whole {
        data: Rows,
    }
    struct Rows(Vec<Row<SubscriberAnswer>>);
    impl<'de> Deserialize<'de> for Rows {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct InOrder;
            impl<'de> Visitor<'de> for InOrder {
                type Value = Rows;
                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("an object")
                }
                fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Rows, A::Error> {
                    let mut rows = Vec::new();
                    while let Some((key, answers)) = entries.next_entry::<String, Vec<SubscriberAnswer>>()? {
                        rows.push((key, answers));
                    }
                    Ok(Rows(rows))
                }
            }
            deserializer.deserialize_map(InOrder)
        }
    }
    let Whole { data: Rows(rows) } = serde_json::from_slice(json).unwrap();
    rows
}

/// Text as PHP sends it, with some characters escaped, slashes too.
fn php_text() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        4 => any::<char>(),
        2 => select(vec!['"', '\\', '/', '{', '}', '[', ']', ',', ':', '<', '\u{0}', '\u{7f}', 'è', '😀']),
    ];
    (vec(character, 0..12), any::<bool>()).prop_map(|(characters, escaped)| {
        let text = String::from_iter(characters);
        let json = Value::from(text).to_string();
        if !escaped {
            return json;
        }
        let mut units = [0; 2];
        json.replace('/', "\\/")
            .chars()
            .map(|character| match character {
                ' '..='~' => character.to_string(),
                _ => character.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect(),
            })
            .collect()
    })
}

fn blank() -> impl Strategy<Value = &'static str> {
    select(vec!["", "", "", " ", "\n", "\t\r\n "])
}

/// A value in an unknown field.
fn odd_value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        select(vec!["null", "true", "0", "-1.5e3", "1e-7", "123456789012345678901", "[]", "{}"])
            .prop_map(str::to_owned),
        php_text(),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(|items| format!("[{}]", items.join(", "))),
            vec((php_text(), inner), 0..3).prop_map(|entries| {
                let entries: Vec<_> = entries.iter().map(|(key, value)| format!("{key}:{value}")).collect();
                format!("{{{}}}", entries.join(","))
            }),
        ]
    })
}

fn subscriber_row() -> impl Strategy<Value = String> {
    let question = prop_oneof![Just("null".to_owned()), php_text()];
    let answer = (select(vec!["id", "question_id"]), 1..i64::MAX, question, php_text(), blank()).prop_map(
        |(key, id, question, answer, blank)| {
            format!("{{\"{key}\":{blank}\"{id}\",{blank}\"question\":{question},\"answer\":{answer}{blank}}}")
        },
    );
    let key = prop_oneof!["[0-9]{1,17}".prop_map(|digits| format!("\"{digits}\"")), php_text()];
    (key, vec(answer, 0..4), blank()).prop_map(|(key, answers, blank)| {
        format!("{key}{blank}:{blank}[{}{blank}]", answers.join(&format!("{blank},")))
    })
}

/// The JSON of a complete response to flows.answers.
fn answers_json() -> impl Strategy<Value = String> {
    (vec(subscriber_row(), 0..8), odd_value(), odd_value(), blank(), any::<bool>()).prop_map(
        |(rows, before, behind, blank, last)| {
            let data = format!(
                "\"data\"{blank}:{blank}{{{blank}{}{blank}}}",
                rows.join(&format!("{blank},{blank}"))
            );
            let behind = if last { String::new() } else { format!(",{blank}\"more\":{behind}") };
            format!("{{{blank}\"flow_name\":{before}{blank},{data}{behind}{blank}}}{blank}")
        },
    )
}

/// Any JSON value, as text.
fn json_value() -> impl Strategy<Value = String> {
    prop_oneof![
        odd_value(),
        any::<f64>().prop_filter("JSON has no such number", |n| n.is_finite()).prop_map(|n| format!("{n:e}")),
        any::<i128>().prop_map(|number| number.to_string()),
    ]
}

/// JSON with a few bytes changed, duplicated or truncated.
fn nearly_json() -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<usize>(), select(b"{}[]\",:\\ 0e-tnu/<\x00\xEF\xE9".to_vec()), 0..4u8);
    (answers_json(), vec(change, 0..4)).prop_map(|(json, changes)| {
        let mut bytes = json.into_bytes();
        for (position, byte, how) in changes {
            let position = position % bytes.len().max(1);
            match how {
                0 => bytes.insert(position, byte),
                1 if !bytes.is_empty() => bytes[position] = byte,
                2 if !bytes.is_empty() => drop(bytes.remove(position)),
                _ if position > 0 => bytes.truncate(position),
                _ => {}
            }
        }
        bytes
    })
}

proptest! {
    #[test]
    fn streaming_and_serde_decode_the_same_rows(
        json in answers_json(),
        lead in select(vec!["", "\u{feff}", "\u{feff}\u{feff}", " \n", "<div style=\"x\">Undefined <b>key</b></div>\n<div>0</div>"]),
        positions in vec(any::<usize>(), 0..12),
    ) {
        let body = [lead.as_bytes(), json.as_bytes()].concat();
        let (rows, code) = streamed(cut(&body, &positions));
        prop_assert_eq!(code, None);
        prop_assert_eq!(rows, whole(json.as_bytes()));
    }

    #[test]
    fn chunk_borders_do_not_change_the_result(body in nearly_json(), positions in vec(any::<usize>(), 0..12)) {
        let unsplit = streamed([&body[..]]);
        prop_assert_eq!(&streamed(cut(&body, &positions)), &unsplit);
        prop_assert_eq!(&streamed(body.chunks(1)), &unsplit);
        if unsplit.1.is_none() {
            let json = document::json(&body).unwrap();
            prop_assert!(serde_json::from_slice::<IgnoredAny>(json).is_ok(), "rows come from JSON only");
        }
    }

    #[test]
    fn a_truncated_response_is_an_error(json in answers_json(), at in any::<usize>()) {
        let json = json.trim_end();
        let (_, code) = streamed([&json.as_bytes()[..at % json.len()]]);
        prop_assert!(matches!(code.as_deref(), Some("truncated_body" | "empty_body")), "{:?}", code);
    }

    #[test]
    fn no_response_panics_the_envelope(
        operation in select(Operation::all().collect::<Vec<_>>()),
        body in prop_oneof![
            nearly_json(),
            vec(any::<u8>(), 0..200),
            ("[a-z]{0,7}", odd_value()).prop_map(|(status, message)| {
                format!("{{\"status\":\"{status}\",\"message\":{message}}}").into_bytes()
            }),
            select(vec!["error", "info", "success"]).prop_flat_map(|status| odd_value().prop_map(move |message| {
                format!("{{\"message\":{message},\"status\":\"{status}\"}}").into_bytes()
            })),
        ],
        lost in any::<bool>(),
    ) {
        let body = &Bytes::from(body);
        let answer = Envelope { endpoint: endpoint(operation), body, lost, subject: None };
        let is_error = success::done(&answer).is_err();
        let _ = success::deleted(&answer);
        let _ = success::changed(&answer);
        let _ = success::record::<Value>(&answer);
        let _ = success::list::<Package>(&answer);
        // A response with `status: error` is never decoded as a success.
        let has_error_status = serde_json::from_slice::<Value>(body)
            .is_ok_and(|value| value.get("status").is_some_and(|status| status == "error"));
        prop_assert!(!has_error_status || is_error && success::record::<Value>(&answer).is_err());
    }

    #[test]
    fn ids_as_number_and_as_text_are_equal(id in any::<i64>(), psid in "[0-9]{1,40}") {
        let read = |json: String| serde_json::from_str::<ContactId>(&json).unwrap();
        prop_assert_eq!(read(format!("{id}")), ContactId(id));
        prop_assert_eq!(read(format!("\"{id}\"")), ContactId(id));
        let quoted: Psid = serde_json::from_str(&format!("\"{psid}\"")).unwrap();
        prop_assert_eq!(quoted.as_str(), psid.as_str());
        // JSON has no number with a leading zero.
        if !psid.starts_with('0') || psid == "0" {
            let bare: Psid = serde_json::from_str(&psid).unwrap();
            prop_assert_eq!(bare, quoted);
        }
    }

    #[test]
    fn decodes_dates_and_times(
        (year, month, day) in (1970i16..2100, 1i8..=12, 1i8..=28),
        (hour, minute, second) in (0i8..24, 0i8..60, 0i8..60),
    ) {
        let sent = format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}");
        let user: User = serde_json::from_str(&format!("{{\"id\":\"1\",\"add_date\":\"{sent}\"}}")).unwrap();
        let read = user.created_at.unwrap();
        prop_assert_eq!(read, jiff::civil::datetime(year, month, day, hour, minute, second, 0));
        prop_assert_eq!(read.to_string().replace('T', " "), sent);
    }

    #[test]
    fn decodes_lists_of_numbers(numbers in vec(1i64.., 0..8)) {
        let texts: Vec<String> = numbers.iter().map(i64::to_string).collect();
        for list in [
            format!("\"{}\"", texts.join(",")),
            format!("\" {} \"", texts.join(" , ")),
            format!("[{}]", texts.join(",")),
            format!("[\"{}\"]", texts.join("\",\"")),
        ] {
            let package: Package = serde_json::from_str(&format!("{{\"id\":1,\"module_ids\":{list}}}")).unwrap();
            prop_assert_eq!(&package.module_ids, &numbers, "{}", list);
        }
    }

    #[test]
    fn only_an_invalid_id_fails_the_response(value in json_value()) {
        let contact = ["contact_type_id", "first_name", "phone_number", "unsubscribed", "status"];
        let subscriber = ["labels", "page_name", "unavailable", "subscribed_at", "birthdate"];
        let fields = |names: &[&str]| -> String {
            names.iter().map(|name| format!(",\"{name}\":{value}")).collect()
        };
        let json = format!("{{\"id\":\"7\",\"user_id\":\"1\"{}}}", fields(&contact));
        prop_assert!(serde_json::from_str::<Contact>(&json).is_ok(), "{}", json);
        let json = format!("{{\"subscriber_id\":\"7\"{}}}", fields(&subscriber));
        prop_assert!(serde_json::from_str::<Subscriber>(&json).is_ok(), "{}", json);
    }
}
