//! Decodes the responses of successful calls.

use std::collections::BTreeMap;

use memchr::memmem;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::value::RawValue;

use super::envelope::{Envelope, Status, StatusFields, beginning_with, parse, status_message};
use crate::error::{Error, ErrorCode, ErrorKind, Outcome};
use crate::interop::string_enum;
use crate::lenient;

/// An update's result.
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The change was applied.
    Applied,
    /// Nothing changed: the values were already stored.
    Unchanged,
}

string_enum!(Change { Applied => "applied", Unchanged => "unchanged" });

/// Decodes a record.
pub(crate) fn record<T: DeserializeOwned>(response: &Envelope<'_>) -> Result<T, Error> {
    parse(beginning_with(b'{', response.success()?)?)
}

/// Decodes a list of records.
pub(crate) fn list<T: DeserializeOwned>(response: &Envelope<'_>) -> Result<Vec<T>, Error> {
    parse(beginning_with(b'[', response.success()?)?)
}

/// Decodes any JSON, unless its `status` is `error`.
pub(crate) fn anything(response: &Envelope<'_>) -> Result<serde_json::Value, Error> {
    let json = response.json()?;
    match status_message(json)? {
        Some((Status::Error, message)) => Err(response.endpoint.rejection(message)),
        _ => parse(json),
    }
}

/// Decodes a record whose `status` is `success`.
pub(crate) fn succeeded<T: DeserializeOwned>(response: &Envelope<'_>) -> Result<T, Error> {
    let json = beginning_with(b'{', response.success()?)?;
    let StatusFields { status, .. } = parse(json)?;
    match status.map(|status| serde_json::from_str::<String>(status.get())) {
        Some(Ok(status)) if status == "success" => parse(json),
        _ => Err(Error::new(ErrorCode::WRONG_SHAPE, "the \"status\" of the response is not \"success\"")),
    }
}

/// Accepts `status: success`.
pub(crate) fn done(response: &Envelope<'_>) -> Result<(), Error> {
    succeeded::<IgnoredAny>(response).map(drop)
}

/// The ID of a new record: a positive integer, as a number or as text.
pub(crate) fn created<Id: From<i64>>(response: &Envelope<'_>, key: &str) -> Result<Id, Error> {
    created_digits(response, key)?.parse().map(Id::from).map_err(|_| no_id(key))
}

/// The digits of the ID of a new record, which may be longer than an integer.
///
/// A response that reports both an error and an ID leaves it open whether the record was created.
pub(crate) fn created_digits(response: &Envelope<'_>, key: &str) -> Result<String, Error> {
    let fields = succeeded::<BTreeMap<String, Box<RawValue>>>(response).map_err(|error| {
        if reports_success(response.body) { error.with_outcome(Outcome::Unknown) } else { error }
    })?;
    fields.get(key).and_then(|value| positive_digits(value.get())).ok_or_else(|| no_id(key))
}

fn no_id(key: &str) -> Error {
    let message = format!("{key:?} of the response is not an ID: it must be a positive integer");
    Error::new(ErrorCode::WRONG_SHAPE, message)
}

fn positive_digits(json: &str) -> Option<String> {
    let digits = match json.as_bytes() {
        [b'"', ..] => serde_json::from_str(json).ok()?,
        _ => json.to_owned(),
    };
    let is_positive =
        digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.bytes().any(|byte| byte != b'0');
    is_positive.then_some(digits)
}

/// The keys under which a create reports its new ID.
const NEW_ID_KEYS: [&str; 4] = ["id", "new_contact_id", "contact_type_id", "label_id"];

