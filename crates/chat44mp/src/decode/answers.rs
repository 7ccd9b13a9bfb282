//! The answers of all subscribers, one subscriber at a time, as the bytes arrive.
//!
//! The response is one JSON object, `{"id":…,"flow_name":…,"data":{"<subscriber>":[{…},…],…}}`, and can be larger than memory.
//! A splitter delimits one entry of `data` after the other, and serde decodes (and so validates) each entry once its last
//! byte has been received. Only the current entry is kept.

use std::marker::PhantomData;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::envelope::{Endpoint, status_message};
use super::splitter::{GAP_LIMIT, ROW_LIMIT, STARVED_LIMIT, Scan, Splitter, decode, not_json, too_large};
use super::{document, php_messages};
use crate::error::{Error, ErrorCode};
use crate::ids::FlowId;
use crate::lenient;

/// The expected maximum length of the first entry, in bytes.
const EXPECTED_LENGTH: usize = 1024;

/// The position in the response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the JSON.
    Start,
    /// In the outer object, before a key or its end.
    Field { first: bool },
    /// In `data`, before a subscriber or its end.
    Subscriber { first: bool },
    /// In `data` as an array (PHP encodes an object without keys so), before an item or its end.
    Item { index: usize },
    /// After the outer object.
    End,
}

/// A decoder that receives chunks and returns one subscriber after the other, with answers of type `A`.
#[derive(Debug)]
pub(crate) struct AnswersDecoder<A> {
    pub(super) input: Splitter,
    place: Place,
    /// The fields beside `data`, for a response with `status: error`.
    fields: Vec<(String, Box<RawValue>)>,
    /// The requested campaign.
    flow_id: Option<String>,
    has_data: bool,
    /// The expected maximum length of an entry, in bytes.
    expected_length: usize,
    ended: bool,
    answers: PhantomData<fn() -> A>,
}

/// A subscriber's id and answers.
pub(crate) type Row<A> = (String, Vec<A>);

/// One step of the splitter.
enum Step<A> {
    Row(Row<A>),
    Moved,
    /// More bytes are needed.
    Starved,
}

impl<A: DeserializeOwned> AnswersDecoder<A> {
    pub(crate) fn new() -> Self {
        AnswersDecoder {
            input: Splitter::default(),
            place: Place::Start,
            fields: Vec::new(),
            flow_id: None,
            has_data: false,
            expected_length: EXPECTED_LENGTH,
            ended: false,
            answers: PhantomData,
        }
    }

    /// Rejects the answers of another campaign.
    pub(crate) fn of_flow(mut self, flow_id: FlowId) -> Self {
        self.flow_id = Some(flow_id.0.to_string());
        self
    }

    /// Adds the next bytes of the response.
    pub(crate) fn push(&mut self, chunk: &[u8]) {
        self.input.push(chunk);
    }

    /// Marks the end of the response.
    pub(crate) fn end(&mut self) {
        self.ended = true;
    }

    /// Whether the end was marked.
    pub(crate) fn has_ended(&self) -> bool {
        self.ended
    }

    /// The next subscriber; `None` when more bytes are needed or, after [`end`](Self::end), when there are no more.
    /// `endpoint` interprets a response with `status: error`.
    pub(crate) fn next(&mut self, endpoint: &Endpoint<'_>) -> Result<Option<Row<A>>, Error> {
        loop {
            match self.step()? {
                Step::Row(row) => {
                    self.check(endpoint)?;
                    return Ok(Some(row));
                }
                Step::Moved => {}
                Step::Starved
                    if !self.ended && self.input.buffer.len() - self.input.taken > self.starved_limit() =>
                {
                    return Err(too_large("one entry of the response is too large"));
                }
                Step::Starved if !self.ended => return Ok(None),
                Step::Starved if self.place != Place::End => {
                    return Err(
                        Error::new(ErrorCode::TRUNCATED_BODY, "the response is truncated").mark_transient()
                    );
                }
                Step::Starved => {
                    self.check(endpoint)?;
                    if self.has_data {
                        return Ok(None);
                    }
                    return Err(Error::new(ErrorCode::WRONG_SHAPE, "the response has no \"data\""));
                }
            }
        }
    }

