//! The answers of all subscribers, one subscriber at a time, as the bytes arrive.
//!
//! The answer is one JSON object, `{"id":…,"flow_name":…,"data":{"<subscriber>":[{…},…],…}}`, and can be larger
//! than memory. A splitter walks over it and takes one entry of `data` after the other; serde decodes (and so
//! validates) each entry from its own bytes: at once when all of it is here, else when its end has arrived. Only the
//! entry at hand is kept.

use std::marker::PhantomData;

use memchr::memchr2;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::envelope::{Endpoint, said};
use super::{document, php_messages};
use crate::error::{Error, ErrorCode};
use crate::ids::FlowId;
use crate::lenient;

/// The largest entry kept, in bytes: one subscriber's answers, or a field beside `data`.
pub(crate) const ROW_LIMIT: usize = 1024 * 1024;

/// The longest key, in bytes; a subscriber's id has 17.
const KEY_LIMIT: usize = 1024;

/// The most that is kept while waiting for more: an entry, its key, and blanks around them.
const STARVED_LIMIT: usize = ROW_LIMIT + GAP_LIMIT;

/// The most that is kept before a value begins: a key, and blanks around it. They are read again with every chunk.
const GAP_LIMIT: usize = 4 * KEY_LIMIT;

/// Where in the answer the splitter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the JSON.
    Start,
    /// In the outer object, before a key or its end.
    Field { first: bool },
    /// In `data`, before a subscriber or its end.
    Subscriber { first: bool },
    /// In `data` as an array (PHP makes one of an object without keys), before an item or its end.
    Item { index: usize },
    /// Behind the outer object.
    End,
}

/// How far the search for the end of a value has come, so that no byte is looked at twice.
#[derive(Debug, Clone, Copy, Default)]
struct Scan {
    /// The next byte to look at, counted from the value's first.
    at: usize,
    depth: usize,
    in_string: bool,
}

/// A decoder that is fed chunks and gives one subscriber after the other, whose answers are `A`s.
#[derive(Debug)]
pub(crate) struct AnswersDecoder<A> {
    buffer: Vec<u8>,
    /// The first byte of `buffer` not yet taken.
    taken: usize,
    place: Place,
    scan: Scan,
    /// What stands beside `data`, for an answer that says `error`.
    fields: Vec<(String, Box<RawValue>)>,
    /// The campaign that was asked for.
    flow_id: Option<String>,
    has_data: bool,
    ended: bool,
    answers: PhantomData<fn() -> A>,
}

/// A subscriber's id and answers.
pub(crate) type Row<A> = (String, Vec<A>);

/// One step of the splitter.
enum Step<A> {
    Row(Row<A>),
    Moved,
    /// The buffer ends before the next thing does.
    Starved,
}

impl<A: DeserializeOwned> AnswersDecoder<A> {
    pub(crate) fn new() -> Self {
        AnswersDecoder {
            buffer: Vec::new(),
            taken: 0,
            place: Place::Start,
            scan: Scan::default(),
            fields: Vec::new(),
            flow_id: None,
            has_data: false,
            ended: false,
            answers: PhantomData,
        }
    }

    /// Refuses the answers of another campaign than this one.
    pub(crate) fn of_flow(mut self, flow_id: FlowId) -> Self {
        self.flow_id = Some(flow_id.0.to_string());
        self
    }

    /// Takes the next bytes of the answer.
    pub(crate) fn push(&mut self, chunk: &[u8]) {
        self.buffer.drain(..self.taken);
        self.taken = 0;
        self.buffer.extend_from_slice(chunk);
    }

    /// Says that no more bytes will come.
    pub(crate) fn end(&mut self) {
        self.ended = true;
    }

    /// Whether the end was said.
    pub(crate) fn has_ended(&self) -> bool {
        self.ended
    }

    /// The next subscriber; `None` when more bytes are needed or, after [`end`](Self::end), when all were given.
    /// `endpoint` knows what an answer that says `error` means.
    pub(crate) fn next(&mut self, endpoint: &Endpoint<'_>) -> Result<Option<Row<A>>, Error> {
        loop {
            match self.step()? {
                Step::Row(row) => {
                    self.check(endpoint)?;
                    return Ok(Some(row));
                }
                Step::Moved => {}
                Step::Starved if !self.ended && self.buffer.len() - self.taken > self.starved_limit() => {
                    return Err(Error::new(ErrorCode::TOO_LARGE, "one entry of the answer is too large"));
                }
                Step::Starved if !self.ended => return Ok(None),
                Step::Starved if self.place != Place::End => {
                    return Err(
                        Error::new(ErrorCode::TRUNCATED_BODY, "the answer ends too early").transient()
                    );
                }
                Step::Starved => {
                    self.check(endpoint)?;
                    if self.has_data {
                        return Ok(None);
                    }
                    return Err(Error::new(ErrorCode::WRONG_SHAPE, "the answer has no `data`"));
                }
            }
        }
    }

