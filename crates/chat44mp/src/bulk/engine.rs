//! The import itself: rows are taken from their source, checked, and sent, a few at a time, in one task.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use futures_core::Stream;
use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::time::{MissedTickBehavior, interval};

use super::errors_file::ErrorsFile;
use super::file::{FileRows, SourceFile};
use super::key::{Doubles, Fingerprint};
use super::options::ImportOptions;
use super::pause::Pause;
use super::progress::{ImportPhase, ImportProgress, RowStatus};
use super::records::{GivenRow, Records};
use super::report::{ImportEnd, ImportReport, Reasons};
use super::results::{Header, INTERRUPTED, Knowledge, Known, Line, ResultsFile};
use super::rows::{ImportRow, Problem, SourceRow};
use super::sender::{Sender, Settled, Task};
use crate::call::BoxFuture;
use crate::client::Client;
use crate::error::{Error, ErrorCode, ErrorKind, Outcome};

/// After so many rows in a row without a usable answer the import is given up: each might be one more that nobody knows
/// of.
const MOST_UNANSWERED: u32 = 10;

/// After so many rows that need no waiting, other tasks get their turn.
const ROWS_A_TURN: i64 = 256;

/// How often the import looks up from waiting: to tell of a pause, and to bring the last lines to the disk.
const TICK: Duration = Duration::from_millis(200);

/// Rows that are handed over one by one.
pub(super) type RowStream = Pin<Box<dyn Stream<Item = GivenRow> + Send>>;

/// Where the rows come from.
enum Source {
    File(FileRows),
    Stream { rows: RowStream, records: Box<Records>, number: u32 },
}

/// Imports a file: reads it once to check it, and once to send it.
pub(super) async fn import_file(
    client: Client,
    path: std::path::PathBuf,
    options: ImportOptions,
) -> Result<ImportReport, Error> {
    options.check()?;
    let began = Instant::now();
    let file = SourceFile::open(&path, &options)?;
    refuse_same_file(&path, &options)?;
    let mut doubles = Doubles::default();
    let total = check(&file, &options, &mut doubles).await?;
    let rows = file.rows(&options)?;
    let import = Import::new(client, options, Some(file.name()), doubles, Some(total))?;
    let mut report = import.run(Source::File(rows), Some(&file)).await;
    (report.encoding, report.delimiter) = (Some(file.encoding().to_owned()), file.delimiter());
    report.elapsed = began.elapsed();
    Ok(report)
}

/// Imports rows as they are handed over.
pub(super) async fn import_stream(
    client: Client,
    rows: RowStream,
    options: ImportOptions,
) -> Result<ImportReport, Error> {
    options.check()?;
    let began = Instant::now();
    let source = Source::Stream { rows, records: Box::new(Records::new(&options.map)), number: 0 };
    let import = Import::new(client, options, None, Doubles::default(), None)?;
    let mut report = import.run(source, None).await;
    report.elapsed = began.elapsed();
    Ok(report)
}

/// The rows that failed are often imported from the very file that the next errors go to.
fn refuse_same_file(path: &std::path::Path, options: &ImportOptions) -> Result<(), Error> {
    let same = |other: &std::path::PathBuf| match (path.canonicalize(), other.canonicalize()) {
        (Ok(path), Ok(other)) => path == other,
        _ => false,
    };
    for (name, other) in [("errors", &options.errors), ("results", &options.results)] {
        if other.as_ref().is_some_and(same) {
            let message = format!("{name} is the file that is imported; give another");
            return Err(Error::invalid(ErrorCode::INVALID_OPTION, name, message));
        }
    }
    Ok(())
}

/// Reads a whole file, so that nothing is sent of one that cannot be read to its end, and counts its rows.
async fn check(file: &SourceFile, options: &ImportOptions, doubles: &mut Doubles) -> Result<i64, Error> {
    let mut rows = file.rows(options)?;
    let mut progress = ImportProgress::default();
    while let Some(row) = rows.next().map_err(|problem| file.invalid(problem))? {
        progress.rows += 1;
        let creation = row.row.creation(options.group_id);
        if row.problem.is_none() && row.row.problem(&creation).is_none() {
            // Seen again when the rows are sent.
            let _ = doubles.note(row.number, &row.row);
        }
        if progress.rows % ROWS_A_TURN == 0 {
            if let Some(listener) = &options.progress {
                listener(&progress);
            }
            tokio::task::yield_now().await;
        }
    }
    Ok(progress.rows)
}

/// An import under way.
struct Import {
    options: ImportOptions,
    sender: Arc<Sender>,
    knowledge: Knowledge,
    doubles: Doubles,
    errors: Option<ErrorsFile>,
    progress: ImportProgress,
    reasons: Reasons,
    unanswered: u32,
    /// Set when it is to end before its time.
    given_up: Option<Error>,
}

/// What a row is to become.
enum Plan {
    Send(Task),
    /// An earlier run settled it.
    Earlier(RowStatus),
    Invalid(Problem),
}

