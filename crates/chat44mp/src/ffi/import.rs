//! An import driven by a binding, which supplies the rows and receives events.
//!
//! The import runs on the I/O thread, so it continues while the program prepares its next row. The program can wait for
//! events on any thread.

use std::path::PathBuf;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::{Either, select};
use futures_util::stream;
use tokio::sync::mpsc::{self, Receiver, Sender, UnboundedReceiver, UnboundedSender};

use super::runtime::{Task, spawn};
use crate::client::Client;
use crate::error::{Error, ErrorCode};
use crate::import::{ImportOptions, ImportProgress, ImportReport, ImportStop, InputRow};

/// Capacity of the queue of rows to send.
const QUEUE_CAPACITY: usize = 64;

/// An event of an import.
#[derive(Debug)]
#[non_exhaustive]
pub enum ImportEvent {
    /// The free capacity of the queue: [`push`](Import::push) 1 to this many rows, or [`end_rows`](Import::end_rows).
    Rows(usize),
    /// Progress. Intermediate updates are coalesced.
    Progress(ImportProgress),
    /// The import has finished. There are no further events.
    Done(Result<ImportReport, Error>),
}

/// An import in progress. Dropping it stops it immediately: rows in flight may have been created.
pub struct Import {
    task: Task,
    stop: ImportStop,
    rows: Option<Sender<InputRow>>,
    signals: UnboundedReceiver<Signal>,
    progress: Arc<Mutex<Option<ImportProgress>>>,
}

enum Signal {
    Progress,
    Done(Box<Result<ImportReport, Error>>),
}

impl Import {
    /// Starts an import of rows from the program.
    pub fn of_rows(client: Client, options: ImportOptions) -> Result<Import, Error> {
        let (sender, receiver) = mpsc::channel(QUEUE_CAPACITY);
        let rows = stream::unfold(receiver, |mut rows: Receiver<InputRow>| async {
            rows.recv().await.map(|row| (row, rows))
        });
        Import::start(options, Some(sender), move |options| client.contacts().import_stream(rows, options))
    }

    /// Starts an import of a file.
    pub fn of_file(client: Client, path: PathBuf, options: ImportOptions) -> Result<Import, Error> {
        Import::start(options, None, move |options| client.contacts().import_file(path, options))
    }

    fn start<F: Future<Output = Result<ImportReport, Error>> + Send + 'static>(
        options: ImportOptions,
        rows: Option<Sender<InputRow>>,
        import: impl FnOnce(ImportOptions) -> F + Send + 'static,
    ) -> Result<Import, Error> {
        let (sender, signals) = mpsc::unbounded_channel();
        let (stop, progress) = (ImportStop::new(), Arc::default());
        let options = options.stop(stop.clone()).on_progress(listener(sender.clone(), Arc::clone(&progress)));
        let task = spawn(async move {
            // The receiver may have been dropped.
            let _ = sender.send(Signal::Done(Box::new(import(options).await)));
        })?;
        Ok(Import { task, stop, rows, signals, progress })
    }

    /// Waits for the next event. Dropping the future loses nothing.
    pub async fn next(&mut self) -> ImportEvent {
        self.event(true).await
    }

    /// Waits for the next event other than [`Rows`](ImportEvent::Rows), for a program whose next row is not ready.
    pub async fn next_status(&mut self) -> ImportEvent {
        self.event(false).await
    }

    async fn event(&mut self, report_capacity: bool) -> ImportEvent {
        loop {
            let signal = match self.rows.clone().filter(|_| report_capacity) {
                None => self.signals.recv().await,
                Some(rows) => match select(pin!(self.signals.recv()), pin!(free_capacity(&rows))).await {
                    Either::Left((signal, _)) => signal,
                    Either::Right((Some(capacity), _)) => return ImportEvent::Rows(capacity),
                    Either::Right((None, _)) => {
                        // The import no longer accepts rows: it is about to finish.
                        self.rows = None;
                        continue;
                    }
                },
            };
            match signal {
                Some(Signal::Done(result)) => return ImportEvent::Done(*result),
                Some(Signal::Progress) => {
                    let mut latest = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
                    if let Some(progress) = latest.take() {
                        return ImportEvent::Progress(progress);
                    }
                }
                None => {
                    let message = "the import was stopped";
                    return ImportEvent::Done(Err(Error::config(ErrorCode::CLIENT_CLOSED, message)));
                }
            }
        }
    }

    /// Queues a row after an event that reported free capacity. Drops the row if the import no longer accepts rows.
    pub fn push(&mut self, row: InputRow) {
        if let Some(rows) = &self.rows {
            let _ = rows.try_send(row);
        }
    }

    /// Ends the rows: the import finishes when the queued rows are processed.
    pub fn end_rows(&mut self) {
        self.rows = None;
    }

    /// Stops gracefully: no further rows are sent, rows in flight are awaited, and the import finishes.
    pub fn stop(&self) {
        self.stop.stop();
    }

    /// Returns a handle that stops the import from any thread.
    pub fn stop_handle(&self) -> ImportStop {
        self.stop.clone()
    }
}

