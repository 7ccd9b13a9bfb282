//! The import loop: reads rows from their source, validates them, and sends several concurrently, in one task.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use futures_core::Stream;
use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::time::{MissedTickBehavior, interval};

use super::cleaning::CleaningCounts;
use super::dedupe::{Duplicates, Fingerprint};
use super::errors_file::ErrorsFile;
use super::journal::Journal;
use super::options::ImportOptions;
use super::progress::{ImportPhase, ImportProgress, RowStatus};
use super::report::{ImportEnd, ImportReport, Reasons};
use super::results::{INTERRUPTED, Line, RowHistory, RowState};
use super::row::{ImportRow, Problem, SourceRow};
use super::sender::{Finished, Sender, Task};
use super::source::columns::Columns;
use super::source::file::SourceFile;
use super::source::input::{InputRow, RecordReader};
use super::source::reading::Reading;
use super::throttle::Throttle;
use super::warnings::Warnings;
use crate::call::BoxFuture;
use crate::client::Client;
use crate::error::{Error, ErrorCode, ErrorKind, Outcome};

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
    history: RowHistory,
    duplicates: Duplicates,
    errors: Option<ErrorsFile>,
    progress: ImportProgress,
    reasons: Reasons,
    cleaned: CleaningCounts,
    warnings: Warnings,
    unanswered: u32,
    /// The error that aborts the import.
    aborted_by: Option<Error>,
}

/// The next step for a row.
enum Plan {
    Send(Task),
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
            throttle: Throttle::default(),
            stop: options.stop.clone().unwrap_or_default(),
        };
        Import {
            options,
            sender: Arc::new(sender),
            history,
            duplicates,
            errors,
            progress: ImportProgress { phase: ImportPhase::Sending, total, ..ImportProgress::default() },
            reasons: Reasons::default(),
            cleaned: CleaningCounts::default(),
            warnings: Warnings::default(),
            unanswered: 0,
            aborted_by: None,
        }
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
                Step::Finished(finished) => self.finished(*finished),
                Step::Row(None) => ended = true,
                Step::Row(Some(Err(problem))) => {
                    ended = true;
                    if let Some(file) = file {
                        self.abort(file.invalid(problem));
                    }
                }
                Step::Row(Some(Ok(row))) => {
                    if let Some(task) = self.take(row).await {
                        in_flight.push(Arc::clone(&self.sender).send(task));
                    }
                    if self.progress.rows % ROWS_A_TURN == 0 {
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
    async fn take(&mut self, row: SourceRow) -> Option<Task> {
        self.progress.rows += 1;
        let (number, key) = (row.number, Fingerprint::of_row(self.options.group_id, &row));
        match self.plan(row, key) {
            (_, Plan::Send(_)) if self.options.is_dry_run() || self.is_ending() => self.progress.pending += 1,
            (_, Plan::Send(task)) => return Some(task),
            (_, Plan::Earlier(status)) => {
                self.progress.earlier += 1;
                self.progress.count(status);
                if status == RowStatus::Unknown {
                    let message =
                        "an earlier run sent the row and received no response; resend_unknown sends it again";
                    self.reasons.count(number, status, INTERRUPTED, None, message);
                }
            }
            (row, Plan::Invalid(problem)) => self.refuse(number, key, &row, &problem).await,
        }
        None
    }

    fn plan(&mut self, row: SourceRow, key: Fingerprint) -> (ImportRow, Plan) {
        let SourceRow { number, row, cleaned, problem, .. } = row;
        self.cleaned.add(&cleaned);
        if let Some(problem) = problem {
            return (row, Plan::Invalid(problem));
        }
        let creation = row.creation(self.options.group_id);
        if let Some(problem) = ImportRow::problem(&creation) {
            return (row, Plan::Invalid(Box::new(problem)));
        }
        if let Some(duplicate) = self.duplicates.note(number, &row) {
            return (row, Plan::Invalid(Box::new(duplicate.problem())));
        }
        let mut resent = false;
        match self.history.get(&key) {
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
        self.warnings.note(number, &row, &creation);
        if !creation.request.rewritten.is_empty() {
            self.progress.rewritten += 1;
        }
        (ImportRow::default(), Plan::Send(Task { number, key, row, resent }))
    }

    /// Counts and records a row that is not sent.
    async fn refuse(&mut self, number: u32, key: Fingerprint, row: &ImportRow, problem: &Problem) {
        let (status, code) = (RowStatus::Invalid, problem.code.as_str());
        let field = problem.field.as_deref();
        self.reasons.count(
            number,
            status,
            code,
            field,
            problem.reason.as_deref().unwrap_or(&problem.message),
        );
        self.count(number, row, status, code, &problem.message);
        if let Some(results) = &self.sender.results {
            let key = key.hex();
            let message = Some(problem.message.as_str());
            let line =
                Line { row: number, key: &key, status: status.as_str(), id: None, code: Some(code), message };
            // A failure is reported when the next row is sent, or at the end.
            results.record(&line).await;
        }
    }

    async fn flush_errors(&mut self) {
        if let Some(errors) = &mut self.errors
            && let Err(error) = errors.flush_if_full().await
        {
            self.errors = None;
            self.abort(error);
        }
    }

    fn count(&mut self, number: u32, row: &ImportRow, status: RowStatus, code: &str, message: &str) {
        self.progress.count(status);
        if let (Some(errors), RowStatus::Invalid | RowStatus::Failed) = (&mut self.errors, status)
            && let Err(error) = errors.write(number, row, status, code, message)
        {
            self.errors = None;
            self.abort(error);
        }
    }

    fn finished(&mut self, Finished { task, status, error }: Finished) {
        if let Some(failure) = self.sender.results.as_ref().and_then(Journal::take_failure) {
            self.abort(failure);
        }
        match (status, &error) {
            (None, _) => self.progress.pending += 1,
            (Some(status), None) => self.progress.count(status),
            (Some(status), Some(error)) => {
                let (code, message) = (error.code().as_str(), error.server_message());
                self.reasons.count(task.number, status, code, error.field(), message);
                self.count(task.number, &task.row, status, code, message);
            }
        }
        let Some(error) = error else {
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
        self.progress.phase = match () {
            () if self.is_ending() => ImportPhase::Stopping,
            () if self.sender.throttle.is_on() => ImportPhase::Paused,
            () => ImportPhase::Sending,
        };
        listener(&self.progress);
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
        if let Some(errors) = self.errors.take()
            && let Err(error) = errors.finish().await
        {
            self.abort(error);
        }
        let error = self.aborted_by;
        let end = match &error {
            Some(_) => ImportEnd::Aborted,
            None if self.sender.stop.is_stopped()
                && (self.progress.pending > 0 || self.progress.total.is_none()) =>
            {
                ImportEnd::Stopped
            }
            None => ImportEnd::Complete,
        };
        ImportReport {
            error,
            reasons: self.reasons.into_list(),
            cleaned: self.cleaned.into_list(),
            warnings: self.warnings.into_list(&columns, doubt),
            columns: columns.mapped,
            unused_columns: columns.unused,
            ..ImportReport::new(self.progress, end)
        }
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
            ErrorCode::HTTPS_REQUIRED,
        ]
        .contains(error.code())
}