/// What happened next.
enum Step {
    Settled(Box<Settled>),
    Row(Option<Result<SourceRow, String>>),
    Stopped,
    Tick,
}

impl Import {
    fn new(
        client: Client,
        options: ImportOptions,
        source: Option<String>,
        doubles: Doubles,
        total: Option<i64>,
    ) -> Result<Import, Error> {
        let header = Header::new(client.base_url(), options.group_id, source);
        let (results, knowledge) = match &options.results {
            None => (None, Knowledge::new()),
            Some(path) if options.dry_run => (None, ResultsFile::peek(path, &header)?),
            Some(path) => {
                let (results, knowledge) = ResultsFile::open(path, &header)?;
                (Some(results.into()), knowledge)
            }
        };
        let errors = match &options.errors {
            Some(path) if !options.dry_run => Some(ErrorsFile::create(path)?),
            _ => None,
        };
        let mut call = client.options().clone();
        let max_retries = call.max_retries.replace(0).unwrap_or(client.transport().max_retries);
        let sender = Sender {
            client: client.with_options(call),
            max_retries,
            group_id: options.group_id,
            results,
            pause: Pause::default(),
            stop: options.stop.clone().unwrap_or_default(),
        };
        Ok(Import {
            options,
            sender: Arc::new(sender),
            knowledge,
            doubles,
            errors,
            progress: ImportProgress { phase: ImportPhase::Sending, total, ..ImportProgress::default() },
            reasons: Reasons::default(),
            unanswered: 0,
            given_up: None,
        })
    }