    /// How much may be kept while more is waited for.
    fn starved_limit(&self) -> usize {
        let value_has_begun = self.scan.at > 0;
        if value_has_begun || self.place == Place::Start { STARVED_LIMIT } else { GAP_LIMIT }
    }

    /// Fails when what stood beside `data` says `error`.
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
        match said(envelope.as_bytes())? {
            Some((_, message)) => Err(endpoint.refused(message)),
            None => Ok(()),
        }
    }

    fn step(&mut self) -> Result<Step<A>, Error> {
        match self.place {
            Place::Start => self.start(),
            Place::Field { first } => self.field(first),
            Place::Subscriber { first } => self.subscriber(first),
            Place::Item { index } => self.item(index),
            Place::End => self.behind(),
        }
    }

    /// Behind the outer object, only PHP's messages may stand.
    fn behind(&mut self) -> Result<Step<A>, Error> {
        let rest = self.peek(0).map(|at| &self.buffer[at..]);
        match rest {
            Some(rest) if !php_messages::may_begin(rest) => {
                Err(not_json("there is something behind the JSON"))
            }
            Some(_) if !self.ended => Ok(Step::Starved),
            Some(rest) if !php_messages::is_only_messages(rest) => {
                Err(not_json("there is something behind the JSON"))
            }
            _ => {
                self.taken = self.buffer.len();
                Ok(Step::Starved)
            }
        }
    }

    fn start(&mut self) -> Result<Step<A>, Error> {
        let rest = &self.buffer[self.taken..];
        let text = document::trim_start(rest);
        if !self.ended
            && (text.len() < 4
                || (php_messages::may_begin(text) && rest.len() <= document::LEADING_HTML_LIMIT))
        {
            // Blanks without end must not pile up, nor be read again with every chunk.
            self.taken += rest.len() - text.len();
            return Ok(Step::Starved);
        }
        let json = document::json(rest)?;
        match json[0] {
            b'{' => {}
            // More than `null` may follow.
            b'n' if !self.ended && json.trim_ascii_end() == b"null" => return Ok(Step::Starved),
            _ if json.trim_ascii() == b"null" => {
                return Err(Error::new(ErrorCode::NULL_BODY, "the server sent `null`"));
            }
            b'[' | b'"' | b'0'..=b'9' | b'-' => {
                return Err(Error::new(ErrorCode::WRONG_SHAPE, "the answer is not a JSON object"));
            }
            _ => return Err(not_json("the answer is not JSON")),
        }
        self.taken = self.buffer.len() - json.len() + 1;
        self.move_to(Place::Field { first: true })
    }

    fn field(&mut self, first: bool) -> Result<Step<A>, Error> {
        let Some(at) = self.next_entry(first, b'}')? else { return Ok(Step::Starved) };
        if self.buffer[at] == b'}' {
            self.taken = at + 1;
            return self.move_to(Place::End);
        }
        let Some((key, value)) = self.key(at)? else { return Ok(Step::Starved) };
        if key == "data" {
            match self.buffer[value] {
                b'{' => return self.enter(value, Place::Subscriber { first: true }),
                b'[' => return self.enter(value, Place::Item { index: 0 }),
                _ => self.has_data = true,
            }
        }
        let Some(end) = self.value_end(value)? else { return Ok(Step::Starved) };
        if key == "status" || key == "message" {
            self.fields.push((key, decode(&self.buffer[value..end])?));
        } else if let ("id", Some(requested)) = (key.as_str(), &self.flow_id) {
            check_flow(requested, decode(&self.buffer[value..end])?)?;
        } else {
            decode::<IgnoredAny>(&self.buffer[value..end])?;
        }
        self.taken = end;
        self.move_to(Place::Field { first: false })
    }

    fn subscriber(&mut self, first: bool) -> Result<Step<A>, Error> {
        let Some(at) = self.next_entry(first, b'}')? else { return Ok(Step::Starved) };
        if self.buffer[at] == b'}' {
            self.taken = at + 1;
            return self.move_to(Place::Field { first: false });
        }
        let Some((key, value)) = self.key(at)? else { return Ok(Step::Starved) };
        self.row(key, value, Place::Subscriber { first: false })
    }

    fn item(&mut self, index: usize) -> Result<Step<A>, Error> {
        let Some(at) = self.next_entry(index == 0, b']')? else { return Ok(Step::Starved) };
        if self.buffer[at] == b']' {
            self.taken = at + 1;
            return self.move_to(Place::Field { first: false });
        }
        // PHP makes a list of an object whose keys count from zero: the place is the subscriber's id.
        self.row(index.to_string(), at, Place::Item { index: index + 1 })
    }

    /// The entry whose value begins at `value`.
    fn row(&mut self, subscriber_id: String, value: usize, next: Place) -> Result<Step<A>, Error> {
        let (AnswersOrNothing(answers), end) = match self.whole(value) {
            Some(entry) => entry,
            None => {
                let Some(end) = self.value_end(value)? else { return Ok(Step::Starved) };
                (decode(&self.buffer[value..end])?, end)
            }
        };
        self.taken = end;
        self.place = next;
        self.scan = Scan::default();
        Ok(Step::Row((subscriber_id, answers)))
    }

    /// The entry whose value begins at `value`, and where it ends, if all of it is here. Most are, and need no search for
    /// their end first; of the others, the search tells whether they go on or are wrong.
    fn whole(&self, value: usize) -> Option<(AnswersOrNothing<A>, usize)> {
        // Only a list shows where it ends. A search that has begun goes on: nothing is decoded twice but what a chunk cut.
        if self.scan.at > 0 || self.buffer[value] != b'[' {
            return None;
        }
        let mut entries = serde_json::Deserializer::from_slice(&self.buffer[value..]).into_iter();
        let answers = entries.next()?.ok()?;
        let length = entries.byte_offset();
        (length <= ROW_LIMIT).then_some((answers, value + length))
    }

    fn enter(&mut self, value: usize, place: Place) -> Result<Step<A>, Error> {
        self.has_data = true;
        self.taken = value + 1;
        self.move_to(place)
    }

    fn move_to(&mut self, place: Place) -> Result<Step<A>, Error> {
        self.place = place;
        self.scan = Scan::default();
        Ok(Step::Moved)
    }

    /// Where the next entry (or `close`) begins, behind the comma that parts it from the one before.
    fn next_entry(&mut self, first: bool, close: u8) -> Result<Option<usize>, Error> {
        let Some(at) = self.skip_space(self.taken) else {
            // Blanks without end must not pile up.
            self.taken = self.buffer.len();
            return Ok(None);
        };
        match self.buffer[at] {
            byte if byte == close => Ok(Some(at)),
            b',' if !first => match self.skip_space(at + 1) {
                Some(at) if self.buffer[at] == close => Err(not_json("there is a comma too many")),
                next => Ok(next),
            },
            _ if first => Ok(Some(at)),
            _ => Err(not_json("a comma is missing")),
        }
    }

    /// The key that begins at `at`, and where its value begins.
    fn key(&self, at: usize) -> Result<Option<(String, usize)>, Error> {
        if self.buffer[at] != b'"' {
            return Err(not_json("a key is missing"));
        }
        let end = string_end(&self.buffer, at + 1);
        if end.unwrap_or(self.buffer.len()) - at > KEY_LIMIT {
            return Err(Error::new(ErrorCode::TOO_LARGE, "a key of the answer is too long"));
        }
        let Some(end) = end else { return Ok(None) };
        let Some(colon) = self.skip_space(end) else { return Ok(None) };
        if self.buffer[colon] != b':' {
            return Err(not_json("a colon is missing"));
        }
        let Some(value) = self.skip_space(colon + 1) else { return Ok(None) };
        Ok(Some((decode(&self.buffer[at..end])?, value)))
    }

    /// Where the value that begins at `start` ends.
    fn value_end(&mut self, start: usize) -> Result<Option<usize>, Error> {
        let value = &self.buffer[start..];
        let end = self.scan.run(value);
        if end.unwrap_or(value.len()) > ROW_LIMIT {
            let message = format!("one entry of the answer is larger than {ROW_LIMIT} bytes");
            return Err(Error::new(ErrorCode::TOO_LARGE, message));
        }
        Ok(end.map(|end| start + end))
    }

    fn peek(&self, skip: usize) -> Option<usize> {
        self.skip_space(self.taken + skip)
    }

    fn skip_space(&self, from: usize) -> Option<usize> {
        let rest = self.buffer.get(from..)?;
        rest.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).map(|skip| from + skip)
    }
}