    /// The maximum number of bytes kept while waiting for more.
    fn starved_limit(&self) -> usize {
        let value_has_begun = self.input.scan.at > 0;
        if value_has_begun || self.place == Place::Start { STARVED_LIMIT } else { GAP_LIMIT }
    }

    /// Fails if the fields beside `data` report an error.
    fn check(&mut self, endpoint: &Endpoint<'_>) -> Result<(), Error> {
        if self.fields.is_empty() {
            return Ok(());
        }
        let fields: serde_json::Map<String, serde_json::Value> = self
            .fields
            .drain(..)
            .filter_map(|(name, value)| Some((name, serde_json::from_str(value.get()).ok()?)))
            .collect();
        let envelope = serde_json::Value::Object(fields).to_string();
        match status_message(envelope.as_bytes())? {
            Some((_, message)) => Err(endpoint.rejection(message)),
            None => Ok(()),
        }
    }

    fn step(&mut self) -> Result<Step<A>, Error> {
        match self.place {
            Place::Start => self.start(),
            Place::Field { first } => self.field(first),
            Place::Subscriber { first } => self.subscriber(first),
            Place::Item { index } => self.item(index),
            Place::End => self.trailer(),
        }
    }

    /// After the outer object, only messages of PHP are accepted.
    fn trailer(&mut self) -> Result<Step<A>, Error> {
        let rest = self.input.skip_space(self.input.taken).map(|at| &self.input.buffer[at..]);
        match rest {
            Some(rest) if !php_messages::may_begin(rest) => Err(not_json("unexpected data after the JSON")),
            Some(_) if !self.ended => Ok(Step::Starved),
            Some(rest) if !php_messages::is_only_messages(rest) => {
                Err(not_json("unexpected data after the JSON"))
            }
            _ => {
                self.input.taken = self.input.buffer.len();
                Ok(Step::Starved)
            }
        }
    }

    fn start(&mut self) -> Result<Step<A>, Error> {
        let rest = &self.input.buffer[self.input.taken..];
        let text = document::trim_start(rest);
        if !self.ended
            && (text.len() < 4
                || (php_messages::may_begin(text) && rest.len() <= document::LEADING_HTML_LIMIT))
        {
            // Endless whitespace must neither accumulate nor be scanned again with every chunk.
            self.input.taken += rest.len() - text.len();
            return Ok(Step::Starved);
        }
        let json = document::json(rest)?;
        match json[0] {
            b'{' => {}
            // More data may follow `null`.
            b'n' if !self.ended && json.trim_ascii_end() == b"null" => return Ok(Step::Starved),
            _ if json.trim_ascii() == b"null" => {
                return Err(Error::new(ErrorCode::NULL_BODY, "the server sent null"));
            }
            b'[' | b'"' | b'0'..=b'9' | b'-' => {
                return Err(Error::new(ErrorCode::WRONG_SHAPE, "the response is not a JSON object"));
            }
            _ => return Err(not_json("the response is not JSON")),
        }
        self.input.taken = self.input.buffer.len() - json.len() + 1;
        self.move_to(Place::Field { first: true })
    }

    fn field(&mut self, first: bool) -> Result<Step<A>, Error> {
        let Some(at) = self.input.next_entry(first, b'}')? else { return Ok(Step::Starved) };
        if self.input.buffer[at] == b'}' {
            self.input.taken = at + 1;
            return self.move_to(Place::End);
        }
        let Some((key, value)) = self.input.key(at)? else { return Ok(Step::Starved) };
        if key == "data" {
            match self.input.buffer[value] {
                b'{' => return self.enter(value, Place::Subscriber { first: true }),
                b'[' => return self.enter(value, Place::Item { index: 0 }),
                _ => self.has_data = true,
            }
        }
        let Some(end) = self.input.value_end(value)? else { return Ok(Step::Starved) };
        if key == "status" || key == "message" {
            self.fields.push((key, decode(&self.input.buffer[value..end])?));
        } else if let ("id", Some(requested)) = (key.as_str(), &self.flow_id) {
            check_flow(requested, decode(&self.input.buffer[value..end])?)?;
        } else {
            decode::<IgnoredAny>(&self.input.buffer[value..end])?;
        }
        self.input.taken = end;
        self.move_to(Place::Field { first: false })
    }

