//! The import loop: reads rows from their source, validates them, and sends several concurrently, in one task.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use futures_core::Stream;
use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::time::{MissedTickBehavior, interval};

use super::dedupe::{Duplicates, Fingerprint};
use super::errors_file::ErrorsFile;
use super::options::ImportOptions;
use super::outcomes::Outcomes;
use super::progress::{ImportPhase, ImportProgress, RowStatus};
use super::report::{ImportEnd, ImportReport};
use super::results::{Journal, Line, RowHistory, RowState};
use super::row::{ImportRow, Problem, SourceRow};
use super::sender::{Finished, Sender, Task};
use super::source::columns::Columns;
use super::source::file::SourceFile;
use super::source::input::{InputRow, RecordReader};
use super::source::reading::Reading;
use super::throttle::Throttle;
use crate::call::BoxFuture;
use crate::client::Client;
use crate::error::{Error, ErrorCode, ErrorKind, Outcome};
use crate::resources::PreparedContact;

/// The import is aborted after this many consecutive rows without a usable response: each of them may have created a contact
/// that is not accounted for.
const MAX_UNANSWERED: u32 = 10;

/// Yields to the scheduler after this many rows that completed without awaiting.
pub(super) const ROWS_A_TURN: i64 = 256;

/// The interval for reporting pauses and syncing the results file.
const TICK: Duration = Duration::from_millis(200);

/// Rows from the program.
pub(super) type RowStream = Pin<Box<dyn Stream<Item = InputRow> + Send>>;

/// The source of the rows.
pub(super) enum Source {
    File(Reading),
    Stream { rows: RowStream, records: Box<RecordReader>, number: u32 },
}

/// The files that an import writes, and the content left by an earlier run.
pub(super) struct Files {
    pub(super) results: Option<Journal>,
    pub(super) history: RowHistory,
    pub(super) errors: Option<ErrorsFile>,
}

/// A running import.
pub(super) struct Import {
    options: ImportOptions,
    sender: Arc<Sender>,
    duplicates: Duplicates,
    outcomes: Outcomes,
    unanswered: u32,
    /// The error that aborts the import.
    aborted_by: Option<Error>,
}

/// The next step for a row.
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every row is sent, and a box would cost it an allocation"
)]
enum Plan {
    Send(Task, PreparedContact),
    /// An earlier run has its result.
    Earlier(RowStatus),
    Invalid(Box<Problem>),
}

/// An event of the import loop.
enum Step {
    Finished(Box<Finished>),
    Row(Option<Result<SourceRow, String>>),
    Stopped,
    Tick,
}

impl Import {
    pub(super) fn new(
        client: Client,
        options: ImportOptions,
        files: Files,
        duplicates: Duplicates,
        total: Option<i64>,
    ) -> Import {
        let Files { results, history, errors } = files;
        let max_retries = client.options().max_retries.unwrap_or(client.transport().max_retries);
        let sender = Sender {
            client,
            max_retries,
            group_id: options.group_id,
            results,
            history,
            throttle: Throttle::default(),
            stop: options.stop.clone().unwrap_or_default(),
        };
        let progress = ImportProgress { phase: ImportPhase::Sending, total, ..ImportProgress::default() };
        let listener = options.rows.clone();
        let outcomes = Outcomes { progress, errors, listener, ..Outcomes::default() };
        Import { options, sender: Arc::new(sender), duplicates, outcomes, unanswered: 0, aborted_by: None }
    }

