//! The results file: report and journal of an import in one, a line of JSON at a time.
//!
//! The first line says whose it is. Before a row's first byte leaves, its `sending` line is written; after its answer,
//! its final line. What a process that was killed leaves behind therefore tells which rows may have been made. Nothing in
//! it is secret, and nothing personal but what the server said: rows are named by number and key.

use std::collections::HashMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;
use tokio::time::{Duration, Instant};

use super::file::failed;
use super::key::Fingerprint;
use super::progress::RowStatus;
use crate::error::{Error, ErrorCode};
use crate::ids::GroupId;

/// After so many lines, or so long, the file is brought to the disk. A process that is killed loses nothing; a power cut
/// may lose what came later.
const SYNC_LINES: u32 = 100;
const SYNC_EVERY: Duration = Duration::from_secs(1);

/// No line of ours is longer: messages have at most 500 characters.
const LONGEST_LINE: usize = 16 * 1024;

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Header {
    chat44mp_import: u32,
    /// The install's address.
    origin: String,
    group_id: i64,
    /// The name of the file that was imported first.
    source: Option<String>,
}

impl Header {
    pub(super) fn new(origin: &str, group_id: GroupId, source: Option<String>) -> Header {
        Header { chat44mp_import: 1, origin: origin.to_owned(), group_id: group_id.0, source }
    }
}

/// What an earlier run left of a row. `invalid` is not among it: rows are checked anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// Sent; nothing more is known.
    Sending(u32),
    Created,
    Exists,
    Failed,
    Unknown,
}

/// A row's line.
#[derive(Debug, Serialize)]
pub(super) struct Line<'a> {
    pub(super) row: u32,
    pub(super) key: &'a str,
    pub(super) status: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<&'a str>,
}

/// The code of a row that was in flight when its import was killed.
pub(super) const INTERRUPTED: &str = "interrupted";
const INTERRUPTED_MESSAGE: &str = "the import ended before the answer came";

/// What earlier runs know of the rows.
pub(super) type Knowledge = HashMap<Fingerprint, Known>;

/// An open results file, locked against other imports.
pub(super) struct ResultsFile {
    path: PathBuf,
    file: File,
    unsynced: u32,
    synced: Instant,
    syncing: Option<JoinHandle<()>>,
    /// Why it could not be brought to the disk.
    unsyncable: Arc<Mutex<Option<io::Error>>>,
    /// Something could not be written: from then on nothing may be sent.
    broken: bool,
    /// What it was, until it is reported.
    failure: Option<Error>,
}

impl ResultsFile {
    /// Opens the file, or makes it. Rows that a killed run left in flight become `unknown`, in the file too.
    pub(super) fn open(path: &Path, header: &Header) -> Result<(ResultsFile, Knowledge), Error> {
        let failed = |error: io::Error| failed("write", path, &error);
        let mut options = OpenOptions::new();
        // Not `append`: on Windows such a file cannot be cut.
        let mut file =
            options.read(true).write(true).create(true).truncate(false).open(path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(refused(path, "another import is using it")),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let (mut knowledge, whole) = read(path, &mut file, header)?;
        let mut results = ResultsFile {
            path: path.to_owned(),
            file,
            unsynced: 0,
            synced: Instant::now(),
            syncing: None,
            unsyncable: Arc::default(),
            broken: false,
            failure: None,
        };
        results.file.set_len(whole).map_err(failed)?;
        results.file.seek(SeekFrom::Start(whole)).map_err(failed)?;
        if whole == 0 {
            results.append(header).map_err(failed)?;
            persist_name(path).map_err(failed)?;
        }
        for (key, known) in &mut knowledge {
            let Known::Sending(row) = *known else { continue };
            let key = key.hex();
            let (code, message) = (Some(INTERRUPTED), Some(INTERRUPTED_MESSAGE));
            let status = RowStatus::Unknown.as_str();
            results.append(&Line { row, key: &key, status, id: None, code, message }).map_err(failed)?;
            *known = Known::Unknown;
        }
        Ok((results, knowledge))
    }

    /// Reads the file if it is there, and leaves it as it is.
    pub(super) fn peek(path: &Path, header: &Header) -> Result<Knowledge, Error> {
        match File::open(path) {
            Ok(mut file) => Ok(read(path, &mut file, header)?.0),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Knowledge::new()),
            Err(error) => Err(failed("read", path, &error)),
        }
    }

    /// Writes a line. Once that has failed, it always fails.
    pub(super) fn write(&mut self, line: &Line<'_>) -> io::Result<()> {
        if self.broken {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let written = self.append(line);
        if let Err(error) = &written {
            self.break_down(error);
        }
        written
    }

    fn append(&mut self, line: &impl Serialize) -> io::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        // One write, past no buffer of ours: what is written survives this process.
        self.file.write_all(&text)?;
        self.unsynced += 1;
        Ok(())
    }

    /// Brings the file to the disk if it is time, beside the work.
    pub(super) fn sync_if_due(&mut self) {
        self.look_at_sync();
        let due = self.unsynced >= SYNC_LINES || self.unsynced > 0 && self.synced.elapsed() >= SYNC_EVERY;
        if !due || self.syncing.as_ref().is_some_and(|syncing| !syncing.is_finished()) {
            return;
        }
        self.start_sync();
    }

    fn start_sync(&mut self) {
        (self.unsynced, self.synced) = (0, Instant::now());
        match self.file.try_clone() {
            Ok(file) => {
                let unsyncable = Arc::clone(&self.unsyncable);
                self.syncing = Some(tokio::task::spawn_blocking(move || {
                    if let Err(error) = file.sync_data() {
                        *unsyncable.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                    }
                }));
            }
            Err(error) => self.break_down(&error),
        }
    }

