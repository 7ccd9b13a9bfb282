//! The open results file of a running import.

use std::fs::{File, TryLockError};
use std::io::{self, BufReader, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::super::progress::RowStatus;
use super::history::{RowHistory, RowState};
use super::lines::{
    Entry, Header, INTERRUPTED, INTERRUPTED_MESSAGE, Line, Run, Scanned, refused, scan, text,
};
use crate::error::Error;
use crate::files::{self, Lock, TryLock, failed_option};

/// The file is synced after this many lines or this long. A killed process loses nothing; a power failure may lose later
/// lines.
const SYNC_LINES: u32 = 100;
const SYNC_EVERY: Duration = Duration::from_secs(1);

/// A dropped import may still be closing its file.
const LOCK_ATTEMPTS: u32 = 20;
const LOCK_WAIT: Duration = Duration::from_millis(25);

/// An open results file, locked against other imports. All of its methods can block.
#[derive(Debug)]
pub(in crate::import) struct ResultsFile {
    file: Arc<File>,
    /// `None` if the file system has no locks.
    _lock: Option<Lock>,
    unsynced: u32,
    synced: Instant,
    syncing: Option<JoinHandle<io::Result<()>>>,
}

/// A results file with the state from earlier runs.
#[derive(Debug)]
pub(in crate::import) struct Opened {
    pub(in crate::import) results: ResultsFile,
    pub(in crate::import) history: RowHistory,
    /// Why it could not be locked.
    pub(in crate::import) unlocked: Option<io::Error>,
}

impl ResultsFile {
    /// Opens or creates the file. Rows that a killed run left in flight become `unknown`, also in the file.
    pub(in crate::import) fn open(path: &Path, header: &Header) -> Result<Opened, Error> {
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
        let Earlier { mut history, runs, whole } = read(path, &file, header)?;
        let mut results =
            ResultsFile { file, _lock: lock, unsynced: 0, synced: Instant::now(), syncing: None };
        results.file.set_len(whole).map_err(failed)?;
        (&*results.file).seek(SeekFrom::Start(whole)).map_err(failed)?;
        if whole == 0 {
            results.append(&text(header).map_err(failed)?).map_err(failed)?;
            files::persist_name(path).map_err(failed)?;
        } else {
            results.append(&text(&Run { run: runs.saturating_add(1) }).map_err(failed)?).map_err(failed)?;
        }
        for (key, known) in &mut history.rows {
            let RowState::Sending(row) = *known else { continue };
            let key = key.hex();
            let (code, message) = (Some(INTERRUPTED), Some(INTERRUPTED_MESSAGE));
            let status = RowStatus::Unknown.as_str();
            let line = Line { row, key: &key, status, code, message, ..Line::default() };
            let line = text(&line).map_err(failed)?;
            results.append(&line).map_err(failed)?;
            *known = RowState::Unknown;
        }
        Ok(Opened { results, history, unlocked })
    }

    /// Reads the file if it exists, without changing it.
    pub(in crate::import) fn peek(path: &Path, header: &Header) -> Result<RowHistory, Error> {
        check_regular(path)?;
        match File::open(path) {
            Ok(file) => Ok(read(path, &file, header)?.history),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(RowHistory::default()),
            Err(error) => Err(failed_option("results", "read", path, &error)),
        }
    }

    /// Whether the file is on a local disk, if that can be determined.
    pub(in crate::import) fn is_local(&self) -> bool {
        files::is_local(&self.file)
    }

    /// Appends complete lines with one unbuffered write, so that they survive this process.
    pub(in crate::import) fn append(&mut self, lines: &[u8]) -> io::Result<()> {
        (&*self.file).write_all(lines)?;
        self.unsynced += memchr::memchr_iter(b'\n', lines).count() as u32;
        Ok(())
    }

    /// Syncs the file in the background if it is due. Fails if the previous sync failed.
    pub(in crate::import) fn sync_if_due(&mut self) -> io::Result<()> {
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
    pub(in crate::import) fn sync(&mut self) -> io::Result<()> {
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

/// Accepts only a regular file: opening a FIFO would block, and truncating a device would damage it.
pub(super) fn check_regular(path: &Path) -> Result<(), Error> {
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

/// Reads the state from earlier runs.
fn read(path: &Path, mut file: &File, header: &Header) -> Result<Earlier, Error> {
    file.seek(SeekFrom::Start(0)).map_err(|error| failed_option("results", "read", path, &error))?;
    let reader = BufReader::with_capacity(64 * 1024, file);
    let mut earlier = Earlier { history: RowHistory::default(), runs: 1, whole: 0 };
    let each = |entry: Entry<'_>| {
        if let Entry::Run(Run { run }) = entry {
            earlier.runs = run;
        }
        earlier.history.add(entry)
    };
    let Scanned { header: _, whole } = scan(path, reader, |found| check_header(found, header), each)?;
    Ok(Earlier { whole, ..earlier })
}

/// What an existing file contains.
struct Earlier {
    history: RowHistory,
    runs: u32,
    /// Its length without a torn last line.
    whole: u64,
}

fn check_header(found: &Header, header: &Header) -> Result<(), String> {
    if found.origin != header.origin {
        return Err(format!("it belongs to an import to {}", found.origin));
    }
    if found.group_id != header.group_id {
        return Err(format!("it belongs to an import into group {}", found.group_id));
    }
    Ok(())
}

#[cfg(test)]
impl ResultsFile {
    /// Redirects further writes to `file`.
    pub(in crate::import) fn redirect(&mut self, file: File) {
        self.file = Arc::new(file);
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::error::ErrorCode;
    use crate::ids::GroupId;

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