impl Drop for Import {
    fn drop(&mut self) {
        self.task.stop();
    }
}

/// Waits until half of the queue is free and returns its free capacity; `None` once the import accepts no more rows.
async fn free_capacity(rows: &Sender<InputRow>) -> Option<usize> {
    // Waiting for one free slot would wake the program once per row.
    rows.reserve_many(QUEUE_CAPACITY / 2).await.ok().map(drop)?;
    Some(rows.capacity().max(1))
}

/// Stores the latest progress and signals once that it changed.
fn listener(
    sender: UnboundedSender<Signal>,
    latest: Arc<Mutex<Option<ImportProgress>>>,
) -> impl Fn(&ImportProgress) + Send + Sync + 'static {
    move |progress| {
        let mut latest = latest.lock().unwrap_or_else(PoisonError::into_inner);
        if latest.replace(progress.clone()).is_none() {
            let _ = sender.send(Signal::Progress);
        }
    }
}

#[cfg(test)]
mod tests {
    use chat44mp_emulator::{Emulator, Fault, FaultKind};

    use super::*;
    use crate::import::{ImportEnd, ImportRow};

    fn setup() -> (Emulator, Client, ImportOptions) {
        let emulator = Emulator::start().unwrap();
        let fixtures = emulator.fixtures();
        let client = Client::builder(fixtures["member_key"].as_str().unwrap());
        let client = client.base_url(emulator.base_url()).build().unwrap();
        let options = ImportOptions::new(fixtures["group"].as_i64().unwrap());
        (emulator, client, options)
    }

    fn row(number: usize) -> InputRow {
        let (email, phone) = (format!("person{number}@import.example"), format!("+39333{number:07}"));
        let (email, phone_number) = (Some(email), Some(phone));
        InputRow::Row(ImportRow { email, phone_number, ..ImportRow::default() })
    }

    #[tokio::test]
    async fn requests_rows_and_reports_progress() {
        let (_emulator, client, options) = setup();
        let mut import = Import::of_rows(client, options).unwrap();
        let (mut pushed, mut reported) = (0, 0);
        let report = loop {
            match import.next().await {
                ImportEvent::Rows(capacity) => {
                    assert!(capacity >= 1);
                    for _ in 0..capacity.min(300 - pushed) {
                        import.push(row(pushed));
                        pushed += 1;
                    }
                    if pushed == 300 {
                        import.end_rows();
                    }
                }
                ImportEvent::Progress(progress) => {
                    assert!(progress.created >= reported);
                    reported = progress.created;
                }
                ImportEvent::Done(report) => break report.unwrap(),
            }
        };
        assert_eq!((report.rows, report.created, report.end), (300, 300, ImportEnd::Complete));
        assert_eq!(reported, 300);
        assert!(matches!(import.next().await, ImportEvent::Done(Err(_))));
    }

    #[tokio::test]
    async fn stopping_an_endless_import_awaits_rows_in_flight() {
        let (emulator, client, options) = setup();
        let mut import = Import::of_rows(client, options).unwrap();
        let mut pushed = 0;
        let report = loop {
            match import.next().await {
                ImportEvent::Rows(_) => {
                    import.push(row(pushed));
                    pushed += 1;
                }
                ImportEvent::Progress(_) => import.stop(),
                ImportEvent::Done(report) => break report.unwrap(),
            }
        };
        assert_eq!((report.end, report.rows, report.unknown), (ImportEnd::Stopped, report.created, 0));
        assert_eq!(emulator.journal().len() as i64, report.created);
    }

    #[tokio::test]
    async fn dropping_a_file_import_stops_it() {
        let (emulator, client, options) = setup();
        emulator.add_fault(Fault::new(FaultKind::Hang));
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("people.csv");
        std::fs::write(&path, "Email\na@import.example\n").unwrap();
        let results = folder.path().join("results.jsonl");
        let mut import = Import::of_file(client, path, options.results(&results)).unwrap();
        // Progress is also reported while rows are in flight.
        assert!(matches!(import.next().await, ImportEvent::Progress(_)));
        let file = std::fs::File::open(&results).unwrap();
        assert!(file.try_lock().is_err());
        drop(import);
        // Dropping the import releases the lock.
        file.lock().unwrap();
    }
}
