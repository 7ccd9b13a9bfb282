//! An import in which a program of another language plays its part: it gives rows, and hears how it goes.
//!
//! The import runs on the I/O thread, so that it goes on while the program makes its next row. What the program is to do
//! comes as one event after the other, which can be waited for from anywhere.

use std::path::PathBuf;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::{Either, select};
use futures_util::stream;
use tokio::sync::mpsc::{self, Receiver, Sender, UnboundedReceiver, UnboundedSender};

use super::runtime::{Task, spawn};
use crate::client::Client;
use crate::error::{Error, ErrorCode};
use crate::import::{GivenRow, ImportOptions, ImportProgress, ImportReport, ImportStop};

/// So many rows wait to be sent, at most.
const WAITING_ROWS: usize = 64;

/// What happened last.
#[derive(Debug)]
#[non_exhaustive]
pub enum ImportEvent {
    /// There is room for so many rows: [`give`](Import::give) some, one is enough, or [`end`](Import::end) them.
    Rows(usize),
    /// It went on. What went by while nobody waited is left out.
    Progress(ImportProgress),
    /// It has ended. There are no further events.
    Done(Result<ImportReport, Error>),
}

/// An import under way. Dropping it stops it at once: rows in flight may have been made.
pub struct Import {
    task: Task,
    stop: ImportStop,
    rows: Option<Sender<GivenRow>>,
    news: UnboundedReceiver<News>,
    progress: Arc<Mutex<Option<ImportProgress>>>,
}

enum News {
    Progress,
    Done(Result<ImportReport, Error>),
}

impl Import {
    /// Begins to import the rows that will be given.
    pub fn of_rows(client: Client, options: ImportOptions) -> Result<Import, Error> {
        let (sender, receiver) = mpsc::channel(WAITING_ROWS);
        let rows = stream::unfold(receiver, |mut rows: Receiver<GivenRow>| async {
            rows.recv().await.map(|row| (row, rows))
        });
        Import::start(options, Some(sender), move |options| client.contacts().import_stream(rows, options))
    }

    /// Begins to import a file.
    pub fn of_file(client: Client, path: PathBuf, options: ImportOptions) -> Result<Import, Error> {
        Import::start(options, None, move |options| client.contacts().import_file(path, options))
    }

