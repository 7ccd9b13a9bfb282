//! Success or failure: the server says it in the body, and not everywhere in the same way.

use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;
use memchr::memmem;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::value::RawValue;

use super::catalogue::{self, MessagePattern};
use super::document;
use crate::error::{Error, ErrorCode, ErrorKind, Outcome};
use crate::interop::words;
use crate::lenient;
use crate::operation::Operation;

/// An update's result.
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The change was made.
    Applied,
    /// Everything was as asked for already.
    Unchanged,
}

words!(Change { Applied => "applied", Unchanged => "unchanged" });

/// Who answers: the same words mean other things at another endpoint.
pub(crate) struct Endpoint<'a> {
    /// The operation; `None` for one that this SDK does not know.
    pub(crate) operation: Option<Operation>,
    pub(crate) name: &'a str,
    /// The install's own messages.
    pub(crate) patterns: &'a [MessagePattern],
}

/// A whole answer, and what is needed to understand it.
pub(crate) struct Answer<'a> {
    pub(crate) endpoint: Endpoint<'a>,
    pub(crate) body: &'a Bytes,
    /// An earlier attempt of this call was sent and its answer lost: it may have been applied.
    pub(crate) lost: bool,
    /// The record that the request names.
    pub(crate) subject: Option<&'a Subject>,
}

/// The record that a request names: the response must be about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A record with this ID.
    Id(String),
    /// The user with this e-mail address.
    Email(String),
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow, default)]
    status: Option<&'a RawValue>,
    #[serde(borrow, default)]
    message: Option<&'a RawValue>,
}

impl Answer<'_> {
    /// The JSON, without what PHP prints around it.
    fn json(&self) -> Result<&[u8], Error> {
        let is_read = self.endpoint.operation.is_some_and(|operation| !operation.spec().kind.is_write());
        document::without_trailing_messages(document::json(self.body)?, is_read)
    }

    /// The answer's JSON, once it is sure that it does not say `error` or `info`.
    fn success(&self) -> Result<&[u8], Error> {
        let json = self.json()?;
        match said(json)? {
            None => Ok(json),
            Some((_, message)) => Err(self.endpoint.refused(message)),
        }
    }
}

impl Answer<'_> {
    /// The record, if its ID is the requested one. Fails with `wrong_record` otherwise.
    pub(crate) fn about<T>(&self, id: impl fmt::Display, record: T) -> Result<T, Error> {
        match self.subject {
            Some(Subject::Id(requested)) if id.to_string() != *requested => {
                let message = format!("the response is about the record {id} instead of {requested}");
                Err(Error::new(ErrorCode::WRONG_RECORD, message))
            }
            _ => Ok(record),
        }
    }
}

impl Endpoint<'_> {
    /// The error behind an answer whose `status` says so.
    pub(crate) fn refused(&self, message: Option<&RawValue>) -> Error {
        let Some(message) = message.map(RawValue::get).filter(|message| *message != "null") else {
            return Error::new(ErrorCode::UNKNOWN_ERROR, "the server said `error`, and nothing else");
        };
        let shortened = shortened(message);
        let message = shortened.as_deref().unwrap_or(message);
        if message.starts_with('{') {
            return facebook_error(message);
        }
        let text = serde_json::from_str::<String>(message).unwrap_or_else(|_| message.to_owned());
        catalogue::error_of(self.operation, self.name, &text, self.patterns)
    }
}

/// The longest message that is looked at, in bytes of JSON. An error keeps 500 characters of it.
const MESSAGE_LIMIT: usize = 16 * 1024;

/// The beginning of a JSON string that is too long, as a JSON string; `None` for one that is not, and for other values.
fn shortened(message: &str) -> Option<String> {
    if message.len() <= MESSAGE_LIMIT || !message.starts_with('"') {
        return None;
    }
    // A cut can fall into a character, or into an escape of at most twelve (two halves of a surrogate pair).
    (0..=12).find_map(|less| {
        let start = format!("{}\"", message.get(..MESSAGE_LIMIT - less)?);
        serde_json::from_str::<String>(&start).is_ok().then_some(start)
    })
}