    /// Runs the import. From here on there is always a report.
    pub(super) async fn run(mut self, mut source: Source, file: Option<&SourceFile>) -> ImportReport {
        let stop = self.sender.stop.clone();
        let mut stopped: BoxFuture<()> = Box::pin(async move { stop.stopped().await });
        let mut in_flight = FuturesUnordered::new();
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut ended = false;
        loop {
            let stopping = self.sender.stop.is_stopped();
            // Files are read to the end so that the report counts every row; an iterator may be infinite.
            ended |= self.is_ending() && matches!(source, Source::Stream { .. });
            if ended && in_flight.is_empty() {
                break;
            }
            let room = !ended && in_flight.len() < self.options.concurrency_limit();
            let step = poll_fn(|context| {
                if let Poll::Ready(Some(finished)) = in_flight.poll_next_unpin(context) {
                    return Poll::Ready(Step::Finished(Box::new(finished)));
                }
                if !stopping && stopped.as_mut().poll(context).is_ready() {
                    return Poll::Ready(Step::Stopped);
                }
                if ticks.poll_tick(context).is_ready() {
                    return Poll::Ready(Step::Tick);
                }
                match room {
                    true => source.poll_row(context).map(Step::Row),
                    false => Poll::Pending,
                }
            })
            .await;
            match step {
                Step::Finished(finished) => self.finished(*finished).await,
                Step::Row(None) => ended = true,
                Step::Row(Some(Err(problem))) => {
                    ended = true;
                    if let Some(file) = file {
                        self.abort(file.invalid(problem));
                    }
                }
                Step::Row(Some(Ok(row))) => {
                    if let Some((task, contact)) = self.take(row).await {
                        in_flight.push(Arc::clone(&self.sender).send(task, contact));
                    }
                    if self.outcomes.progress.rows % ROWS_A_TURN == 0 {
                        self.flush_errors().await;
                        tokio::task::yield_now().await;
                    }
                    continue;
                }
                Step::Stopped => {}
                Step::Tick => self.sender.results.iter().for_each(Journal::sync_if_due),
            }
            self.flush_errors().await;
            self.notify();
        }
        drop(in_flight);
        self.finish(source.columns(), file.and_then(SourceFile::doubt)).await
    }

    /// Aborts the import, unless it is being aborted already.
    fn abort(&mut self, error: Error) {
        self.aborted_by.get_or_insert(error);
    }

    fn is_ending(&self) -> bool {
        self.aborted_by.is_some() || self.sender.stop.is_stopped()
    }

    /// Processes a row from the source; returns a task if the row is to be sent.
    async fn take(&mut self, row: SourceRow) -> Option<(Task, PreparedContact)> {
        self.outcomes.progress.rows += 1;
        let (number, key) = (row.number, self.key(&row));
        match self.plan(row, key) {
            (_, Plan::Send(..)) if self.options.is_dry_run() || self.is_ending() => {
                self.outcomes.progress.pending += 1;
            }
            (_, Plan::Send(task, contact)) => return Some((task, contact)),
            (row, Plan::Earlier(status)) => {
                // Only a listener needs it, and it costs two hashes.
                let id = match &self.outcomes.listener {
                    Some(_) => self.sender.history.contact(self.options.group_id, &row, None),
                    None => None,
                };
                self.outcomes.earlier(number, key, status, id).await;
            }
            (row, Plan::Invalid(problem)) => self.refuse(number, key, &row, &problem).await,
        }
        None
    }

    /// The key of a row. It is a hash, so a key that is neither compared nor reported is not computed.
    fn key(&self, row: &SourceRow) -> Fingerprint {
        let Sender { results, history, .. } = &*self.sender;
        match results.is_none() && history.is_empty() && self.outcomes.listener.is_none() {
            true => Fingerprint::default(),
            false => Fingerprint::of_row(self.options.group_id, row),
        }
    }

    fn plan(&mut self, row: SourceRow, key: Fingerprint) -> (ImportRow, Plan) {
        let SourceRow { number, row, cleaned, before, problem, .. } = row;
        self.outcomes.cleaned.add(&cleaned);
        if let Some(problem) = problem {
            return (row, Plan::Invalid(problem));
        }
        let mut creation = row.creation(self.options.group_id);
        if let Some(problem) = ImportRow::problem(&creation) {
            return (row, Plan::Invalid(Box::new(problem)));
        }
        if let Some(duplicate) = self.duplicates.note(number, &row) {
            return (row, Plan::Invalid(Box::new(duplicate.problem())));
        }
        let mut resent = false;
        match self.sender.history.get(&key) {
            Some(RowState::Created) => return (row, Plan::Earlier(RowStatus::Created)),
            Some(RowState::Exists) => return (row, Plan::Earlier(RowStatus::Exists)),
            Some(RowState::Unknown | RowState::Sending(_))
                if !self.options.settings.resend_unknown.unwrap_or(false) =>
            {
                return (row, Plan::Earlier(RowStatus::Unknown));
            }
            Some(RowState::Unknown | RowState::Sending(_)) => resent = true,
            Some(RowState::Failed) | None => {}
        }
        self.outcomes.warnings.note(number, &row, &creation);
        // The report lists what the server rewrites, so sending does not warn of it.
        if !std::mem::take(&mut creation.request.rewritten).is_empty() {
            self.outcomes.progress.rewritten += 1;
        }
        if self.options.is_dry_run() {
            self.outcomes.preview.note(number, &row, before);
        }
        (ImportRow::default(), Plan::Send(Task { number, key, row, resent }, creation))
    }