    fn start<F: Future<Output = Result<ImportReport, Error>> + Send + 'static>(
        options: ImportOptions,
        rows: Option<Sender<GivenRow>>,
        begin: impl FnOnce(ImportOptions) -> F + Send + 'static,
    ) -> Result<Import, Error> {
        let (tell, news) = mpsc::unbounded_channel();
        let (stop, progress) = (ImportStop::new(), Arc::default());
        let options = options.stop(stop.clone()).on_progress(listener(tell.clone(), Arc::clone(&progress)));
        let task = spawn(async move {
            // Nobody may be left to hear it.
            let _ = tell.send(News::Done(begin(options).await));
        })?;
        Ok(Import { task, stop, rows, news, progress })
    }

    /// What happens next. A call that is dropped loses nothing.
    pub async fn next(&mut self) -> ImportEvent {
        self.event(true).await
    }

    /// What happens next, while the program's next row is not there: room for it is no news then.
    pub async fn news(&mut self) -> ImportEvent {
        self.event(false).await
    }

    async fn event(&mut self, room_too: bool) -> ImportEvent {
        loop {
            let news = match self.rows.clone().filter(|_| room_too) {
                None => self.news.recv().await,
                Some(rows) => match select(pin!(self.news.recv()), pin!(room(&rows))).await {
                    Either::Left((news, _)) => news,
                    Either::Right((Some(room), _)) => return ImportEvent::Rows(room),
                    Either::Right((None, _)) => {
                        // It takes no more rows: it is about to end.
                        self.rows = None;
                        continue;
                    }
                },
            };
            match news {
                Some(News::Done(end)) => return ImportEvent::Done(end),
                Some(News::Progress) => {
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

    /// Gives a row, after an event said that there is room. It is dropped if the import takes no more.
    pub fn give(&mut self, row: GivenRow) {
        if let Some(rows) = &self.rows {
            let _ = rows.try_send(row);
        }
    }

    /// There are no more rows: the import ends when those that were given are dealt with.
    pub fn end(&mut self) {
        self.rows = None;
    }

    /// Stops in good order: no further row is sent, and those in flight are waited for. Then it is done.
    pub fn stop(&self) {
        self.stop.stop();
    }

    /// Stops it so from anywhere.
    pub fn stop_handle(&self) -> ImportStop {
        self.stop.clone()
    }
}

impl Drop for Import {
    fn drop(&mut self) {
        self.task.stop();
    }
}

/// Waits until there is room, and says for how many rows; nothing once no more are taken.
async fn room(rows: &Sender<GivenRow>) -> Option<usize> {
    // Not for each row by itself: the program would have to be woken as often.
    rows.reserve_many(WAITING_ROWS / 2).await.ok().map(drop)?;
    Some(rows.capacity().max(1))
}

/// Keeps the latest progress for whoever asks, and says once that there is some.
fn listener(
    tell: UnboundedSender<News>,
    latest: Arc<Mutex<Option<ImportProgress>>>,
) -> impl Fn(&ImportProgress) + Send + Sync + 'static {
    move |progress| {
        let mut latest = latest.lock().unwrap_or_else(PoisonError::into_inner);
        if latest.replace(progress.clone()).is_none() {
            let _ = tell.send(News::Progress);
        }
    }
}

#[cfg(test)]
mod tests {
    use chat44mp_emulator::{Emulator, Fault, FaultKind};

    use super::*;
    use crate::import::{ImportEnd, ImportRow};

    fn stage() -> (Emulator, Client, ImportOptions) {
        let emulator = Emulator::start().unwrap();
        let fixtures = emulator.fixtures();
        let client = Client::builder(fixtures["member_key"].as_str().unwrap());
        let client = client.base_url(emulator.base_url()).build().unwrap();
        let options = ImportOptions::new(fixtures["group"].as_i64().unwrap());
        (emulator, client, options)
    }

    fn row(number: usize) -> GivenRow {
        let (email, phone) = (format!("person{number}@import.example"), format!("+39333{number:07}"));
        let (email, phone_number) = (Some(email), Some(phone));
        GivenRow::Row(ImportRow { email, phone_number, ..ImportRow::default() })
    }

    #[tokio::test]
    async fn rows_are_asked_for_and_progress_is_told() {
        let (_emulator, client, options) = stage();
        let mut import = Import::of_rows(client, options).unwrap();
        let (mut given, mut told) = (0, 0);
        let report = loop {
            match import.next().await {
                ImportEvent::Rows(room) => {
                    assert!(room >= 1);
                    for _ in 0..room.min(300 - given) {
                        import.give(row(given));
                        given += 1;
                    }
                    if given == 300 {
                        import.end();
                    }
                }
                ImportEvent::Progress(progress) => {
                    assert!(progress.created >= told);
                    told = progress.created;
                }
                ImportEvent::Done(report) => break report.unwrap(),
            }
        };
        assert_eq!((report.rows, report.created, report.end), (300, 300, ImportEnd::Complete));
        assert_eq!(told, 300);
        assert!(matches!(import.next().await, ImportEvent::Done(Err(_))));
    }

    #[tokio::test]
    async fn rows_without_end_are_stopped_and_those_in_flight_are_waited_for() {
        let (emulator, client, options) = stage();
        let mut import = Import::of_rows(client, options).unwrap();
        let mut given = 0;
        let report = loop {
            match import.next().await {
                ImportEvent::Rows(_) => {
                    import.give(row(given));
                    given += 1;
                }
                ImportEvent::Progress(_) => import.stop(),
                ImportEvent::Done(report) => break report.unwrap(),
            }
        };
        assert_eq!((report.end, report.rows, report.unknown), (ImportEnd::Stopped, report.created, 0));
        assert_eq!(emulator.journal().len() as i64, report.created);
    }

    #[tokio::test]
    async fn a_file_needs_no_rows_and_dropping_it_stops_it() {
        let (emulator, client, options) = stage();
        emulator.add_fault(Fault::new(FaultKind::Hang));
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("people.csv");
        std::fs::write(&path, "Email\na@import.example\n").unwrap();
        let results = folder.path().join("results.jsonl");
        let mut import = Import::of_file(client, path, options.results(&results)).unwrap();
        // It looks up from waiting every so often.
        assert!(matches!(import.next().await, ImportEvent::Progress(_)));
        let file = std::fs::File::open(&results).unwrap();
        assert!(file.try_lock().is_err());
        drop(import);
        // The lock goes with the import.
        file.lock().unwrap();
    }
}