    /// Sends what is to be sent. From here on there is a report, whatever happens.
    async fn run(mut self, mut source: Source, file: Option<&SourceFile>) -> ImportReport {
        let stop = self.sender.stop.clone();
        let mut stopped: BoxFuture<()> = Box::pin(async move { stop.stopped().await });
        let mut in_flight = FuturesUnordered::new();
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut ended = false;
        loop {
            let stopping = self.sender.stop.is_stopped();
            // A file is read on to its end, so that the report counts all rows; other rows may never end.
            ended |= self.is_ending() && matches!(source, Source::Stream { .. });
            if ended && in_flight.is_empty() {
                break;
            }
            let room = !ended && in_flight.len() < self.options.concurrency;
            let step = poll_fn(|context| {
                if let Poll::Ready(Some(settled)) = in_flight.poll_next_unpin(context) {
                    return Poll::Ready(Step::Settled(Box::new(settled)));
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
                Step::Settled(settled) => self.settled(*settled),
                Step::Row(None) => ended = true,
                Step::Row(Some(Err(problem))) => {
                    ended = true;
                    if let Some(file) = file {
                        self.give_up(file.invalid(problem));
                    }
                }
                Step::Row(Some(Ok(row))) => {
                    if let Some(task) = self.take(row) {
                        in_flight.push(Arc::clone(&self.sender).send(task));
                    }
                    if self.progress.rows % ROWS_A_TURN == 0 {
                        tokio::task::yield_now().await;
                    }
                    continue;
                }
                Step::Stopped => {}
                Step::Tick => {
                    if let Some(mut results) = self.sender.results() {
                        results.sync_if_due();
                    }
                }
            }
            self.tell();
        }
        let columns = match &source {
            Source::File(rows) => rows.columns(),
            Source::Stream { .. } => Vec::new(),
        };
        drop(in_flight);
        ImportReport { columns, ..self.finish().await }
    }

    /// Sends nothing more, unless there is a reason already.
    fn give_up(&mut self, error: Error) {
        self.given_up.get_or_insert(error);
    }

    fn is_ending(&self) -> bool {
        self.given_up.is_some() || self.sender.stop.is_stopped()
    }

    /// Takes a row from its source: gives it back as a task if it is to be sent now.
    fn take(&mut self, row: SourceRow) -> Option<Task> {
        self.progress.rows += 1;
        let number = row.number;
        match self.plan(row) {
            (_, Plan::Send(_)) if self.options.dry_run || self.is_ending() => self.progress.pending += 1,
            (_, Plan::Send(task)) => return Some(task),
            (_, Plan::Earlier(status)) => {
                self.progress.earlier += 1;
                self.progress.count(status);
                if status == RowStatus::Unknown {
                    let message = "an earlier run sent it and got no answer; resend_unknown sends it again";
                    self.reasons.count(number, status, INTERRUPTED, message);
                }
            }
            (row, Plan::Invalid(problem)) => self.refuse(number, &row, &problem),
        }
        None
    }

    fn plan(&mut self, row: SourceRow) -> (ImportRow, Plan) {
        let SourceRow { number, row, problem } = row;
        if let Some(problem) = problem {
            return (row, Plan::Invalid(problem));
        }
        let creation = row.creation(self.options.group_id);
        if let Some(problem) = row.problem(&creation) {
            return (row, Plan::Invalid(problem));
        }
        if let Some(double) = self.doubles.note(number, &row) {
            let message = format!("{} is that of row {}, too", double.field, double.first);
            let problem = Problem { code: ErrorCode::DUPLICATE_ROW, field: Some(double.field), message };
            return (row, Plan::Invalid(problem));
        }
        let key = Fingerprint::key(self.options.group_id, &row);
        let mut resent = false;
        match self.knowledge.get(&key) {
            Some(Known::Created) => return (row, Plan::Earlier(RowStatus::Created)),
            Some(Known::Exists) => return (row, Plan::Earlier(RowStatus::Exists)),
            Some(Known::Unknown | Known::Sending(_)) if !self.options.resend_unknown => {
                return (row, Plan::Earlier(RowStatus::Unknown));
            }
            Some(Known::Unknown | Known::Sending(_)) => resent = true,
            Some(Known::Failed) | None => {}
        }
        if !creation.request.rewritten.is_empty() {
            self.progress.rewritten += 1;
        }
        (ImportRow::default(), Plan::Send(Task { number, key, row, resent }))
    }

    /// A row that is not sent.
    fn refuse(&mut self, number: u32, row: &ImportRow, problem: &Problem) {
        let (status, code) = (RowStatus::Invalid, problem.code.as_str());
        self.count(number, row, status, code, &problem.message);
        if let Some(mut results) = self.sender.results() {
            let key = Fingerprint::key(self.options.group_id, row).hex();
            let message = Some(problem.message.as_str());
            let line =
                Line { row: number, key: &key, status: status.as_str(), id: None, code: Some(code), message };
            // A failure shows when the next row is sent, or at the end.
            let _ = results.write(&line);
            results.sync_if_due();
        }
    }

    fn count(&mut self, number: u32, row: &ImportRow, status: RowStatus, code: &str, message: &str) {
        self.progress.count(status);
        self.reasons.count(number, status, code, message);
        if let (Some(errors), RowStatus::Invalid | RowStatus::Failed) = (&mut self.errors, status)
            && let Err(error) = errors.write(number, row, status, code, message)
        {
            self.errors = None;
            self.give_up(error);
        }
    }

    fn settled(&mut self, Settled { task, status, error }: Settled) {
        if let Some(failure) = self.sender.results().and_then(|mut results| results.take_failure()) {
            self.give_up(failure);
        }
        match (status, &error) {
            (None, _) => self.progress.pending += 1,
            (Some(status), None) => self.progress.count(status),
            (Some(status), Some(error)) => {
                self.count(task.number, &task.row, status, error.code().as_str(), error.message());
            }
        }
        let Some(error) = error else {
            self.unanswered = 0;
            return;
        };
        self.unanswered = if is_answer(&error) { 0 } else { self.unanswered + 1 };
        if concerns_all(&error) || self.unanswered >= MOST_UNANSWERED {
            self.give_up(error);
        }
    }

    fn tell(&mut self) {
        let Some(listener) = &self.options.progress else { return };
        self.progress.phase = match () {
            () if self.is_ending() => ImportPhase::Stopping,
            () if self.sender.pause.is_on() => ImportPhase::Paused,
            () => ImportPhase::Sending,
        };
        listener(&self.progress);
    }

    /// Closes the files and sums up.
    async fn finish(mut self) -> ImportReport {
        self.tell();
        let syncing = self.sender.results().and_then(|mut results| results.last_sync());
        if let Some(syncing) = syncing {
            // It can only be stopped, and then the runtime is about to end.
            let _ = syncing.await;
        }
        if let Some(failure) = self.sender.results().and_then(|mut results| results.take_failure()) {
            self.give_up(failure);
        }
        if let Some(Err(error)) = self.errors.take().map(ErrorsFile::finish) {
            self.give_up(error);
        }
        let error = self.given_up;
        let end = match &error {
            Some(_) => ImportEnd::GivenUp,
            None if self.sender.stop.is_stopped()
                && (self.progress.pending > 0 || self.progress.total.is_none()) =>
            {
                ImportEnd::Stopped
            }
            None => ImportEnd::Complete,
        };
        let report = self.progress.into_report(end);
        ImportReport { error, reasons: self.reasons.into_list(), ..report }
    }
}

impl Source {
    fn poll_row(&mut self, context: &mut std::task::Context<'_>) -> Poll<Option<Result<SourceRow, String>>> {
        match self {
            Source::File(rows) => Poll::Ready(rows.next().transpose()),
            Source::Stream { rows, records, number } => rows.as_mut().poll_next(context).map(|row| {
                *number = number.saturating_add(1);
                Some(Ok(records.given(*number, row?)))
            }),
        }
    }
}

/// Whether the server has answered to the row itself.
fn is_answer(error: &Error) -> bool {
    let unheard = matches!(
        error.kind(),
        ErrorKind::Connection | ErrorKind::Timeout | ErrorKind::Malformed | ErrorKind::Server
    );
    !unheard && error.outcome() != Some(Outcome::Unknown)
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
