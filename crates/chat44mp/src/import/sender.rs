//! Sends the rows of an import, and journals each: intent, outcome.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::time::sleep;

use super::dedupe::{Fingerprint, keys_of_values};
use super::options::ImportStop;
use super::progress::RowStatus;
use super::results::{Journal, Line, RowHistory, SENDING};
use super::row::ImportRow;
use super::throttle::Throttle;
use crate::client::Client;
use crate::error::{Error, ErrorCode, ErrorKind, Outcome};
use crate::ids::{ContactId, GroupId};
use crate::request::delivery::{BeforeSend, Delivery};
use crate::resources::PreparedContact;

/// The maximum number of retries of a row after HTTP 429. All rows wait together, so they do not add to the load.
const MAX_THROTTLES: u32 = 10;

/// The state shared by all rows of an import.
pub(super) struct Sender {
    pub(super) client: Client,
    pub(super) max_retries: u32,
    pub(super) group_id: GroupId,
    pub(super) results: Option<Journal>,
    /// The results of earlier runs.
    pub(super) history: RowHistory,
    pub(super) throttle: Throttle,
    pub(super) stop: ImportStop,
}

/// A row that is to be sent.
pub(super) struct Task {
    pub(super) number: u32,
    pub(super) key: Fingerprint,
    pub(super) row: ImportRow,
    /// An earlier run sent it; its outcome is unknown.
    pub(super) resent: bool,
}

/// A finished row.
pub(super) struct Finished {
    pub(super) task: Arc<Task>,
    /// None if it was not sent.
    pub(super) status: Option<RowStatus>,
    /// The contact, if it is known.
    pub(super) id: Option<ContactId>,
    pub(super) error: Option<Error>,
}

impl Sender {
    /// Sends a row until there is a response, as often as a create may be sent.
    pub(super) async fn send(self: Arc<Self>, task: Task, mut contact: PreparedContact) -> Finished {
        let task = Arc::new(task);
        if !self.may_send().await {
            return Finished { task, status: None, id: None, error: None };
        }
        contact.request.delivery =
            Some(Arc::new(RowDelivery { sender: Arc::clone(&self), task: Arc::clone(&task) }));
        match contact.send(&self.client).await {
            Ok(response) => {
                let id = Some(response.value);
                self.record(&task, RowStatus::Created, id, None).await;
                Finished { task, status: Some(RowStatus::Created), id, error: None }
            }
            Err(error) if self.was_held_back(&error) => {
                Finished { task, status: None, id: None, error: None }
            }
            Err(error) => {
                let status = status(&task, &error);
                let known = || self.history.contact(self.group_id, &task.row, Some(error.code()));
                let id = if status == RowStatus::Exists { known() } else { None };
                self.record(&task, status, id, Some(&error)).await;
                Finished { task, status: Some(status), id, error: Some(error) }
            }
        }
    }

    /// Waits for the end of a pause; false if the import is stopped before.
    async fn may_send(&self) -> bool {
        if !self.throttle.is_on() {
            return true;
        }
        let (over, stopped) = (std::pin::pin!(self.throttle.over()), std::pin::pin!(self.stop.stopped()));
        futures_util::future::select(over, stopped).await;
        !self.stop.is_stopped()
    }

    /// Whether an attempt was not sent because its line could not be written.
    fn was_held_back(&self, error: &Error) -> bool {
        self.results.as_ref().is_some_and(Journal::is_broken) && error.attempts() > 0 && !was_sent(error)
    }

    /// Records that a row is about to be sent.
    async fn announce(&self, row: u32, key: &str) -> io::Result<()> {
        let Some(results) = &self.results else { return Ok(()) };
        let line = Line { row, key, status: SENDING, ..Line::default() };
        results.write(&line).await
    }

    async fn record(&self, task: &Task, status: RowStatus, id: Option<ContactId>, error: Option<&Error>) {
        let Some(results) = &self.results else { return };
        // A row with one value has its key.
        let of_value = |key: &Fingerprint| status == RowStatus::Created && *key != task.key;
        let keys = keys_of_values(self.group_id, &task.row);
        let [email_key, phone_key] = keys.map(|key| key.filter(of_value).map(Fingerprint::hex));
        let line = Line {
            row: task.number,
            key: &task.key.hex(),
            status: status.as_str(),
            id: id.map(i64::from),
            email_key: email_key.as_deref(),
            phone_key: phone_key.as_deref(),
            code: error.map(|error| error.code().as_str()),
            message: error.map(Error::server_message),
        };
        results.record(&line).await;
    }
}

/// Journals each attempt of a row, and pauses the import after HTTP 429.
struct RowDelivery {
    sender: Arc<Sender>,
    task: Arc<Task>,
}

impl fmt::Debug for RowDelivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowDelivery").field("row", &self.task.number).finish_non_exhaustive()
    }
}

impl Delivery for RowDelivery {
    fn before_send(self: Arc<Self>) -> Option<BeforeSend> {
        self.sender.results.as_ref()?;
        Some(BeforeSend::new(
            async move { self.sender.announce(self.task.number, &self.task.key.hex()).await },
        ))
    }

