//! The thread that writes the results file, in the order in which lines are handed to it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};

use super::file::failed_option;
use super::results::{Line, ResultsFile, text};
use crate::error::Error;
use crate::files::spawn;

/// How many lines wait for the thread; then the import does.
const WAITING_LINES: usize = 1024;

/// A disk that takes a line within this time is waited for on the spot, so that a row follows its line at once: a process
/// that is killed between the two leaves a row that may have been sent, and was not.
const QUICK: Duration = Duration::from_millis(2);

/// A results file that is written by a thread: a disk that blocks does not block the runtime.
pub(super) struct Journal {
    orders: mpsc::Sender<Order>,
    shared: Arc<Shared>,
}

/// What the thread and the import share.
#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// Notified when a line that is waited for is written.
    written: Condvar,
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
    /// The last write took longer than [`QUICK`], or takes longer now: no thread that does other work waits for the next.
    slow: bool,
}

impl Journal {
    /// Starts the thread that writes `results`.
    pub(super) fn start(results: ResultsFile, path: &Path) -> io::Result<Journal> {
        let (orders, received) = mpsc::channel(WAITING_LINES);
        let shared = Arc::<Shared>::default();
        let mut writer = Writer { results, path: path.to_owned(), shared: Arc::clone(&shared) };
        spawn(move || writer.run(received))?;
        Ok(Journal { orders, shared })
    }

    /// Writes a line and waits until the system has it. Once that has failed, it always fails.
    pub(super) async fn write(&self, line: &Line<'_>) -> io::Result<()> {
        let (reply, mut written) = oneshot::channel();
        self.order(Order::Line { text: text(line)?, written: Some(reply) }).await?;
        match self.wait_briefly(&mut written) {
            Some(result) => result,
            None => written.await.unwrap_or_else(|_| Err(closed())),
        }
    }

    /// Waits on the spot, unless the disk is slow; for no longer than a runtime may be kept from its other work.
    fn wait_briefly(&self, written: &mut oneshot::Receiver<io::Result<()>>) -> Option<io::Result<()>> {
        let (mut state, until) = (self.shared.lock(), Instant::now() + QUICK);
        while !state.slow {
            match written.try_recv() {
                Ok(result) => return Some(result),
                Err(oneshot::error::TryRecvError::Closed) => return Some(Err(closed())),
                Err(oneshot::error::TryRecvError::Empty) => {}
            }
            let left = until.saturating_duration_since(Instant::now());
            state.slow = left.is_zero();
            state = self.shared.written.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        None
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
        self.shared.lock().broken
    }

    /// What broke it, once.
    pub(super) fn take_failure(&self) -> Option<Error> {
        self.shared.lock().failure.take()
    }

    async fn order(&self, order: Order) -> io::Result<()> {
        self.orders.send(order).await.map_err(|_| closed())
    }
}

fn closed() -> io::Error {
    io::ErrorKind::BrokenPipe.into()
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The thread's side.
struct Writer {
    results: ResultsFile,
    path: PathBuf,
    shared: Arc<Shared>,
}

impl Writer {
    fn run(&mut self, mut orders: mpsc::Receiver<Order>) {
        let (mut batch, mut lines) = (Vec::new(), Vec::new());
        while orders.blocking_recv_many(&mut batch, WAITING_LINES) > 0 {
            for order in batch.drain(..) {
                match order {
                    Order::Line { text, written: None } => lines.extend_from_slice(&text),
                    // It is not held up by lines after it, which could be torn with it.
                    Order::Line { text, written: Some(reply) } => {
                        lines.extend_from_slice(&text);
                        let written = self.write(&lines);
                        lines.clear();
                        let _ = reply.send(written.map_err(io::Error::from));
                        // Under the lock, so that it does not fall between a look at the reply and the wait for it.
                        let _state = self.shared.lock();
                        self.shared.written.notify_all();
                    }
                    Order::Sync => {}
                    Order::Close(done) => {
                        let _ = self.write(&lines);
                        let synced = self.results.sync();
                        self.check(synced);
                        let _ = done.send(());
                        return;
                    }
                }
            }
            let _ = self.write(&lines);
            lines.clear();
            let synced = self.results.sync_if_due();
            self.check(synced);
        }
    }

    /// Writes lines, which may be none.
    fn write(&mut self, lines: &[u8]) -> Result<(), io::ErrorKind> {
        if self.shared.lock().broken {
            return Err(io::ErrorKind::BrokenPipe);
        }
        if lines.is_empty() {
            return Ok(());
        }
        let began = Instant::now();
        let appended = self.results.append(lines);
        let written = appended.as_ref().map_err(io::Error::kind).copied();
        self.check(appended);
        self.shared.lock().slow = began.elapsed() >= QUICK;
        written
    }

    fn check(&self, result: io::Result<()>) {
        if let Err(error) = result {
            let mut state = self.shared.lock();
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
