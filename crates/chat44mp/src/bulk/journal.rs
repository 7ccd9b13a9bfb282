//! The thread that writes the results file, in the order in which lines are handed to it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{io, mem};

use tokio::sync::{mpsc, oneshot};

use super::file::failed_option;
use super::results::{Line, ResultsFile, text};
use crate::error::Error;
use crate::files::spawn;

/// How many lines wait for the thread; then the import does.
const WAITING_LINES: usize = 1024;

/// A results file that is written by a thread: a disk that blocks does not block the runtime.
pub(super) struct Journal {
    orders: mpsc::Sender<Order>,
    state: Arc<Mutex<State>>,
}

enum Order {
    Line { text: Vec<u8>, written: Option<oneshot::Sender<io::Result<()>>> },
    Sync,
    Close(oneshot::Sender<()>),
}

#[derive(Default)]
struct State {
    /// Something could not be written: from then on nothing may be sent.
    broken: bool,
    /// What it was, until it is reported.
    failure: Option<Error>,
}

impl Journal {
    /// Starts the thread that writes `results`.
    pub(super) fn start(results: ResultsFile, path: &Path) -> io::Result<Journal> {
        let (orders, received) = mpsc::channel(WAITING_LINES);
        let state = Arc::<Mutex<State>>::default();
        let mut writer = Writer { results, path: path.to_owned(), state: Arc::clone(&state) };
        spawn(move || writer.run(received))?;
        Ok(Journal { orders, state })
    }

    /// Writes a line and waits until the system has it. Once that has failed, it always fails.
    pub(super) async fn write(&self, line: &Line<'_>) -> io::Result<()> {
        let (reply, written) = oneshot::channel();
        self.order(Order::Line { text: text(line)?, written: Some(reply) }).await?;
        written.await.unwrap_or_else(|_| Err(closed()))
    }

    /// Hands a line to the thread. A failure shows in [`take_failure`](Self::take_failure).
    pub(super) async fn record(&self, line: &Line<'_>) {
        if let Ok(text) = text(line) {
            let _ = self.order(Order::Line { text, written: None }).await;
        }
    }

    /// Brings the last lines to the disk if it is time.
    pub(super) fn sync_if_due(&self) {
        // When the thread is busy, it syncs as it writes.
        let _ = self.orders.try_send(Order::Sync);
    }

    /// Brings everything to the disk and closes the file.
    pub(super) async fn close(&self) {
        let (reply, done) = oneshot::channel();
        if self.order(Order::Close(reply)).await.is_ok() {
            let _ = done.await;
        }
    }

    pub(super) fn is_broken(&self) -> bool {
        lock(&self.state).broken
    }

    /// What broke it, once.
    pub(super) fn take_failure(&self) -> Option<Error> {
        lock(&self.state).failure.take()
    }

    async fn order(&self, order: Order) -> io::Result<()> {
        self.orders.send(order).await.map_err(|_| closed())
    }
}

fn closed() -> io::Error {
    io::ErrorKind::BrokenPipe.into()
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The thread's side.
struct Writer {
    results: ResultsFile,
    path: PathBuf,
    state: Arc<Mutex<State>>,
}

impl Writer {
    fn run(&mut self, mut orders: mpsc::Receiver<Order>) {
        let (mut batch, mut lines, mut waiting) = (Vec::new(), Vec::new(), Vec::new());
        while orders.blocking_recv_many(&mut batch, WAITING_LINES) > 0 {
            let mut close = None;
            for order in batch.drain(..) {
                match order {
                    Order::Line { text, written } => {
                        lines.extend_from_slice(&text);
                        waiting.extend(written);
                    }
                    Order::Sync => {}
                    Order::Close(done) => close = Some(done),
                }
            }
            let written = self.write(&mem::take(&mut lines));
            for reply in waiting.drain(..) {
                let _ = reply.send(written.map_err(io::Error::from));
            }
            if let Some(done) = close {
                let synced = self.results.sync();
                self.check(synced);
                let _ = done.send(());
                return;
            }
        }
    }

    /// Writes lines, and brings them to the disk in time.
    fn write(&mut self, lines: &[u8]) -> Result<(), io::ErrorKind> {
        if lock(&self.state).broken {
            return Err(io::ErrorKind::BrokenPipe);
        }
        let appended = self.results.append(lines);
        let written = appended.as_ref().map_err(io::Error::kind).copied();
        self.check(appended);
        let synced = self.results.sync_if_due();
        self.check(synced);
        written
    }

    fn check(&self, result: io::Result<()>) {
        if let Err(error) = result {
            let mut state = lock(&self.state);
            state.broken = true;
            state.failure.get_or_insert_with(|| failed_option("results", "write", &self.path, &error));
        }
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::fs::{File, OpenOptions};

    use tempfile::TempDir;

    use super::*;
    use crate::bulk::results::Header;
    use crate::error::ErrorCode;
    use crate::ids::GroupId;

    fn line() -> Line<'static> {
        Line { row: 1, key: "0123456789abcdef", status: "sending", id: None, code: None, message: None }
    }

    fn journal(file: File) -> Journal {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("results.jsonl");
        let header = Header::new("https://chat.example/api", GroupId(1), None);
        let mut results = ResultsFile::open(&path, &header).unwrap().results;
        results.redirect(file);
        Journal::start(results, &path).unwrap()
    }

    #[tokio::test]
    async fn a_failed_sync_stops_the_import() {
        // It takes every write, and cannot be synced.
        let journal = journal(OpenOptions::new().write(true).open("/dev/null").unwrap());
        journal.write(&line()).await.unwrap();
        journal.close().await;
        assert_eq!(*journal.take_failure().unwrap().code(), ErrorCode::FILE_FAILED);
        assert!(journal.is_broken() && journal.write(&line()).await.is_err());
    }

    #[tokio::test]
    async fn a_failed_write_fails_every_later_one() {
        let journal = journal(File::open("/dev/null").unwrap());
        assert!(journal.write(&line()).await.is_err());
        assert_eq!(*journal.take_failure().unwrap().code(), ErrorCode::FILE_FAILED);
        assert!(journal.is_broken() && journal.write(&line()).await.is_err());
        assert!(journal.take_failure().is_none());
    }
}