    fn max_throttles(&self) -> u32 {
        if self.sender.max_retries == 0 { 0 } else { MAX_THROTTLES }
    }

    fn may_retry(&self, error: &Error) -> bool {
        was_sent(error) || !self.sender.results.as_ref().is_some_and(Journal::is_broken)
    }

    fn pause<'a>(&'a self, error: &'a Error, wait: Duration) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            // The server has rejected the row: that is its state until the next attempt.
            if was_sent(error) {
                self.sender.record(&self.task, status(&self.task, error), None, Some(error)).await;
            }
            if error.kind() == ErrorKind::RateLimited {
                self.sender.throttle.pause(wait);
            } else {
                sleep(wait).await;
            }
            self.sender.may_send().await
        })
    }
}

fn was_sent(error: &Error) -> bool {
    error.outcome() != Some(Outcome::NotSent)
}

/// The status of a row after a failed attempt.
fn status(task: &Task, error: &Error) -> RowStatus {
    let given = |value: &Option<String>| value.as_deref().is_some_and(|value| !value.trim().is_empty());
    let own = (*error.code() == ErrorCode::EMAIL_TAKEN && given(&task.row.email))
        || (*error.code() == ErrorCode::PHONE_TAKEN && given(&task.row.phone_number));
    match error.outcome() {
        _ if own => RowStatus::Exists,
        Some(Outcome::Unknown) => RowStatus::Unknown,
        // A rejection now does not show whether the earlier attempt succeeded.
        _ if task.resent => RowStatus::Unknown,
        _ => RowStatus::Failed,
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::path::Path;

    use chat44mp_emulator::Emulator;
    use tempfile::TempDir;

    use super::*;
    use crate::import::results::{Header, ResultsFile};

    struct Stage {
        emulator: Emulator,
        client: Client,
        sender: Arc<Sender>,
        _folder: TempDir,
    }

    impl Stage {
        /// A sender whose results file is redirected to `file`.
        fn writing_to(file: impl FnOnce(&Path) -> File) -> Stage {
            let (emulator, folder) = (Emulator::start().unwrap(), TempDir::new().unwrap());
            let key = emulator.fixtures()["member_key"].as_str().unwrap().to_owned();
            let client = Client::builder(key).base_url(emulator.base_url()).build().unwrap();
            let group_id = GroupId(emulator.fixtures()["group"].as_i64().unwrap());
            let header = Header::new(client.base_url(), group_id, None);
            let path = folder.path().join("results.jsonl");
            let mut results = ResultsFile::open(&path, &header).unwrap().results;
            results.redirect(file(&path));
            let sender = Sender {
                client: client.clone(),
                max_retries: 2,
                group_id,
                results: Some(Journal::start(results, &path).unwrap()),
                history: RowHistory::default(),
                throttle: Throttle::default(),
                stop: ImportStop::new(),
            };
            Stage { emulator, client, sender: Arc::new(sender), _folder: folder }
        }

        fn send(&self) -> impl Future<Output = Finished> + use<> {
            let row = ImportRow {
                email: Some("ada@import.example".to_owned()),
                phone_number: Some("1".to_owned()),
                ..ImportRow::default()
            };
            let key = Fingerprint::key(self.sender.group_id, row.email.as_deref(), Some("1"));
            let contact = row.creation(self.sender.group_id);
            Arc::clone(&self.sender).send(Task { number: 1, key, row, resent: false }, contact)
        }

        async fn calls(&self, count: usize) {
            for _ in 0..count {
                self.client.flows().list().await.unwrap();
            }
        }

        fn is_applied(&self) -> bool {
            self.emulator.journal().iter().any(|entry| entry.applied)
        }
    }

    #[tokio::test]
    async fn does_not_send_a_row_without_its_line() {
        // The file is read-only: writing fails, as on a full disk.
        let stage = Stage::writing_to(|path| File::open(path).unwrap());
        assert_eq!(stage.send().await.status, None);
        let failure = stage.sender.results.as_ref().unwrap().take_failure().unwrap();
        assert_eq!(*failure.code(), ErrorCode::FILE_FAILED);
        assert!(!stage.is_applied());
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_blocked_results_file_delays_its_row_but_no_other_call() {
        use std::io::Write;
        use std::os::fd::OwnedFd;
        use std::os::unix::net::UnixStream;

        // A socket with a full buffer simulates a hanging disk.
        let (mut disk, mut other_end) = UnixStream::pair().unwrap();
        disk.set_nonblocking(true).unwrap();
        while disk.write(&[b'.'; 4096]).is_ok() {}
        disk.set_nonblocking(false).unwrap();
        let stage = Stage::writing_to(|_| OwnedFd::from(disk).into());
        let (sending, calls) = (std::pin::pin!(stage.send()), std::pin::pin!(stage.calls(20)));
        let futures_util::future::Either::Right(((), sending)) =
            futures_util::future::select(sending, calls).await
        else {
            panic!("the row did not wait for its line");
        };
        assert!(!stage.is_applied());
        std::thread::spawn(move || io::copy(&mut other_end, &mut io::sink()));
        assert_eq!(sending.await.status, Some(RowStatus::Created));
        assert!(stage.is_applied());
    }
}
