//! Splits a JSON object that arrives in chunks into its entries. Their values are only delimited here: serde decodes, and so
//! validates, each of them later.

use std::borrow::Cow;
use std::str::Utf8Error;

use memchr::memchr2;
use serde::Deserialize;

use super::document;
use crate::error::{Error, ErrorCode};

/// The maximum size of an entry, in bytes: one subscriber's answers, or a field beside `data`.
pub(super) const ROW_LIMIT: usize = 1024 * 1024;

/// The maximum length of a key, in bytes; a subscriber's ID has 17.
const KEY_LIMIT: usize = 1024;

/// Maximum number of bytes kept while waiting for more: an entry, its key, and whitespace.
pub(super) const STARVED_LIMIT: usize = ROW_LIMIT + GAP_LIMIT;

/// Maximum number of bytes kept before a value starts: a key and whitespace, which are scanned again with every chunk.
pub(super) const GAP_LIMIT: usize = 4 * KEY_LIMIT;

/// The bytes that were received and not yet consumed.
#[derive(Debug, Default)]
pub(super) struct Splitter {
    pub(super) buffer: Vec<u8>,
    /// The position of the first byte of `buffer` that is not yet consumed.
    pub(super) taken: usize,
    pub(super) scan: Scan,
}

/// The progress of the scan for the end of a value, so that no byte is scanned twice.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Scan {
    /// The next byte to scan, relative to the start of the value.
    pub(super) at: usize,
    depth: usize,
    in_string: bool,
}

impl Splitter {
    pub(super) fn push(&mut self, chunk: &[u8]) {
        self.buffer.drain(..self.taken);
        self.taken = 0;
        self.buffer.extend_from_slice(chunk);
    }

    /// The start of the next entry (or `close`), after the comma that separates it from the previous one.
    pub(super) fn next_entry(&mut self, first: bool, close: u8) -> Result<Option<usize>, Error> {
        let Some(at) = self.skip_space(self.taken) else {
            // Endless whitespace must not accumulate.
            self.taken = self.buffer.len();
            return Ok(None);
        };
        match self.buffer[at] {
            byte if byte == close => Ok(Some(at)),
            b',' if !first => match self.skip_space(at + 1) {
                Some(at) if self.buffer[at] == close => Err(not_json("unexpected comma")),
                next => Ok(next),
            },
            _ if first => Ok(Some(at)),
            _ => Err(not_json("missing comma")),
        }
    }

    /// The key that starts at `at`, and the start of its value.
    pub(super) fn key(&self, at: usize) -> Result<Option<(String, usize)>, Error> {
        if self.buffer[at] != b'"' {
            return Err(not_json("missing key"));
        }
        let end = string_end(&self.buffer, at + 1);
        if end.unwrap_or(self.buffer.len()) - at > KEY_LIMIT {
            return Err(too_large("a key of the response is too long"));
        }
        let Some(end) = end else { return Ok(None) };
        let Some(colon) = self.skip_space(end) else { return Ok(None) };
        if self.buffer[colon] != b':' {
            return Err(not_json("missing colon"));
        }
        let Some(value) = self.skip_space(colon + 1) else { return Ok(None) };
        Ok(Some((decode(&self.buffer[at..end])?, value)))
    }

    /// The text that starts at `start`: up to `limit` bytes, or fewer if not all are received or valid UTF-8.
    pub(super) fn text(&self, start: usize, limit: usize) -> &str {
        let bytes = &self.buffer[start..];
        let bytes = &bytes[..bytes.len().min(limit)];
        let valid = |error: Utf8Error| str::from_utf8(&bytes[..error.valid_up_to()]);
        str::from_utf8(bytes).or_else(valid).unwrap_or_default()
    }

    /// The end of the value that starts at `start`.
    pub(super) fn value_end(&mut self, start: usize) -> Result<Option<usize>, Error> {
        let value = &self.buffer[start..];
        let end = self.scan.run(value);
        if end.unwrap_or(value.len()) > ROW_LIMIT {
            let message = format!("one entry of the response is larger than {ROW_LIMIT} bytes");
            return Err(too_large(message));
        }
        Ok(end.map(|end| start + end))
    }

    pub(super) fn skip_space(&self, from: usize) -> Option<usize> {
        let rest = self.buffer.get(from..)?;
        rest.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).map(|skip| from + skip)
    }
}

impl Scan {
    /// Continues the scan; returns the length of `value` once its end is found. Brackets are counted, not matched: serde
    /// validates the value.
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

/// The end of the string whose content starts at `at`, after its closing quote.
fn string_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
        match bytes[at] {
            b'"' => return Some(at + 1),
            _ => at += 2,
        }
    }
}

pub(super) fn decode<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T, Error> {
    // The value is complete, so an unexpected end is a syntax error.
    serde_json::from_slice(json).map_err(|error| {
        if error.is_eof() { not_json("the response is not JSON") } else { document::malformed(error) }
    })
}

/// The error of an entry that is larger than any of the API.
pub(super) fn too_large(message: impl Into<Cow<'static, str>>) -> Error {
    Error::new(ErrorCode::TOO_LARGE, message).with_cause_hint(
        "No option raises the limit of one entry, which the API never reaches: check `base_url`.",
    )
}

pub(super) fn not_json(message: &'static str) -> Error {
    Error::new(ErrorCode::NOT_JSON, message)
}