/// Whether the body of an error response reports a success or a new ID. The body may be truncated or embedded in a page,
/// so this searches for the texts instead of parsing JSON.
pub(crate) fn reports_success(body: &[u8]) -> bool {
    let compact: Vec<u8> = body.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let after = |text: &str| memmem::find(&compact, text.as_bytes()).map(|at| &compact[at + text.len()..]);
    let has_id = |key: &&str| {
        let value = after(&format!("\"{key}\":"));
        let digits = value.map(|value| value.strip_prefix(b"\"").unwrap_or(value));
        digits.is_some_and(|digits| matches!(digits.first(), Some(b'1'..=b'9')))
    };
    after(r#""status":"success""#).is_some()
        || after(r#""success":true"#).is_some()
        || NEW_ID_KEYS.iter().any(has_id)
}

/// Decodes the response to a delete. After a lost attempt, `not_found` means that the lost attempt succeeded. The response
/// repeats the ID, as in `The contact ID (238) has been deleted`.
pub(crate) fn deleted(response: &Envelope<'_>) -> Result<(), Error> {
    #[derive(Deserialize)]
    struct Deleted {
        #[serde(default, deserialize_with = "lenient::text")]
        message: String,
    }
    match succeeded::<Deleted>(response) {
        Err(error) if response.lost && error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(Deleted { message }) => {
            let id = message.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
            match id.map(|(id, _)| id.trim()) {
                Some(id) if !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()) => {
                    response.about(id, ())
                }
                _ => Ok(()),
            }
        }
    }
}

/// Decodes the response to an update. `status: info` (with a translated message) means that nothing changed; after a lost
/// attempt, that the lost attempt was applied.
pub(crate) fn changed(response: &Envelope<'_>) -> Result<Change, Error> {
    match status_message(response.json()?)? {
        Some((Status::Info, _)) => Ok(if response.lost { Change::Applied } else { Change::Unchanged }),
        _ => done(response).map(|()| Change::Applied),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::decode::envelope::Endpoint;
    use crate::operation::Operation;

    fn response(operation: Operation, body: &'static str, lost: bool) -> (Bytes, Operation, bool) {
        (Bytes::from_static(body.as_bytes()), operation, lost)
    }

    fn with<T>((body, operation, lost): (Bytes, Operation, bool), read: fn(&Envelope<'_>) -> T) -> T {
        let endpoint = Endpoint { operation: Some(operation), name: operation.name(), patterns: &[] };
        read(&Envelope { endpoint, body: &body, lost, subject: None })
    }

    #[test]
    fn status_info_is_a_success() {
        let info = r#"{"status":"info","message":"assicurati di aver cambiato per aggiornare il contatto"}"#;
        assert_eq!(
            with(response(Operation::UPDATE_CONTACT, info, false), changed).unwrap(),
            Change::Unchanged
        );
        assert_eq!(with(response(Operation::UPDATE_CONTACT, info, true), changed).unwrap(), Change::Applied);
    }

    #[test]
    fn not_found_after_a_lost_delete_is_a_success() {
        let not_found = r#"{"status":"error","message":"The contact ID does not exist"}"#;
        assert!(with(response(Operation::DELETE_CONTACT, not_found, true), deleted).is_ok());
        let error = with(response(Operation::DELETE_CONTACT, not_found, false), deleted).unwrap_err();
        assert_eq!(error.code().as_str(), "contact_not_found");
    }

    #[test]
    fn the_status_of_a_contact_is_not_an_envelope() {
        #[derive(Deserialize)]
        struct Row {
            id: String,
        }
        let contact = r#"{"id":"5","status":"1","notes":"\"error\""}"#;
        assert_eq!(with(response(Operation::GET_CONTACT, contact, false), record::<Row>).unwrap().id, "5");
    }

    #[test]
    fn detects_errors_through_escapes_and_other_fields() {
        let body = r#"{"id":"5","st\u0061tus":"\u0065rror","message":"The contact_id field is required"}"#;
        let error = with(response(Operation::GET_CONTACT, body, false), record::<IdOnly>).unwrap_err();
        assert_eq!(error.code().as_str(), "contact_id_required");
    }

    #[derive(Debug, Deserialize)]
    struct IdOnly {
        #[serde(rename = "id")]
        _id: String,
    }

    #[test]
    fn decodes_facebooks_error_object() {
        let body = r##"{"status":"error","message":{"message":"(#100) Bad name","type":"OAuthException","code":100,"fbtrace_id":"A"}}"##;
        let error = with(response(Operation::CREATE_LABEL, body, false), done).unwrap_err();
        assert_eq!((error.code().as_str(), error.graph_code()), ("facebook_refused", Some(100)));
    }

    #[test]
    fn limits_the_depth() {
        let deep = Bytes::from("[".repeat(200) + &"]".repeat(200));
        let endpoint = Endpoint { operation: None, name: "newer", patterns: &[] };
        let error = anything(&Envelope { endpoint, body: &deep, lost: false, subject: None }).unwrap_err();
        assert_eq!(error.code().as_str(), "too_deep");
    }

    #[test]
    fn names_the_kind_of_malformed_response() {
        for (body, code) in [
            ("null", "null_body"),
            ("", "empty_body"),
            ("{\"status\":", "truncated_body"),
            ("[]", "wrong_shape"),
            ("{}", "wrong_shape"),
            ("nope", "not_json"),
            ("<html></html>", "html_page"),
        ] {
            assert_eq!(
                with(response(Operation::DELETE_CONTACT, body, false), done).unwrap_err().code().as_str(),
                code
            );
        }
    }
}
