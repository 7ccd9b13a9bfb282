//! An import driven by a binding, which supplies the rows and receives events.
//!
//! The import runs on the I/O thread, so it continues while the program prepares its next row. The program can wait for
//! events on any thread.

use std::future::poll_fn;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use futures_util::stream;
use tokio::sync::mpsc::{self, Receiver, Sender, UnboundedReceiver, UnboundedSender};

use super::runtime::{Task, spawn};
use crate::client::Client;
use crate::error::{Error, ErrorCode};
use crate::files::blocking;
use crate::import::{
    ImportOptions, ImportProgress, ImportReport, ImportResults, ImportStop, InputRow, RowResult, unstarted,
};

/// Capacity of the queue of rows to send.
const QUEUE_CAPACITY: usize = 64;

/// Capacity of the queue of row results; when it is full, the import waits for the program.
const RESULTS_CAPACITY: usize = 256;

/// An event of an import.
#[derive(Debug)]
#[non_exhaustive]
pub enum ImportEvent {
    /// The free capacity of the queue: [`push`](Import::push) 1 to this many rows, or [`end_rows`](Import::end_rows).
    Rows(usize),
    /// Progress, if the import [reports](Reports) it. Intermediate updates are coalesced.
    Progress(ImportProgress),
    /// The results of rows, in the order of completion, if the import [reports](Reports) them.
    Results(Vec<RowResult>),
    /// The import has finished. There are no further events.
    Done(Result<ImportReport, Error>),
}

/// What the events of an import report beside requests for rows and the end. A report wakes the program.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reports {
    /// The results of rows.
    pub rows: bool,
    /// The progress.
    pub progress: bool,
}

/// An import in progress. Dropping it stops it immediately: rows in flight may have been created.
pub struct Import {
    task: Task,
    stop: ImportStop,
    rows: Option<Sender<InputRow>>,
    signals: UnboundedReceiver<Signal>,
    results: Option<Receiver<RowResult>>,
    /// The end, while there are results to report before it.
    done: Option<Box<Result<ImportReport, Error>>>,
    progress: Arc<Mutex<Option<ImportProgress>>>,
}

enum Signal {
    Results(Vec<RowResult>),
    /// The free capacity of the queue of rows; `None` once it is closed.
    Rows(Option<usize>),
    Progress,
    Done(Box<Result<ImportReport, Error>>),
}

impl Import {
    /// Starts an import of rows from the program.
    pub fn of_rows(client: Client, options: ImportOptions, reports: Reports) -> Result<Import, Error> {
        let (sender, receiver) = mpsc::channel(QUEUE_CAPACITY);
        let rows = stream::unfold(receiver, |mut rows: Receiver<InputRow>| async {
            rows.recv().await.map(|row| (row, rows))
        });
        let import = move |options| client.contacts().import_stream(rows, options);
        Import::start(options, Some(sender), reports, import)
    }

    /// Starts an import of a file.
    pub fn of_file(
        client: Client,
        path: PathBuf,
        options: ImportOptions,
        reports: Reports,
    ) -> Result<Import, Error> {
        let import = move |options| client.contacts().import_file(path, options);
        Import::start(options, None, reports, import)
    }

