//! The results file: report and journal of an import in one, a line of JSON at a time.
//!
//! The first line says whose it is. Before a row's first byte leaves, its `sending` line is written; after its answer,
//! its final line. What a process that was killed leaves behind therefore tells which rows may have been made. Nothing in
//! it is secret, and nothing personal but what the server said: rows are named by number and key.

use std::collections::HashMap;
use std::fs::{File, TryLockError};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::dedupe::Fingerprint;
use super::progress::RowStatus;
use crate::error::{Error, ErrorCode};
use crate::files::{self, Lock, TryLock, failed_option};
use crate::ids::GroupId;

/// After so many lines, or so long, the file is brought to the disk. A process that is killed loses nothing; a power cut
/// may lose what came later.
const SYNC_LINES: u32 = 100;
const SYNC_EVERY: Duration = Duration::from_secs(1);

/// An import that was dropped may still be closing its file.
const LOCK_ATTEMPTS: u32 = 20;
const LOCK_WAIT: Duration = Duration::from_millis(25);

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

/// An open results file, locked against other imports. All of it can block: it belongs to a thread of its own.
#[derive(Debug)]
pub(super) struct ResultsFile {
    file: Arc<File>,
    /// None where the file system has no locks.
    _lock: Option<Lock>,
    unsynced: u32,
    synced: Instant,
    syncing: Option<JoinHandle<io::Result<()>>>,
}

/// A results file with what earlier runs left in it.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) results: ResultsFile,
    pub(super) knowledge: Knowledge,
    /// Why it could not be locked, if so.
    pub(super) unlocked: Option<io::Error>,
}

impl ResultsFile {
    /// Opens the file, or creates it. Rows that a killed run left in flight become `unknown`, in the file too.
    pub(super) fn open(path: &Path, header: &Header) -> Result<Opened, Error> {
        ResultsFile::open_locked_by(path, header, File::try_lock)
    }

    /// `lock` is how the system is asked for the lock.
    fn open_locked_by(
        path: &Path,
        header: &Header,
        lock: fn(&File) -> Result<(), TryLockError>,
    ) -> Result<Opened, Error> {
        let failed = |error: io::Error| failed_option("results", "write", path, &error);
        check_regular(path)?;
        let mut options = files::private();
        // Not `append`: on Windows such a file cannot be cut.
        let file = options.read(true).write(true).create(true).truncate(false).open(path).map_err(failed)?;
        let file = Arc::new(file);
        let (lock, unlocked) = locked(path, &file, lock)?;
        let (mut knowledge, whole) = read(path, &file, header)?;
        let mut results =
            ResultsFile { file, _lock: lock, unsynced: 0, synced: Instant::now(), syncing: None };
        results.file.set_len(whole).map_err(failed)?;
        (&*results.file).seek(SeekFrom::Start(whole)).map_err(failed)?;
        if whole == 0 {
            results.append(&text(header).map_err(failed)?).map_err(failed)?;
            files::persist_name(path).map_err(failed)?;
        }
        for (key, known) in &mut knowledge {
            let Known::Sending(row) = *known else { continue };
            let key = key.hex();
            let (code, message) = (Some(INTERRUPTED), Some(INTERRUPTED_MESSAGE));
            let status = RowStatus::Unknown.as_str();
            let line = text(&Line { row, key: &key, status, id: None, code, message }).map_err(failed)?;
            results.append(&line).map_err(failed)?;
            *known = Known::Unknown;
        }
        Ok(Opened { results, knowledge, unlocked })
    }