    fn look_at_sync(&mut self) {
        let failed = self.unsyncable.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(error) = failed {
            self.break_down(&error);
        }
    }

    fn break_down(&mut self, error: &io::Error) {
        self.broken = true;
        self.failure.get_or_insert_with(|| failed("write", &self.path, error));
    }

    /// Starts the last sync, for the caller to wait for.
    pub(super) fn last_sync(&mut self) -> Option<JoinHandle<()>> {
        self.start_sync();
        self.syncing.take()
    }

    pub(super) fn is_broken(&self) -> bool {
        self.broken
    }

    /// What broke it, once.
    pub(super) fn take_failure(&mut self) -> Option<Error> {
        self.look_at_sync();
        self.failure.take()
    }
}

/// Brings a new file's name to the disk, where that is a thing of its own.
fn persist_name(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    let _ = path;
    Ok(())
}

/// Reads what earlier runs left, and how long it is without a torn last line.
fn read(path: &Path, file: &mut File, header: &Header) -> Result<(Knowledge, u64), Error> {
    let failed = |error: io::Error| failed("read", path, &error);
    file.seek(SeekFrom::Start(0)).map_err(failed)?;
    let mut reader = BufReader::with_capacity(64 * 1024, file);
    let mut knowledge = Knowledge::new();
    let (mut line, mut number, mut whole) = (Vec::new(), 0_u64, 0_u64);
    loop {
        line.clear();
        let mut limited = io::Read::take(&mut reader, LONGEST_LINE as u64);
        let read = limited.read_until(b'\n', &mut line).map_err(failed)?;
        number += 1;
        // A line without an end was being written when its import was killed, so what it announces was not done: a
        // `sending` line is whole before its row leaves.
        if read == 0 || line.last() != Some(&b'\n') {
            let ours = number > 1
                || line.is_empty()
                || HEADER_BEGINS.starts_with(&line)
                || line.starts_with(HEADER_BEGINS);
            let end = read < LONGEST_LINE;
            return if ours && end { Ok((knowledge, whole)) } else { Err(foreign(path, number)) };
        }
        whole += read as u64;
        if number == 1 {
            check_header(path, &line, header)?;
            continue;
        }
        let (key, known) = parse(&line).ok_or_else(|| foreign(path, number))?;
        if let Some(known) = known {
            knowledge.insert(key, known);
        }
    }
}

const HEADER_BEGINS: &[u8] = br#"{"chat44mp_import":1,"#;

fn check_header(path: &Path, line: &[u8], header: &Header) -> Result<(), Error> {
    let Ok(found) = serde_json::from_slice::<Header>(line) else { return Err(foreign(path, 1)) };
    if found.chat44mp_import != header.chat44mp_import {
        return Err(refused(path, "a newer version wrote it"));
    }
    if found.origin != header.origin {
        return Err(refused(path, &format!("it belongs to an import to {}", found.origin)));
    }
    if found.group_id != header.group_id {
        return Err(refused(path, &format!("it belongs to an import into group {}", found.group_id)));
    }
    Ok(())
}

/// What a line says of which row; nothing for a status that is not remembered.
fn parse(line: &[u8]) -> Option<(Fingerprint, Option<Known>)> {
    #[derive(Deserialize)]
    struct Stored<'a> {
        row: u32,
        key: &'a str,
        status: &'a str,
    }
    let stored: Stored<'_> = serde_json::from_slice(line).ok()?;
    let known = match stored.status {
        "sending" => Some(Known::Sending(stored.row)),
        "created" => Some(Known::Created),
        "exists" => Some(Known::Exists),
        "failed" => Some(Known::Failed),
        "unknown" => Some(Known::Unknown),
        // A double has the key of the row that it doubles, of which it says nothing.
        "invalid" => None,
        _ => return None,
    };
    Some((Fingerprint::from_hex(stored.key)?, known))
}

fn foreign(path: &Path, line: u64) -> Error {
    match line {
        1 => refused(path, "it is not a results file"),
        _ => refused(path, &format!("its line {line} is damaged")),
    }
}

fn refused(path: &Path, problem: &str) -> Error {
    let message = format!("{}: {problem}", path.display());
    Error::invalid(ErrorCode::RESULTS_FILE_REFUSED, "results", message)
}

#[cfg(test)]
impl ResultsFile {
    /// From now on nothing can be written to it, as on a full disk.
    pub(super) fn fail(&mut self) {
        self.file = File::open(&self.path).unwrap();
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use tempfile::TempDir;

    use super::*;

    #[tokio::test]
    async fn what_does_not_reach_the_disk_ends_the_writing() {
        let folder = TempDir::new().unwrap();
        let header = Header::new("https://chat.example/api", GroupId(1), None);
        let (mut results, _) = ResultsFile::open(&folder.path().join("results.jsonl"), &header).unwrap();
        // It takes every write, and cannot be synced.
        results.file = OpenOptions::new().write(true).open("/dev/null").unwrap();
        let line =
            Line { row: 1, key: "0123456789abcdef", status: "sending", id: None, code: None, message: None };
        results.write(&line).unwrap();
        results.last_sync().unwrap().await.unwrap();
        assert_eq!(*results.take_failure().unwrap().code(), ErrorCode::FILE_FAILED);
        assert!(results.is_broken() && results.write(&line).is_err());
    }
}