    fn start<F: Future<Output = Result<ImportReport, Error>> + Send + 'static>(
        options: ImportOptions,
        rows: Option<Sender<InputRow>>,
        reports: Reports,
        import: impl FnOnce(ImportOptions) -> F + Send + 'static,
    ) -> Result<Import, Error> {
        let (sender, signals) = mpsc::unbounded_channel();
        let (stop, progress) = (ImportStop::new(), Arc::default());
        let options = options.stop(stop.clone());
        let options = match reports.progress {
            true => options.on_progress(listener(sender.clone(), Arc::clone(&progress))),
            false => options,
        };
        let (options, results) = match reports.rows {
            true => {
                let (reported, results) = mpsc::channel(RESULTS_CAPACITY);
                (options.rows_to(reported), Some(results))
            }
            false => (options, None),
        };
        let task = spawn(async move {
            // The receiver may have been dropped.
            let _ = sender.send(Signal::Done(Box::new(import(options).await)));
        })?;
        Ok(Import { task, stop, rows, signals, results, done: None, progress })
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
            if let Some(done) = self.done.take() {
                return ImportEvent::Done(*done);
            }
            let rows = self.rows.clone().filter(|_| report_capacity);
            let mut capacity = pin!(async {
                match &rows {
                    Some(rows) => free_capacity(rows).await,
                    None => std::future::pending().await,
                }
            });
            let signal = poll_fn(|context| match self.poll_signal(context) {
                Poll::Pending => capacity.as_mut().poll(context).map(Signal::Rows),
                ready => ready,
            });
            match signal.await {
                Signal::Results(results) => return ImportEvent::Results(results),
                Signal::Rows(Some(capacity)) => return ImportEvent::Rows(capacity),
                // The import no longer accepts rows: it is about to finish.
                Signal::Rows(None) => self.rows = None,
                Signal::Progress => {
                    let mut latest = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
                    if let Some(progress) = latest.take() {
                        return ImportEvent::Progress(progress);
                    }
                }
                Signal::Done(report) => {
                    self.done = Some(report);
                    let mut last = Vec::new();
                    while let Some(Ok(result)) = self.results.as_mut().map(Receiver::try_recv) {
                        last.push(result);
                    }
                    if !last.is_empty() {
                        return ImportEvent::Results(last);
                    }
                }
            }
        }
    }

    /// Polls the results, then the other signals.
    fn poll_signal(&mut self, context: &mut Context<'_>) -> Poll<Signal> {
        if let Some(results) = &mut self.results {
            let mut batch = Vec::new();
            match results.poll_recv_many(context, &mut batch, RESULTS_CAPACITY) {
                Poll::Ready(0) => self.results = None,
                Poll::Ready(_) => return Poll::Ready(Signal::Results(batch)),
                Poll::Pending => {}
            }
        }
        self.signals.poll_recv(context).map(|signal| {
            signal.unwrap_or_else(|| {
                let message = "the import was stopped";
                Signal::Done(Box::new(Err(Error::config(ErrorCode::CLIENT_CLOSED, message))))
            })
        })
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

/// Reads a results file on a thread for files: see [`ImportResults::read`].
pub async fn read_import_results(path: PathBuf) -> Result<ImportResults, Error> {
    blocking(move |_| ImportResults::read(path)).await.map_err(|error| unstarted(&error))?
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
    use crate::import::{ImportEnd, ImportRow, RowStatus};

    fn setup() -> (Emulator, Client, ImportOptions) {
        let emulator = Emulator::start().unwrap();
        let fixtures = emulator.fixtures();
        let client = Client::builder(fixtures["member_key"].as_str().unwrap());
        let client = client.base_url(emulator.base_url()).build().unwrap();
        let options = ImportOptions::new(fixtures["group"].as_i64().unwrap());
        (emulator, client, options)
    }

    const PROGRESS: Reports = Reports { rows: false, progress: true };

    fn row(number: usize) -> InputRow {
        let (email, phone) = (format!("person{number}@import.example"), format!("+39333{number:07}"));
        let (email, phone_number) = (Some(email), Some(phone));
        InputRow::Row(ImportRow { email, phone_number, ..ImportRow::default() })
    }

    #[tokio::test]
    async fn requests_rows_and_reports_progress() {
        let (_emulator, client, options) = setup();
        let mut import = Import::of_rows(client, options, PROGRESS).unwrap();
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
                ImportEvent::Results(results) => panic!("{results:?}"),
                ImportEvent::Done(report) => break report.unwrap(),
            }
        };
        assert_eq!((report.rows, report.created, report.end), (300, 300, ImportEnd::Complete));
        assert_eq!(reported, 300);
        assert!(matches!(import.next().await, ImportEvent::Done(Err(_))));
    }

    #[tokio::test]
    async fn reports_the_result_of_every_row_before_the_end() {
        let (_emulator, client, options) = setup();
        let mut import = Import::of_rows(client, options, Reports { rows: true, progress: false }).unwrap();
        let (mut pushed, mut results) = (0, Vec::new());
        let report = loop {
            match import.next().await {
                // Half of the rows are invalid.
                ImportEvent::Rows(_) if pushed < 1_000 => {
                    import.push(if pushed % 2 == 0 { row(pushed) } else { ImportRow::default().into() });
                    pushed += 1;
                }
                ImportEvent::Rows(_) => import.end_rows(),
                ImportEvent::Progress(progress) => panic!("{progress:?}"),
                ImportEvent::Results(batch) => results.extend(batch),
                ImportEvent::Done(report) => break report.unwrap(),
            }
        };
        assert_eq!((report.created, report.invalid, results.len()), (500, 500, 1_000));
        results.sort_by_key(|result| result.row);
        for (number, result) in (1..).zip(results) {
            let created = number % 2 == 1;
            let status = if created { RowStatus::Created } else { RowStatus::Invalid };
            assert_eq!((result.row, result.status, result.id.is_some()), (number, status, created));
        }
    }

    #[tokio::test]
    async fn stopping_an_endless_import_awaits_rows_in_flight() {
        let (emulator, client, options) = setup();
        let mut import = Import::of_rows(client, options, PROGRESS).unwrap();
        let mut pushed = 0;
        let report = loop {
            match import.next().await {
                ImportEvent::Rows(_) => {
                    import.push(row(pushed));
                    pushed += 1;
                }
                ImportEvent::Progress(_) => import.stop(),
                ImportEvent::Results(results) => panic!("{results:?}"),
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
        let mut import = Import::of_file(client, path, options.results(&results), PROGRESS).unwrap();
        // Progress is also reported while rows are in flight.
        assert!(matches!(import.next().await, ImportEvent::Progress(_)));
        let file = std::fs::File::open(&results).unwrap();
        assert!(file.try_lock().is_err());
        drop(import);
        // Dropping the import releases the lock.
        file.lock().unwrap();
    }
}