impl Scan {
    /// Goes on through `value`; its length, once its end is in sight. Brackets are counted, not matched: serde
    /// reads what is cut out.
    fn run(&mut self, value: &[u8]) -> Option<usize> {
        while self.at < value.len() {
            if self.in_string {
                self.at += memchr2(b'"', b'\\', &value[self.at..]).unwrap_or(value.len() - self.at);
                match value.get(self.at)? {
                    b'\\' => self.at += 2,
                    _ => {
                        self.at += 1;
                        self.in_string = false;
                        if self.depth == 0 {
                            return Some(self.at);
                        }
                    }
                }
                continue;
            }
            match value[self.at] {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth <= 1 => {
                    return Some(if self.depth == 0 { self.at } else { self.at + 1 });
                }
                b'}' | b']' => self.depth -= 1,
                b',' | b' ' | b'\t' | b'\n' | b'\r' if self.depth == 0 => return Some(self.at),
                _ => {}
            }
            self.at += 1;
        }
        None
    }
}

/// The end of the string whose content begins at `at`, behind its closing quote.
fn string_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
        match bytes[at] {
            b'"' => return Some(at + 1),
            _ => at += 2,
        }
    }
}

/// The ID of the campaign; of one without answers it is null.
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

fn decode<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T, Error> {
    // The bytes are cut off at the value's end, so what ends too early is not for want of bytes.
    serde_json::from_slice(json).map_err(|error| {
        if error.is_eof() { not_json("the answer is not JSON") } else { document::malformed(error) }
    })
}

