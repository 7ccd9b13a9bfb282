//! The thread that writes the results file, in the order of the lines.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};

use super::file::ResultsFile;
use super::lines::{Line, text};
use crate::error::Error;
use crate::files::{failed_option, spawn};

/// The queue capacity of the thread, in lines; when it is full, the import waits.
const WAITING_LINES: usize = 1024;

/// A disk is slow if a line takes longer: from then on the thread writes, until a line is fast again.
const QUICK: Duration = Duration::from_millis(2);

/// A results file. On a network mount or a slow disk, a thread writes it, so that it does not block the runtime. On a fast
/// local disk it is written in place, so that a row is sent right after its line: a process killed between the two leaves a
/// row that is recorded as sent, but was not.
pub(in crate::import) struct Journal {
    orders: mpsc::Sender<Order>,
    shared: Arc<Shared>,
}

enum Order {
    Line { text: Vec<u8>, written: Option<oneshot::Sender<io::Result<()>>> },
    Sync,
    Close(oneshot::Sender<()>),
}

/// The state shared by the thread and the import.
struct Shared {
    path: PathBuf,
    results: Mutex<ResultsFile>,
    state: Mutex<State>,
    /// The number of lines queued or being written by the thread. No line overtakes them.
    queued: AtomicUsize,
    /// The file is on a network mount, or its disk was slow the last time.
    slow: AtomicBool,
    is_local: bool,
}

#[derive(Default)]
struct State {
    /// A write failed: nothing may be sent any more.
    broken: bool,
    /// The error of that write, until it is reported.
    failure: Option<Error>,
}

impl Journal {
    /// Starts the thread of `results`.
    pub(in crate::import) fn start(results: ResultsFile, path: &Path) -> io::Result<Journal> {
        let (orders, received) = mpsc::channel(WAITING_LINES);
        let is_local = results.is_local();
        let shared = Arc::new(Shared {
            path: path.to_owned(),
            results: Mutex::new(results),
            state: Mutex::default(),
            queued: AtomicUsize::new(0),
            slow: AtomicBool::new(!is_local),
            is_local,
        });
        let written = Arc::clone(&shared);
        spawn(move || written.run(received))?;
        Ok(Journal { orders, shared })
    }

    /// Writes a line and waits for the write. After a failure it always fails.
    pub(in crate::import) async fn write(&self, line: &Line<'_>) -> io::Result<()> {
        let text = text(line)?;
        if let Some(result) = self.write_now(&text) {
            return result;
        }
        let (reply, written) = oneshot::channel();
        self.queue(text, Some(reply)).await?;
        written.await.unwrap_or_else(|_| Err(closed()))
    }

    /// Writes a line, or queues it. A failure is reported by [`take_failure`](Self::take_failure).
    pub(in crate::import) async fn record(&self, line: &Line<'_>) {
        if let Ok(text) = text(line)
            && self.write_now(&text).is_none()
        {
            let _ = self.queue(text, None).await;
        }
    }

    /// Writes a line in place, unless the disk is slow or lines are queued.
    fn write_now(&self, line: &[u8]) -> Option<io::Result<()>> {
        let waits =
            self.shared.slow.load(Ordering::Acquire) || self.shared.queued.load(Ordering::Acquire) > 0;
        (!waits).then(|| self.shared.write(line).map_err(io::Error::from))
    }

    async fn queue(&self, text: Vec<u8>, written: Option<oneshot::Sender<io::Result<()>>>) -> io::Result<()> {
        let permit = self.orders.reserve().await.map_err(|_| closed())?;
        self.shared.queued.fetch_add(1, Ordering::AcqRel);
        permit.send(Order::Line { text, written });
        Ok(())
    }

    /// Syncs the file if it is due.
    pub(in crate::import) fn sync_if_due(&self) {
        // When the thread is busy, it syncs as it writes.
        let _ = self.orders.try_send(Order::Sync);
    }

    /// Syncs and closes the file.
    pub(in crate::import) async fn close(&self) {
        let (reply, done) = oneshot::channel();
        if self.orders.send(Order::Close(reply)).await.is_ok() {
            let _ = done.await;
        }
    }

    pub(in crate::import) fn is_broken(&self) -> bool {
        lock(&self.shared.state).broken
    }

    /// The error of a failed write, once.
    pub(in crate::import) fn take_failure(&self) -> Option<Error> {
        lock(&self.shared.state).failure.take()
    }
}

fn closed() -> io::Error {
    io::ErrorKind::BrokenPipe.into()
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    // Each update is one assignment, so a panic elsewhere leaves a consistent value.
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// The thread.
    fn run(&self, mut orders: mpsc::Receiver<Order>) {
        while let Some(order) = orders.blocking_recv() {
            match order {
                Order::Line { text, written } => {
                    let result = self.write(&text).map_err(io::Error::from);
                    self.queued.fetch_sub(1, Ordering::AcqRel);
                    if let Some(reply) = written {
                        let _ = reply.send(result);
                    }
                }
                Order::Sync => {}
                Order::Close(done) => {
                    let synced = lock(&self.results).sync();
                    self.check(synced);
                    let _ = done.send(());
                    return;
                }
            }
            let synced = lock(&self.results).sync_if_due();
            self.check(synced);
        }
    }

    fn write(&self, line: &[u8]) -> Result<(), io::ErrorKind> {
        if lock(&self.state).broken {
            return Err(io::ErrorKind::BrokenPipe);
        }
        let began = Instant::now();
        let appended = lock(&self.results).append(line);
        self.slow.store(!self.is_local || began.elapsed() >= QUICK, Ordering::Release);
        let written = appended.as_ref().map_err(io::Error::kind).copied();
        self.check(appended);
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
    use crate::error::ErrorCode;
    use crate::ids::GroupId;
    use crate::import::results::Header;

    fn line() -> Line<'static> {
        Line { row: 1, key: "0123456789abcdef", status: "sending", ..Line::default() }
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
        // It accepts every write, but cannot be synced.
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