    /// Counts and records a row that is not sent.
    async fn refuse(&mut self, number: u32, key: Fingerprint, row: &ImportRow, problem: &Problem) {
        if let Some(results) = &self.sender.results {
            let (key, status) = (key.hex(), RowStatus::Invalid.as_str());
            let (code, message) = (Some(problem.code.as_str()), Some(problem.message.as_str()));
            let line = Line { row: number, key: &key, status, code, message, ..Line::default() };
            // A failure is reported when the next row is sent, or at the end.
            results.record(&line).await;
        }
        let counted = self.outcomes.refused(number, key, row, problem).await;
        self.continue_or_abort(counted);
    }

    async fn flush_errors(&mut self) {
        let flushed = self.outcomes.flush_errors().await;
        self.continue_or_abort(flushed);
    }

    fn continue_or_abort(&mut self, result: Result<(), Error>) {
        if let Err(error) = result {
            self.abort(error);
        }
    }

    async fn finished(&mut self, finished: Finished) {
        if let Some(failure) = self.sender.results.as_ref().and_then(Journal::take_failure) {
            self.abort(failure);
        }
        let counted = self.outcomes.finished(&finished).await;
        self.continue_or_abort(counted);
        let Some(error) = finished.error else {
            self.unanswered = 0;
            return;
        };
        self.unanswered = if is_answer(&error) { 0 } else { self.unanswered + 1 };
        if concerns_all(&error) || self.unanswered >= MAX_UNANSWERED {
            self.abort(error);
        }
    }

    fn notify(&mut self) {
        let Some(listener) = &self.options.progress else { return };
        self.outcomes.progress.phase = match () {
            () if self.is_ending() => ImportPhase::Stopping,
            () if self.sender.throttle.is_on() => ImportPhase::Paused,
            () => ImportPhase::Sending,
        };
        listener(&self.outcomes.progress);
    }

    /// Closes the files and returns the report.
    async fn finish(mut self, columns: Columns, doubt: Option<&str>) -> ImportReport {
        self.notify();
        if let Some(results) = &self.sender.results {
            results.close().await;
        }
        if let Some(failure) = self.sender.results.as_ref().and_then(Journal::take_failure) {
            self.abort(failure);
        }
        let closed = self.outcomes.close_errors().await;
        self.continue_or_abort(closed);
        let (error, progress) = (self.aborted_by, &self.outcomes.progress);
        let end = match &error {
            Some(_) => ImportEnd::Aborted,
            None if self.sender.stop.is_stopped() && (progress.pending > 0 || progress.total.is_none()) => {
                ImportEnd::Stopped
            }
            None => ImportEnd::Complete,
        };
        self.outcomes.into_report(end, error, columns, doubt)
    }
}

impl Source {
    fn columns(&self) -> Columns {
        match self {
            Source::File(rows) => rows.columns(),
            Source::Stream { records, .. } => records.columns(),
        }
    }

    fn poll_row(&mut self, context: &mut std::task::Context<'_>) -> Poll<Option<Result<SourceRow, String>>> {
        match self {
            Source::File(rows) => rows.poll_next(context).map(Result::transpose),
            Source::Stream { rows, records, number } => rows.as_mut().poll_next(context).map(|row| {
                *number = number.saturating_add(1);
                Some(Ok(records.given(*number, row?)))
            }),
        }
    }
}

/// Whether the error is a response of the server about this row.
fn is_answer(error: &Error) -> bool {
    let no_response = matches!(
        error.kind(),
        ErrorKind::Connection | ErrorKind::Timeout | ErrorKind::Malformed | ErrorKind::Server
    );
    !no_response && error.outcome() != Some(Outcome::Unknown)
}

/// Whether every other row would fail for the same reason.
fn concerns_all(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Authentication | ErrorKind::Config)
        || [
            ErrorCode::GROUP_NOT_FOUND,
            ErrorCode::GROUP_DELETED,
            ErrorCode::GROUP_ID_REQUIRED,
            ErrorCode::REDIRECTED,
            ErrorCode::CLOUDFLARE_CHALLENGE,
            ErrorCode::HTTPS_REQUIRED,
            ErrorCode::PROXY_AUTHENTICATION_REQUIRED,
            ErrorCode::PROXY_REFUSED,
        ]
        .contains(error.code())
}
