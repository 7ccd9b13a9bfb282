//! Splits a JSON object that arrives in chunks into its entries. Their values are only delimited here: serde decodes, and so
//! validates, each of them later.

use memchr::memchr2;
use serde::Deserialize;

use super::document;
use crate::error::{Error, ErrorCode};

/// The largest entry kept, in bytes: one subscriber's answers, or a field beside `data`.
pub(super) const ROW_LIMIT: usize = 1024 * 1024;

/// The longest key, in bytes; a subscriber's id has 17.
const KEY_LIMIT: usize = 1024;

/// The most that is kept while waiting for more: an entry, its key, and blanks around them.
pub(super) const STARVED_LIMIT: usize = ROW_LIMIT + GAP_LIMIT;

/// The most that is kept before a value begins: a key, and blanks around it. They are read again with every chunk.
pub(super) const GAP_LIMIT: usize = 4 * KEY_LIMIT;

/// The bytes received so far and not yet taken.
#[derive(Debug, Default)]
pub(super) struct Splitter {
    pub(super) buffer: Vec<u8>,
    /// The first byte of `buffer` not yet taken.
    pub(super) taken: usize,
    pub(super) scan: Scan,
}

/// How far the search for the end of a value has come, so that no byte is looked at twice.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Scan {
    /// The next byte to look at, counted from the value's first.
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

    /// Where the next entry (or `close`) begins, behind the comma that parts it from the one before.
    pub(super) fn next_entry(&mut self, first: bool, close: u8) -> Result<Option<usize>, Error> {
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
    pub(super) fn key(&self, at: usize) -> Result<Option<(String, usize)>, Error> {
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
    pub(super) fn value_end(&mut self, start: usize) -> Result<Option<usize>, Error> {
        let value = &self.buffer[start..];
        let end = self.scan.run(value);
        if end.unwrap_or(value.len()) > ROW_LIMIT {
            let message = format!("one entry of the answer is larger than {ROW_LIMIT} bytes");
            return Err(Error::new(ErrorCode::TOO_LARGE, message));
        }
        Ok(end.map(|end| start + end))
    }

    pub(super) fn skip_space(&self, from: usize) -> Option<usize> {
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

pub(super) fn decode<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T, Error> {
    // The bytes are cut off at the value's end, so what ends too early is not for want of bytes.
    serde_json::from_slice(json).map_err(|error| {
        if error.is_eof() { not_json("the answer is not JSON") } else { document::malformed(error) }
    })
}

pub(super) fn not_json(message: &'static str) -> Error {
    Error::new(ErrorCode::NOT_JSON, message)
}