fn not_json(message: &'static str) -> Error {
    Error::new(ErrorCode::NOT_JSON, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::Operation;
    use crate::resources::Answer;

    /// All rows of `body` as it arrives in pieces of `chunk` bytes, or the code of what is wrong with it.
    fn rows(body: &str, chunk: usize) -> Result<Vec<Row<Answer>>, String> {
        let operation = Operation::GetAllSubscriberFlowInfo;
        let endpoint = Endpoint { operation: Some(operation), name: operation.name(), patterns: &[] };
        let mut decoder = AnswersDecoder::new();
        let mut rows = Vec::new();
        let mut take = |decoder: &mut AnswersDecoder<Answer>| -> Result<(), String> {
            while let Some(row) = decoder.next(&endpoint).map_err(|error| error.code().to_string())? {
                rows.push(row);
            }
            Ok(())
        };
        for piece in body.as_bytes().chunks(chunk) {
            decoder.push(piece);
            take(&mut decoder)?;
        }
        decoder.end();
        take(&mut decoder)?;
        Ok(rows)
    }

    fn code(body: &str) -> String {
        let whole = rows(body, usize::MAX).unwrap_err();
        assert_eq!(rows(body, 1).unwrap_err(), whole, "byte by byte: {body}");
        whole
    }

    const BODY: &str = r#"{"id":"1","flow_name":"a \"b\" \\","data":{"2499454673490220":[{"question_id":"45","question":"What?","answer":"Reading, \u00e8 {[,\"}"}],"guest-7":[{"id":46,"question":null,"answer":null}],"3":[]}}"#;

    #[test]
    fn blanks_without_end_are_not_kept() {
        let operation = Operation::GetAllSubscriberFlowInfo;
        let endpoint = Endpoint { operation: Some(operation), name: operation.name(), patterns: &[] };
        for (start, kept) in [("", true), (r#"{"data":{}}"#, true), ("{", true), (r#"{"id":1,"#, false)] {
            let mut decoder = AnswersDecoder::<Answer>::new();
            decoder.push(start.as_bytes());
            let mut result = decoder.next(&endpoint);
            let mut most = 0;
            for _ in 0..1000 {
                if result.is_err() {
                    break;
                }
                decoder.push(&[b' '; 64]);
                result = decoder.next(&endpoint);
                most = most.max(decoder.buffer.len());
            }
            assert_eq!(result.is_ok(), kept, "{start}");
            assert!(most <= GAP_LIMIT + 64, "{start}: {most} bytes kept");
        }
    }

    #[test]
    fn messages_of_php_around_the_json_are_left_out() {
        let html = "<br />\n<b>Warning</b>:  x in <b>/a.php</b> on line <b>12</b><br />\n";
        let plain = "\nWarning: x in /a.php on line 12\n";
        for messages in [html, plain] {
            let body = format!("{messages}{BODY}{messages}");
            for chunk in [1, 7, usize::MAX] {
                assert_eq!(rows(&body, chunk).unwrap().len(), 3, "{messages}");
            }
        }
        assert_eq!(code(&format!("{BODY}\nWarning: x")), "not_json");
    }

    #[test]
    fn rows_come_whatever_the_pieces() {
        let whole = rows(BODY, usize::MAX).unwrap();
        let ids: Vec<_> = whole.iter().map(|row| row.0.as_str()).collect();
        assert_eq!(ids, ["2499454673490220", "guest-7", "3"]);
        assert_eq!(whole[0].1[0].answer, "Reading, è {[,\"}");
        assert_eq!(whole[1].1[0].question_id, crate::QuestionId(46));
        for chunk in 1..BODY.len() {
            assert_eq!(rows(BODY, chunk).unwrap(), whole, "pieces of {chunk} bytes");
        }
    }

    #[test]
    fn nothing_has_many_shapes() {
        for body in [
            r#"{"id":null,"flow_name":null,"data":[]}"#,
            r#"{"id":null,"flow_name":null,"data":{}}"#,
            r#"{"data":null}"#,
            "<div>Undefined array key 0</div><div>again</div>{\"id\":null,\"data\":[ ]}",
        ] {
            assert_eq!(rows(body, usize::MAX).unwrap(), [], "{body}");
            assert_eq!(rows(body, 3).unwrap(), [], "{body}");
        }
    }

    #[test]
    fn a_list_numbers_its_subscribers() {
        let rows = rows(r#"{"id":"1","data":[[{"id":"4","answer":"x"}],[]]}"#, 5).unwrap();
        assert_eq!((rows[0].0.as_str(), rows[0].1.len()), ("0", 1));
        assert_eq!(rows[1].0.as_str(), "1");
    }

    #[test]
    fn an_answer_that_says_error_is_one() {
        assert_eq!(
            code(r#"{"status":"error","message":"The flow campaign ID does not exist"}"#),
            "flow_not_found"
        );
        assert_eq!(code(r#"{"status":"error","message":"x","data":{"1":[]}}"#), "unknown_error");
    }

    #[test]
    fn what_is_no_answer_says_what_it_is() {
        for (body, expected) in [
            ("", "empty_body"),
            ("null", "null_body"),
            ("[]", "wrong_shape"),
            ("{}", "wrong_shape"),
            ("<html></html>", "html_page"),
            ("sorry", "not_json"),
            (r#"{"data":{"1":[]"#, "truncated_body"),
            (r#"{"data":{"1":[{"answer":"x"#, "truncated_body"),
            (r#"{"data":{"1":[]}}}"#, "not_json"),
            (r#"{"data":{"1":[],}}"#, "not_json"),
            (r#"{"data":{"1":[]"2":[]}}"#, "not_json"),
            (r#"{"data":{"1":[}]}}"#, "not_json"),
            (r#"{"data":{1:[]}}"#, "not_json"),
            (r#"{"data":{"1":7}}"#, "wrong_shape"),
        ] {
            assert_eq!(code(body), expected, "{body}");
        }
    }

    #[test]
    fn memory_is_bounded() {
        let long = "x".repeat(ROW_LIMIT);
        assert_eq!(
            code_in_large_pieces(&format!(r#"{{"data":{{"1":[{{"answer":"{long}"}}]}}}}"#)),
            "too_large"
        );
        assert_eq!(code_in_large_pieces(&format!(r#"{{"data":{{"{long}":[]}}}}"#)), "too_large");
        let blanks = " ".repeat(2 * ROW_LIMIT);
        assert_eq!(code_in_large_pieces(&format!(r#"{{"data":{{"1"{blanks}:[]}}}}"#)), "too_large");
        let rows = rows(&format!(r#"{{"data":{{{blanks}"1":[]{blanks},"2":[]}}}}"#), 64 * 1024).unwrap();
        assert_eq!(rows.len(), 2);
    }

    fn code_in_large_pieces(body: &str) -> String {
        rows(body, 64 * 1024).unwrap_err()
    }
}