    /// Reads the file if it exists, and leaves it as it is.
    pub(super) fn peek(path: &Path, header: &Header) -> Result<Knowledge, Error> {
        check_regular(path)?;
        match File::open(path) {
            Ok(file) => Ok(read(path, &file, header)?.0),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Knowledge::new()),
            Err(error) => Err(failed_option("results", "read", path, &error)),
        }
    }

    /// Whether the file is on a disk of this machine, as far as that is known.
    pub(super) fn is_local(&self) -> bool {
        files::is_local(&self.file)
    }

    /// Appends whole lines. One write, past no buffer of ours: what is written survives this process.
    pub(super) fn append(&mut self, lines: &[u8]) -> io::Result<()> {
        (&*self.file).write_all(lines)?;
        self.unsynced += memchr::memchr_iter(b'\n', lines).count() as u32;
        Ok(())
    }

    /// Brings the file to the disk if it is time, beside the work. Fails if it could not be done the last time.
    pub(super) fn sync_if_due(&mut self) -> io::Result<()> {
        if self.syncing.as_ref().is_some_and(|syncing| !syncing.is_finished()) {
            return Ok(());
        }
        self.join_sync()?;
        if self.unsynced >= SYNC_LINES || self.unsynced > 0 && self.synced.elapsed() >= SYNC_EVERY {
            (self.unsynced, self.synced) = (0, Instant::now());
            let file = Arc::clone(&self.file);
            self.syncing = Some(
                thread::Builder::new().name("chat44mp-sync".to_owned()).spawn(move || file.sync_data())?,
            );
        }
        Ok(())
    }

    /// Brings all of it to the disk.
    pub(super) fn sync(&mut self) -> io::Result<()> {
        self.join_sync()?;
        self.file.sync_data()
    }

    fn join_sync(&mut self) -> io::Result<()> {
        match self.syncing.take().map(JoinHandle::join) {
            None => Ok(()),
            Some(result) => result.unwrap_or_else(|_| Err(io::Error::other("the file could not be synced"))),
        }
    }
}

/// A line of the file.
pub(super) fn text(line: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut text = serde_json::to_vec(line)?;
    text.push(b'\n');
    Ok(text)
}

/// What is read back, cut and locked must be a regular file: to open a FIFO would wait, and to cut a device would harm it.
fn check_regular(path: &Path) -> Result<(), Error> {
    match std::fs::metadata(path) {
        Ok(metadata) if !metadata.is_file() => {
            Err(refused(path, "it is not a regular file; give another path"))
        }
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(failed_option("results", "read", path, &error))
        }
        _ => Ok(()),
    }
}

type Unlocked = (Option<Lock>, Option<io::Error>);

fn locked(
    path: &Path,
    file: &Arc<File>,
    lock: fn(&File) -> Result<(), TryLockError>,
) -> Result<Unlocked, Error> {
    for _ in 0..LOCK_ATTEMPTS {
        match Lock::attempt_by(file, lock) {
            TryLock::Locked(lock) => return Ok((Some(lock), None)),
            TryLock::Unsupported(error) => return Ok((None, Some(error))),
            TryLock::Held => thread::sleep(LOCK_WAIT),
        }
    }
    Err(refused(path, "another import is using it"))
}

/// Reads what earlier runs left, and how long it is without a torn last line.
fn read(path: &Path, mut file: &File, header: &Header) -> Result<(Knowledge, u64), Error> {
    let failed = |error: io::Error| failed_option("results", "read", path, &error);
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
    /// Writes to `file` from now on.
    pub(super) fn redirect(&mut self, file: File) {
        self.file = Arc::new(file);
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn a_file_system_without_locks_is_reported_and_does_without() {
        let folder = TempDir::new().unwrap();
        let header = Header::new("https://chat.example/api", GroupId(1), None);
        let unsupported = |_: &File| Err(TryLockError::Error(io::ErrorKind::Unsupported.into()));
        let path = folder.path().join("results.jsonl");
        let opened = ResultsFile::open_locked_by(&path, &header, unsupported).unwrap();
        assert_eq!(opened.unlocked.unwrap().kind(), io::ErrorKind::Unsupported);
        let held = |_: &File| Err(TryLockError::WouldBlock);
        let error = ResultsFile::open_locked_by(&path, &header, held).unwrap_err();
        assert_eq!(*error.code(), ErrorCode::RESULTS_FILE_REFUSED);
    }
}