    fn subscriber(&mut self, first: bool) -> Result<Step<A>, Error> {
        let Some(at) = self.input.next_entry(first, b'}')? else { return Ok(Step::Starved) };
        if self.input.buffer[at] == b'}' {
            self.input.taken = at + 1;
            return self.move_to(Place::Field { first: false });
        }
        let Some((key, value)) = self.input.key(at)? else { return Ok(Step::Starved) };
        self.row(key, value, Place::Subscriber { first: false })
    }

    fn item(&mut self, index: usize) -> Result<Step<A>, Error> {
        let Some(at) = self.input.next_entry(index == 0, b']')? else { return Ok(Step::Starved) };
        if self.input.buffer[at] == b']' {
            self.input.taken = at + 1;
            return self.move_to(Place::Field { first: false });
        }
        // PHP encodes an object with keys from zero as a list: the index is the subscriber's ID.
        self.row(index.to_string(), at, Place::Item { index: index + 1 })
    }

    /// The entry whose value begins at `value`.
    fn row(&mut self, subscriber_id: String, value: usize, next: Place) -> Result<Step<A>, Error> {
        let (AnswersOrNothing(answers), end) = match self.whole(value) {
            Some(entry) => entry,
            None => {
                let Some(end) = self.input.value_end(value)? else { return Ok(Step::Starved) };
                (decode(&self.input.buffer[value..end])?, end)
            }
        };
        self.input.taken = end;
        self.place = next;
        self.input.scan = Scan::default();
        // Grows at once and shrinks slowly, because entries differ in length.
        let similar = (end - value) * 3 / 2;
        self.expected_length = similar.max(self.expected_length - self.expected_length / 8);
        Ok(Step::Row((subscriber_id, answers)))
    }

    /// The entry whose value starts at `value`, and its end, if it is complete and not longer than expected. Most entries are, and
    /// need no separate scan for their end; for others, the scan decides whether they are incomplete or invalid.
    fn whole(&self, value: usize) -> Option<(AnswersOrNothing<A>, usize)> {
        // Only a list has an unambiguous end. A started scan continues, so that only a split entry is decoded twice.
        if self.input.scan.at > 0 || self.input.buffer[value] != b'[' {
            return None;
        }
        // One validation of its UTF-8 is faster than one of each string.
        let mut entries =
            serde_json::Deserializer::from_str(self.input.text(value, self.expected_length)).into_iter();
        let answers = entries.next()?.ok()?;
        let length = entries.byte_offset();
        (length <= ROW_LIMIT).then_some((answers, value + length))
    }

    fn enter(&mut self, value: usize, place: Place) -> Result<Step<A>, Error> {
        self.has_data = true;
        self.input.taken = value + 1;
        self.move_to(place)
    }

    fn move_to(&mut self, place: Place) -> Result<Step<A>, Error> {
        self.place = place;
        self.input.scan = Scan::default();
        Ok(Step::Moved)
    }
}

/// The ID of the campaign; null if it has no answers.
#[derive(Deserialize)]
#[serde(transparent)]
struct FoundId(#[serde(deserialize_with = "lenient::optional_text")] Option<String>);

fn check_flow(requested: &str, FoundId(found): FoundId) -> Result<(), Error> {
    match found {
        Some(found) if found != requested => {
            let message = format!("the response is about another campaign than {requested}");
            Err(Error::new(ErrorCode::WRONG_RECORD, message))
        }
        _ => Ok(()),
    }
}

/// A list, or null for none.
struct AnswersOrNothing<A>(Vec<A>);

impl<'de, A: Deserialize<'de>> Deserialize<'de> for AnswersOrNothing<A> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<Vec<A>>::deserialize(deserializer)
            .map(|answers| AnswersOrNothing(answers.unwrap_or_default()))
    }
}
