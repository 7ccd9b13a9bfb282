//! The envelope of a response: the server reports success or failure in the body, in different ways.

use std::fmt;

use bytes::Bytes;
use memchr::memmem;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::catalogue::{self, MessagePattern};
use super::document;
use crate::error::{Error, ErrorCode};
use crate::lenient;
use crate::operation::Operation;

/// The endpoint that responded: the same message means different things on different endpoints.
pub(crate) struct Endpoint<'a> {
    /// The operation; `None` for one that this SDK does not know.
    pub(crate) operation: Option<Operation>,
    pub(crate) name: &'a str,
    /// Message patterns of this server.
    pub(crate) patterns: &'a [MessagePattern],
}

/// A buffered response, and what is needed to decode it.
pub(crate) struct Envelope<'a> {
    pub(crate) endpoint: Endpoint<'a>,
    pub(crate) body: &'a Bytes,
    /// The response of an earlier attempt was lost: that attempt may have been applied.
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
pub(super) struct StatusFields<'a> {
    #[serde(borrow, default)]
    pub(super) status: Option<&'a RawValue>,
    #[serde(borrow, default)]
    message: Option<&'a RawValue>,
}

impl Envelope<'_> {
    /// The JSON without PHP's messages around it.
    pub(super) fn json(&self) -> Result<&[u8], Error> {
        let is_read = self.endpoint.operation.is_some_and(|operation| !operation.info().kind.is_write());
        document::without_trailing_messages(document::json(self.body)?, is_read)
    }

    /// The JSON of a response whose `status` is neither `error` nor `info`.
    pub(super) fn success(&self) -> Result<&[u8], Error> {
        let json = self.json()?;
        match status_message(json)? {
            None => Ok(json),
            Some((_, message)) => Err(self.endpoint.rejection(message)),
        }
    }
}

impl Envelope<'_> {
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
    /// The error for a response with `status: error`.
    pub(crate) fn rejection(&self, message: Option<&RawValue>) -> Error {
        let Some(message) = message.map(RawValue::get).filter(|message| *message != "null") else {
            return Error::new(ErrorCode::UNKNOWN_ERROR, "the server reported \"error\" without a message");
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

/// The maximum length of a message that is parsed, in bytes of JSON. An error keeps 500 characters of it.
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

/// The value of `status` other than `success` (`error` or `info`), with its message.
///
/// Contacts also have a field `status` (`"1"`), so only these two values are interpreted.
pub(crate) fn status_message(json: &[u8]) -> Result<Option<(Status, Option<&RawValue>)>, Error> {
    // Most responses contain neither word: one scan avoids parsing them twice.
    let suspicious =
        [&b"\"error\""[..], b"\"info\"", b"\\u00"].iter().any(|word| memmem::find(json, word).is_some());
    if !suspicious || !json.starts_with(b"{") {
        return Ok(None);
    }
    let envelope: StatusFields<'_> = serde_json::from_slice(json).map_err(document::malformed)?;
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

/// `create_label` passes on the error object of Facebook.
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
            Error::from_server(ErrorCode::FACEBOOK_REFUSED, &graph.message).with_graph_code(code)
        }
        Err(error) => document::malformed(error),
    }
}

pub(super) fn parse<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T, Error> {
    if json.trim_ascii() == b"null" {
        return Err(Error::new(ErrorCode::NULL_BODY, "the server sent null"));
    }
    serde_json::from_slice(json).map_err(document::malformed)
}

/// `json`, rejecting a list where an object is expected and vice versa: serde would fill a struct from a list by
/// position.
pub(super) fn beginning_with(bracket: u8, json: &[u8]) -> Result<&[u8], Error> {
    match json.first() {
        Some(first @ (b'{' | b'[')) if *first != bracket => {
            let expected = if bracket == b'{' { "an object" } else { "a list" };
            Err(Error::new(ErrorCode::WRONG_SHAPE, format!("the response is not {expected}")))
        }
        _ => Ok(json),
    }
}