/// What `status` says besides success: `error` or `info`, with its message.
///
/// A contact has a field `status` of its own (`"1"`), so only these two words count.
pub(crate) fn said(json: &[u8]) -> Result<Option<(Status, Option<&RawValue>)>, Error> {
    // Most answers hold neither word: one scan spares reading them twice.
    let suspicious =
        [&b"\"error\""[..], b"\"info\"", b"\\u00"].iter().any(|word| memmem::find(json, word).is_some());
    if !suspicious || !json.starts_with(b"{") {
        return Ok(None);
    }
    let envelope: Envelope<'_> = serde_json::from_slice(json).map_err(document::malformed)?;
    let status = envelope.status.and_then(|status| serde_json::from_str::<String>(status.get()).ok());
    Ok(match status.as_deref() {
        Some("error") => Some((Status::Error, envelope.message)),
        Some("info") => Some((Status::Info, envelope.message)),
        _ => None,
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Error,
    Info,
}

/// labels.create passes Facebook's error on as the object it came in.
fn facebook_error(object: &str) -> Error {
    #[derive(Deserialize)]
    struct GraphError {
        #[serde(default, deserialize_with = "lenient::text")]
        message: String,
        #[serde(default, deserialize_with = "lenient::optional_integer")]
        code: Option<i64>,
    }
    match serde_json::from_str::<GraphError>(object) {
        Ok(mut graph) => {
            let end = graph.message.char_indices().map(|(at, _)| at).find(|at| *at >= MESSAGE_LIMIT);
            graph.message.truncate(end.unwrap_or(graph.message.len()));
            let code = graph.code.or_else(|| catalogue::graph_code(&graph.message));
            Error::said(ErrorCode::FACEBOOK_REFUSED, &graph.message).graph_code_is(code)
        }
        Err(error) => document::malformed(error),
    }
}

fn parse<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T, Error> {
    if json.trim_ascii() == b"null" {
        return Err(Error::new(ErrorCode::NULL_BODY, "the server sent `null`"));
    }
    serde_json::from_slice(json).map_err(document::malformed)
}

/// `json`, unless it is a list where an object is due or the other way round: serde would fill a record from a list,
/// by position.
fn beginning_with(bracket: u8, json: &[u8]) -> Result<&[u8], Error> {
    match json.first() {
        Some(first @ (b'{' | b'[')) if *first != bracket => {
            let due = if bracket == b'{' { "an object" } else { "a list" };
            Err(Error::new(ErrorCode::WRONG_SHAPE, format!("the answer should be {due}")))
        }
        _ => Ok(json),
    }
}

/// A success that is a record, whatever else stands beside it.
pub(crate) fn record<T: DeserializeOwned>(answer: &Answer<'_>) -> Result<T, Error> {
    parse(beginning_with(b'{', answer.success()?)?)
}

/// A success that is a list of records.
pub(crate) fn list<T: DeserializeOwned>(answer: &Answer<'_>) -> Result<Vec<T>, Error> {
    parse(beginning_with(b'[', answer.success()?)?)
}

/// Whatever an operation that this SDK does not know answers, unless it says `error`.
pub(crate) fn anything(answer: &Answer<'_>) -> Result<serde_json::Value, Error> {
    let json = answer.json()?;
    match said(json)? {
        Some((Status::Error, message)) => Err(answer.endpoint.refused(message)),
        _ => parse(json),
    }
}

/// A success that says so in `status`, whatever else stands beside it.
pub(crate) fn succeeded<T: DeserializeOwned>(answer: &Answer<'_>) -> Result<T, Error> {
    let json = beginning_with(b'{', answer.success()?)?;
    let Envelope { status, .. } = parse(json)?;
    match status.map(|status| serde_json::from_str::<String>(status.get())) {
        Some(Ok(status)) if status == "success" => parse(json),
        _ => Err(Error::new(ErrorCode::WRONG_SHAPE, "the `status` of the response is not `success`")),
    }
}

/// A success that only says so.
pub(crate) fn done(answer: &Answer<'_>) -> Result<(), Error> {
    succeeded::<IgnoredAny>(answer).map(drop)
}

/// The ID of a new record: a positive integer, as a number or as text.
pub(crate) fn created<Id: From<i64>>(answer: &Answer<'_>, key: &str) -> Result<Id, Error> {
    created_digits(answer, key)?.parse().map(Id::from).map_err(|_| no_id(key))
}

/// The digits of the ID of a new record, which may be longer than an integer.
///
/// A response that reports both an error and an ID leaves it open whether the record was created.
pub(crate) fn created_digits(answer: &Answer<'_>, key: &str) -> Result<String, Error> {
    let fields = succeeded::<BTreeMap<String, Box<RawValue>>>(answer).map_err(|error| {
        if reports_success(answer.body) { error.outcome_is(Outcome::Unknown) } else { error }
    })?;
    fields.get(key).and_then(|value| positive_digits(value.get())).ok_or_else(|| no_id(key))
}

fn no_id(key: &str) -> Error {
    let message = format!("`{key}` of the response is no ID: it is not a positive integer");
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

/// Whether a body that should be an error reports a success or a new ID all the same. A body that is cut short or
/// stands in a page is read, too, so this looks for the texts and not for JSON.
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

/// A delete: after a lost attempt, "there is no such object" means that it did its work. The response repeats the
/// ID, as in `The contact ID (238) has been deleted`.
pub(crate) fn deleted(answer: &Answer<'_>) -> Result<(), Error> {
    #[derive(Deserialize)]
    struct Deleted {
        #[serde(default, deserialize_with = "lenient::text")]
        message: String,
    }
    match succeeded::<Deleted>(answer) {
        Err(error) if answer.lost && error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(Deleted { message }) => {
            let id = message.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
            match id.map(|(id, _)| id.trim()) {
                Some(id) if !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()) => {
                    answer.about(id, ())
                }
                _ => Ok(()),
            }
        }
    }
}

/// An update that can find nothing to change (`status: info`, in translated words); after a lost attempt that
/// means that the lost one did its work.
pub(crate) fn changed(answer: &Answer<'_>) -> Result<Change, Error> {
    match said(answer.json()?)? {
        Some((Status::Info, _)) => Ok(if answer.lost { Change::Applied } else { Change::Unchanged }),
        _ => done(answer).map(|()| Change::Applied),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(operation: Operation, body: &'static str, lost: bool) -> (Bytes, Operation, bool) {
        (Bytes::from_static(body.as_bytes()), operation, lost)
    }

    fn with<T>((body, operation, lost): (Bytes, Operation, bool), read: fn(&Answer<'_>) -> T) -> T {
        let endpoint = Endpoint { operation: Some(operation), name: operation.name(), patterns: &[] };
        read(&Answer { endpoint, body: &body, lost, subject: None })
    }

    #[test]
    fn info_is_no_failure() {
        let info = r#"{"status":"info","message":"assicurati di aver cambiato per aggiornare il contatto"}"#;
        assert_eq!(with(answer(Operation::UpdateContact, info, false), changed).unwrap(), Change::Unchanged);
        assert_eq!(with(answer(Operation::UpdateContact, info, true), changed).unwrap(), Change::Applied);
    }

    #[test]
    fn a_delete_that_was_lost_and_finds_nothing_is_done() {
        let gone = r#"{"status":"error","message":"The contact ID does not exist"}"#;
        assert!(with(answer(Operation::DeleteContact, gone, true), deleted).is_ok());
        let error = with(answer(Operation::DeleteContact, gone, false), deleted).unwrap_err();
        assert_eq!(error.code().as_str(), "contact_not_found");
    }

    #[test]
    fn a_contacts_own_status_is_not_an_envelope() {
        #[derive(Deserialize)]
        struct Row {
            id: String,
        }
        let contact = r#"{"id":"5","status":"1","notes":"\"error\""}"#;
        assert_eq!(with(answer(Operation::GetContact, contact, false), record::<Row>).unwrap().id, "5");
    }

    #[test]
    fn an_error_is_seen_through_escapes_and_beside_data() {
        let body = r#"{"id":"5","st\u0061tus":"\u0065rror","message":"The contact_id field is required"}"#;
        let error = with(answer(Operation::GetContact, body, false), record::<IdOnly>).unwrap_err();
        assert_eq!(error.code().as_str(), "contact_id_required");
    }

    #[derive(Debug, Deserialize)]
    struct IdOnly {
        #[serde(rename = "id")]
        _id: String,
    }

    #[test]
    fn facebooks_object_is_read() {
        let body = r##"{"status":"error","message":{"message":"(#100) Bad name","type":"OAuthException","code":100,"fbtrace_id":"A"}}"##;
        let error = with(answer(Operation::CreateLabel, body, false), done).unwrap_err();
        assert_eq!((error.code().as_str(), error.graph_code()), ("facebook_refused", Some(100)));
    }

    #[test]
    fn depth_is_limited() {
        let deep = Bytes::from("[".repeat(200) + &"]".repeat(200));
        let endpoint = Endpoint { operation: None, name: "newer", patterns: &[] };
        let error = anything(&Answer { endpoint, body: &deep, lost: false, subject: None }).unwrap_err();
        assert_eq!(error.code().as_str(), "too_deep");
    }

    #[test]
    fn what_is_no_answer_says_what_it_is() {
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
                with(answer(Operation::DeleteContact, body, false), done).unwrap_err().code().as_str(),
                code
            );
        }
    }
}
