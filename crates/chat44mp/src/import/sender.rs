//! One row on its way: intent, request, answer, final line.

use std::io;
use std::sync::Arc;

use tokio::time::sleep;

use super::dedupe::Fingerprint;
use super::journal::Journal;
use super::options::ImportStop;
use super::progress::RowStatus;
use super::results::Line;
use super::row::ImportRow;
use super::throttle::Pause;
use crate::client::Client;
use crate::error::{Error, ErrorCode, ErrorKind, Outcome};
use crate::ids::{ContactId, GroupId};
use crate::operation::Kind;
use crate::request::BeforeSend;
use crate::transport::retry;

/// How often a row is sent again because the server got too many requests. All rows wait meanwhile, so patience does no
/// harm.
const MOST_PAUSES: u32 = 10;

/// What all rows of an import share.
pub(super) struct Sender {
    /// Makes one attempt a call: what comes after it is decided here.
    pub(super) client: Client,
    pub(super) max_retries: u32,
    pub(super) group_id: GroupId,
    pub(super) results: Option<Journal>,
    pub(super) pause: Pause,
    pub(super) stop: ImportStop,
}

/// A row that is to be sent.
pub(super) struct Task {
    pub(super) number: u32,
    pub(super) key: Fingerprint,
    pub(super) row: ImportRow,
    /// An earlier run sent it and does not know what became of it.
    pub(super) resent: bool,
}

/// A row that has come to its end.
pub(super) struct Settled {
    pub(super) task: Task,
    /// None if it was not sent.
    pub(super) status: Option<RowStatus>,
    pub(super) error: Option<Error>,
}

impl Sender {
    /// Sends a row until there is an answer, as often as a create may be sent.
    pub(super) async fn send(self: Arc<Self>, task: Task) -> Settled {
        let (mut pauses, mut retries, mut made) = (0, 0, 0);
        let mut refused: Option<Error> = None;
        loop {
            if !self.may_send().await {
                // After a refusal that would have been tried again, that refusal is what came of the row.
                let status = refused.as_ref().map(|error| status(&task, error));
                return Settled { task, status, error: refused };
            }
            let error = match self.attempt(&task).await {
                Ok(id) => {
                    self.record(&task, RowStatus::Created, Some(id), None).await;
                    return Settled { task, status: Some(RowStatus::Created), error: None };
                }
                Err(error) => error,
            };
            if self.results.as_ref().is_some_and(Journal::is_broken)
                && error.attempts() > 0
                && !was_sent(&error)
            {
                return Settled { task, status: None, error: None };
            }
            made += 1;
            let throttled = error.kind() == ErrorKind::RateLimited;
            let (tries, most) = if throttled {
                (&mut pauses, if self.max_retries == 0 { 0 } else { MOST_PAUSES })
            } else {
                (&mut retries, self.max_retries)
            };
            let transport = self.client.transport();
            let wait = (*tries < most && retry::may_retry(Kind::Create, &error))
                .then(|| retry::wait(&error, made, transport.backoff))
                .flatten();
            let status = status(&task, &error);
            // The server said no, so that is what is known of the row until it is sent again.
            if wait.is_none() || was_sent(&error) {
                self.record(&task, status, None, Some(&error)).await;
            }
            let Some(wait) = wait else {
                return Settled { task, status: Some(status), error: Some(error) };
            };
            *tries += 1;
            refused = Some(error);
            if throttled {
                self.pause.pause(wait);
            } else {
                sleep(wait).await;
            }
        }
    }

    /// Waits for the end of a pause; false if the import is told to stop before.
    async fn may_send(&self) -> bool {
        if !self.pause.is_on() {
            return true;
        }
        let (over, stopped) = (std::pin::pin!(self.pause.over()), std::pin::pin!(self.stop.stopped()));
        futures_util::future::select(over, stopped).await;
        !self.stop.is_stopped()
    }

    async fn attempt(self: &Arc<Self>, task: &Task) -> Result<ContactId, Error> {
        let mut creation = task.row.creation(self.group_id);
        if self.results.is_some() {
            let sender = Arc::clone(self);
            let (row, key) = (task.number, task.key.hex());
            creation.request.before_send =
                Some(BeforeSend::new(async move { sender.announce(row, &key).await }));
        }
        Ok(creation.send(&self.client).await?.value)
    }

    /// Writes that a row is about to leave.
    async fn announce(&self, row: u32, key: &str) -> io::Result<()> {
        let Some(results) = &self.results else { return Ok(()) };
        let line = Line { row, key, status: "sending", id: None, code: None, message: None };
        results.write(&line).await
    }

    async fn record(&self, task: &Task, status: RowStatus, id: Option<ContactId>, error: Option<&Error>) {
        let Some(results) = &self.results else { return };
        let line = Line {
            row: task.number,
            key: &task.key.hex(),
            status: status.as_str(),
            id: id.map(i64::from),
            code: error.map(|error| error.code().as_str()),
            message: error.map(Error::message),
        };
        results.record(&line).await;
    }
}

fn was_sent(error: &Error) -> bool {
    error.outcome() != Some(Outcome::NotSent)
}

/// What a failed attempt says of its row.
fn status(task: &Task, error: &Error) -> RowStatus {
    let given = |value: &Option<String>| value.as_deref().is_some_and(|value| !value.trim().is_empty());
    let own = (*error.code() == ErrorCode::EMAIL_TAKEN && given(&task.row.email))
        || (*error.code() == ErrorCode::PHONE_TAKEN && given(&task.row.phone_number));
    match error.outcome() {
        _ if own => RowStatus::Exists,
        Some(Outcome::Unknown) => RowStatus::Unknown,
        // Why it was refused this time says nothing of the time before.
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
    use crate::options::CallOptions;

    struct Stage {
        emulator: Emulator,
        client: Client,
        sender: Arc<Sender>,
        _folder: TempDir,
    }

    impl Stage {
        /// A sender whose results file is opened, and then writes to `file`.
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
                client: client.with_options(CallOptions { max_retries: Some(0), ..CallOptions::default() }),
                max_retries: 2,
                group_id,
                results: Some(Journal::start(results, &path).unwrap()),
                pause: Pause::default(),
                stop: ImportStop::new(),
            };
            Stage { emulator, client, sender: Arc::new(sender), _folder: folder }
        }

        fn send(&self) -> impl Future<Output = Settled> + use<> {
            let row = ImportRow {
                email: Some("ada@import.example".to_owned()),
                phone_number: Some("1".to_owned()),
                ..ImportRow::default()
            };
            let key = Fingerprint::key(self.sender.group_id, &row);
            Arc::clone(&self.sender).send(Task { number: 1, key, row, resent: false })
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
    async fn without_its_line_no_row_leaves() {
        // Nothing can be written to it, as on a full disk.
        let stage = Stage::writing_to(|path| File::open(path).unwrap());
        assert_eq!(stage.send().await.status, None);
        let failure = stage.sender.results.as_ref().unwrap().take_failure().unwrap();
        assert_eq!(*failure.code(), ErrorCode::FILE_FAILED);
        assert!(!stage.is_applied());
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_results_file_that_blocks_holds_its_row_back_and_no_other_call() {
        use std::io::Write;
        use std::os::fd::OwnedFd;
        use std::os::unix::net::UnixStream;

        // A socket whose buffer is full stands for a disk that hangs.
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
