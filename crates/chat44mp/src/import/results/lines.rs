//! The format of the results file: JSON Lines.
//!
//! The first line identifies the import. A row's `sending` line is written before its first byte is sent, and its final line
//! after the response. The file of a killed process therefore shows which rows may have been created. A line with `run`
//! begins each further run. The file contains no secrets, and no values of rows except in messages of the server: rows are
//! identified by number and key. Keys hide values from a reader, not from someone who tries all phone numbers.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::super::dedupe::Fingerprint;
use crate::error::{Error, ErrorCode};
use crate::files::failed_option;
use crate::ids::GroupId;

/// The maximum length of a line: messages have at most 500 characters.
const MAX_LINE: usize = 16 * 1024;

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::import) struct Header {
    pub(super) chat44mp_import: u32,
    /// The base URL of the server.
    pub(super) origin: String,
    pub(super) group_id: i64,
    /// The name of the first imported file.
    pub(super) source: Option<String>,
}

const HEADER_BEGINS: &[u8] = br#"{"chat44mp_import":1,"#;

impl Header {
    pub(in crate::import) fn new(origin: &str, group_id: GroupId, source: Option<String>) -> Header {
        Header { chat44mp_import: 1, origin: origin.to_owned(), group_id: group_id.0, source }
    }
}

/// The first line of a further run.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Run {
    pub(super) run: u32,
}

/// A row's line.
#[derive(Debug, Default, Serialize)]
pub(in crate::import) struct Line<'a> {
    pub(in crate::import) row: u32,
    pub(in crate::import) key: &'a str,
    pub(in crate::import) status: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::import) id: Option<i64>,
    /// The keys that rows with only this e-mail address or phone number have, if the contact was created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::import) email_key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::import) phone_key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::import) code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::import) message: Option<&'a str>,
}

/// The status of a row that is being sent.
pub(in crate::import) const SENDING: &str = "sending";

/// The code of a row that was in flight when its import was killed.
pub(in crate::import) const INTERRUPTED: &str = "interrupted";
pub(in crate::import) const INTERRUPTED_MESSAGE: &str = "the import ended before the response was received";

/// A line as text.
pub(super) fn text(line: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut text = serde_json::to_vec(line)?;
    text.push(b'\n');
    Ok(text)
}

/// A row's line that was read.
#[derive(Debug, Deserialize)]
pub(super) struct Stored<'a> {
    pub(super) row: u32,
    pub(super) key: Fingerprint,
    #[serde(borrow)]
    pub(super) status: Cow<'a, str>,
    pub(super) id: Option<i64>,
    pub(super) email_key: Option<Fingerprint>,
    pub(super) phone_key: Option<Fingerprint>,
    #[serde(borrow)]
    pub(super) code: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) message: Option<Cow<'a, str>>,
}

/// A line after the first.
pub(super) enum Entry<'a> {
    Row(Stored<'a>),
    Run(Run),
}

impl Entry<'_> {
    fn parse(line: &[u8]) -> Option<Entry<'_>> {
        let row = serde_json::from_slice(line).map(Entry::Row);
        row.or_else(|_| serde_json::from_slice(line).map(Entry::Run)).ok()
    }
}

/// What a results file begins with, and its length without a torn last line.
pub(super) struct Scanned {
    /// `None` if the file is empty.
    pub(super) header: Option<Header>,
    pub(super) whole: u64,
}

/// Reads a results file. `check` accepts its header, and `each` every further line; they return why not.
pub(super) fn scan(
    path: &Path,
    mut reader: impl BufRead,
    check: impl Fn(&Header) -> Result<(), String>,
    mut each: impl FnMut(Entry<'_>) -> Result<(), ()>,
) -> Result<Scanned, Error> {
    let (mut line, mut number) = (Vec::new(), 0_u64);
    let mut scanned = Scanned { header: None, whole: 0 };
    loop {
        line.clear();
        let mut limited = Read::take(&mut reader, MAX_LINE as u64);
        let read = limited.read_until(b'\n', &mut line);
        let read = read.map_err(|error| failed_option("results", "read", path, &error))?;
        number += 1;
        // An incomplete line was being written when its import was killed, so its row was not sent: a `sending` line is
        // complete before its row is sent.
        if read == 0 || line.last() != Some(&b'\n') {
            let ours = number > 1
                || line.is_empty()
                || HEADER_BEGINS.starts_with(&line)
                || line.starts_with(HEADER_BEGINS);
            let end = read < MAX_LINE;
            return if ours && end { Ok(scanned) } else { Err(foreign(path, number)) };
        }
        scanned.whole += read as u64;
        if number > 1 {
            let parsed = Entry::parse(&line).and_then(|entry| each(entry).ok());
            parsed.ok_or_else(|| foreign(path, number))?;
            continue;
        }
        let header: Header = serde_json::from_slice(&line).map_err(|_| foreign(path, 1))?;
        if header.chat44mp_import != 1 {
            return Err(refused(path, "it was written by a newer version"));
        }
        check(&header).map_err(|problem| refused(path, &problem))?;
        scanned.header = Some(header);
    }
}

fn foreign(path: &Path, line: u64) -> Error {
    match line {
        1 => not_results(path),
        _ => refused(path, &format!("its line {line} is damaged")),
    }
}

/// The error for a file that is not a results file.
pub(super) fn not_results(path: &Path) -> Error {
    refused(path, "it is not a results file")
}

pub(super) fn refused(path: &Path, problem: &str) -> Error {
    let message = format!("{}: {problem}", path.display());
    Error::invalid(ErrorCode::RESULTS_FILE_REFUSED, "results", message)
}
