//! The results file: report and journal of an import, as JSON Lines.
//!
//! The first line identifies the import. A row's `sending` line is written before its first byte is sent, and its final line
//! after the response. The file of a killed process therefore shows which rows may have been created. It contains no secrets,
//! and no personal data except messages of the server: rows are identified by number and key.

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

/// The file is synced after this many lines or this long. A killed process loses nothing; a power failure may lose later
/// lines.
const SYNC_LINES: u32 = 100;
const SYNC_EVERY: Duration = Duration::from_secs(1);

/// A dropped import may still be closing its file.
const LOCK_ATTEMPTS: u32 = 20;
const LOCK_WAIT: Duration = Duration::from_millis(25);

/// The maximum length of a line: messages have at most 500 characters.
const MAX_LINE: usize = 16 * 1024;

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Header {
    chat44mp_import: u32,
    /// The base URL of the server.
    origin: String,
    group_id: i64,
    /// The name of the first imported file.
    source: Option<String>,
}

impl Header {
    pub(super) fn new(origin: &str, group_id: GroupId, source: Option<String>) -> Header {
        Header { chat44mp_import: 1, origin: origin.to_owned(), group_id: group_id.0, source }
    }
}

/// A row's state from an earlier run. `invalid` rows are validated again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowState {
    /// Sent, without a known outcome.
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
const INTERRUPTED_MESSAGE: &str = "the import ended before the response was received";

/// The state of the rows from earlier runs.
pub(super) type RowHistory = HashMap<Fingerprint, RowState>;

/// An open results file, locked against other imports. All of its methods can block.
#[derive(Debug)]
pub(super) struct ResultsFile {
    file: Arc<File>,
    /// `None` if the file system has no locks.
    _lock: Option<Lock>,
    unsynced: u32,
    synced: Instant,
    syncing: Option<JoinHandle<io::Result<()>>>,
}

/// A results file with the state from earlier runs.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) results: ResultsFile,
    pub(super) history: RowHistory,
    /// Why it could not be locked.
    pub(super) unlocked: Option<io::Error>,
}

impl ResultsFile {
    /// Opens or creates the file. Rows that a killed run left in flight become `unknown`, also in the file.
    pub(super) fn open(path: &Path, header: &Header) -> Result<Opened, Error> {
        ResultsFile::open_locked_by(path, header, File::try_lock)
    }

    /// `lock` acquires the lock of the file system.
    fn open_locked_by(
        path: &Path,
        header: &Header,
        lock: fn(&File) -> Result<(), TryLockError>,
    ) -> Result<Opened, Error> {
        let failed = |error: io::Error| failed_option("results", "write", path, &error);
        check_regular(path)?;
        let mut options = files::private();
        // Not `append`: on Windows such a file cannot be truncated.
        let file = options.read(true).write(true).create(true).truncate(false).open(path).map_err(failed)?;
        let file = Arc::new(file);
        let (lock, unlocked) = locked(path, &file, lock)?;
        let (mut history, whole) = read(path, &file, header)?;
        let mut results =
            ResultsFile { file, _lock: lock, unsynced: 0, synced: Instant::now(), syncing: None };
        results.file.set_len(whole).map_err(failed)?;
        (&*results.file).seek(SeekFrom::Start(whole)).map_err(failed)?;
        if whole == 0 {
            results.append(&text(header).map_err(failed)?).map_err(failed)?;
            files::persist_name(path).map_err(failed)?;
        }
        for (key, known) in &mut history {
            let RowState::Sending(row) = *known else { continue };
            let key = key.hex();
            let (code, message) = (Some(INTERRUPTED), Some(INTERRUPTED_MESSAGE));
            let status = RowStatus::Unknown.as_str();
            let line = text(&Line { row, key: &key, status, id: None, code, message }).map_err(failed)?;
            results.append(&line).map_err(failed)?;
            *known = RowState::Unknown;
        }
        Ok(Opened { results, history, unlocked })
    }

    /// Reads the file if it exists, without changing it.
    pub(super) fn peek(path: &Path, header: &Header) -> Result<RowHistory, Error> {
        check_regular(path)?;
        match File::open(path) {
            Ok(file) => Ok(read(path, &file, header)?.0),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(RowHistory::new()),
            Err(error) => Err(failed_option("results", "read", path, &error)),
        }
    }

    /// Whether the file is on a local disk, if that can be determined.
    pub(super) fn is_local(&self) -> bool {
        files::is_local(&self.file)
    }

    /// Appends complete lines with one unbuffered write, so that they survive this process.
    pub(super) fn append(&mut self, lines: &[u8]) -> io::Result<()> {
        (&*self.file).write_all(lines)?;
        self.unsynced += memchr::memchr_iter(b'\n', lines).count() as u32;
        Ok(())
    }

    /// Syncs the file in the background if it is due. Fails if the previous sync failed.
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

    /// Syncs the file.
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

/// Accepts only a regular file: opening a FIFO would block, and truncating a device would damage it.
fn check_regular(path: &Path) -> Result<(), Error> {
    match std::fs::metadata(path) {
        Ok(metadata) if !metadata.is_file() => {
            Err(refused(path, "it is not a regular file; pass another path"))
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

/// Reads the state from earlier runs, and the length of the file without a torn last line.
fn read(path: &Path, mut file: &File, header: &Header) -> Result<(RowHistory, u64), Error> {
    let failed = |error: io::Error| failed_option("results", "read", path, &error);
    file.seek(SeekFrom::Start(0)).map_err(failed)?;
    let mut reader = BufReader::with_capacity(64 * 1024, file);
    let mut history = RowHistory::new();
    let (mut line, mut number, mut whole) = (Vec::new(), 0_u64, 0_u64);
    loop {
        line.clear();
        let mut limited = io::Read::take(&mut reader, MAX_LINE as u64);
        let read = limited.read_until(b'\n', &mut line).map_err(failed)?;
        number += 1;
        // An incomplete line was being written when its import was killed, so its row was not sent: a `sending` line is
        // complete before its row is sent.
        if read == 0 || line.last() != Some(&b'\n') {
            let ours = number > 1
                || line.is_empty()
                || HEADER_BEGINS.starts_with(&line)
                || line.starts_with(HEADER_BEGINS);
            let end = read < MAX_LINE;
            return if ours && end { Ok((history, whole)) } else { Err(foreign(path, number)) };
        }
        whole += read as u64;
        if number == 1 {
            check_header(path, &line, header)?;
            continue;
        }
        let (key, known) = parse(&line).ok_or_else(|| foreign(path, number))?;
        if let Some(known) = known {
            history.insert(key, known);
        }
    }
}

const HEADER_BEGINS: &[u8] = br#"{"chat44mp_import":1,"#;

fn check_header(path: &Path, line: &[u8], header: &Header) -> Result<(), Error> {
    let Ok(found) = serde_json::from_slice::<Header>(line) else { return Err(foreign(path, 1)) };
    if found.chat44mp_import != header.chat44mp_import {
        return Err(refused(path, "it was written by a newer version"));
    }
    if found.origin != header.origin {
        return Err(refused(path, &format!("it belongs to an import to {}", found.origin)));
    }
    if found.group_id != header.group_id {
        return Err(refused(path, &format!("it belongs to an import into group {}", found.group_id)));
    }
    Ok(())
}

/// The row of a line and its state; `None` for a status that is not kept.
fn parse(line: &[u8]) -> Option<(Fingerprint, Option<RowState>)> {
    #[derive(Deserialize)]
    struct Stored<'a> {
        row: u32,
        key: &'a str,
        status: &'a str,
    }
    let stored: Stored<'_> = serde_json::from_slice(line).ok()?;
    let known = match stored.status {
        "sending" => Some(RowState::Sending(stored.row)),
        "created" => Some(RowState::Created),
        "exists" => Some(RowState::Exists),
        "failed" => Some(RowState::Failed),
        "unknown" => Some(RowState::Unknown),
        // A duplicate has the key of its original, and does not change the state of that row.
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
    /// Redirects further writes to `file`.
    pub(super) fn redirect(&mut self, file: File) {
        self.file = Arc::new(file);
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn continues_without_locks() {
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
