//! Starts an import: opens and compares its files, and checks the source.

use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Instant;

use futures_util::future::{Either, select};

use super::cleaning::E164;
use super::dedupe::Duplicates;
use super::distinct;
use super::engine::{Files, Import, ROWS_A_TURN, RowStream, Source};
use super::errors_file::ErrorsFile;
use super::options::ImportOptions;
use super::progress::ImportProgress;
use super::report::{ImportEnd, ImportReport};
use super::results::{Header, Journal, Opened, ResultsFile, RowHistory};
use super::row::ImportRow;
use super::source::file::{Given, SourceFile};
use super::source::input::RecordReader;
use super::source::reading::Reading;
use crate::client::Client;
use crate::error::{Error, ErrorCode};
use crate::events::Event;
use crate::files::blocking;

/// Imports a file: reads it once to validate it, and once to send it.
pub(crate) async fn import_file(
    client: Client,
    given: Given,
    options: ImportOptions,
) -> Result<ImportReport, Error> {
    let options = prepared(options).await?;
    let began = Instant::now();
    let opening = options.clone();
    let opened = blocking(move |abandoned| SourceFile::open(given, &opening, abandoned).map(Arc::new));
    let opened = async { opened.await.map_err(|error| unstarted(&error))? };
    let Some(file) = unless_stopped(&options, opened).await? else { return Ok(stopped_early(0, began)) };
    check_distinct(Some(&file), &options).await?;
    let mut duplicates = Duplicates::default();
    let total = check(&file, &options, &mut duplicates).await?;
    let rows = Reading::start(&file, &options).await?;
    let files = open_files(&client, &options, Some(&file));
    let Some(files) = unless_stopped(&options, files).await? else { return Ok(stopped_early(total, began)) };
    let import = Import::new(client, options, files, duplicates, Some(total));
    let mut report = import.run(Source::File(rows), Some(&file)).await;
    (report.encoding, report.delimiter) = (file.encoding(), file.delimiter());
    report.elapsed = began.elapsed().into();
    Ok(report)
}

/// Imports rows from a stream.
pub(crate) async fn import_stream(
    client: Client,
    rows: RowStream,
    options: ImportOptions,
) -> Result<ImportReport, Error> {
    options.check_for_rows()?;
    let options = prepared(options).await?;
    let began = Instant::now();
    check_distinct(None, &options).await?;
    let records = Box::new(RecordReader::new(options.columns()).in_e164(options.e164.clone()));
    let source = Source::Stream { rows, records, number: 0 };
    let files = open_files(&client, &options, None);
    let Some(files) = unless_stopped(&options, files).await? else { return Ok(stopped_early(0, began)) };
    let import = Import::new(client, options, files, Duplicates::default(), None);
    let mut report = import.run(source, None).await;
    report.elapsed = began.elapsed().into();
    Ok(report)
}

/// The options, with the numbering plans for `phone_region`. Fails if an option is invalid.
async fn prepared(options: ImportOptions) -> Result<ImportOptions, Error> {
    options.check()?;
    let Some(region) = options.settings.phone_region.clone() else { return Ok(options) };
    // Decoding the plans takes milliseconds.
    let e164 = blocking(move |_| E164::new(&region)).await.map_err(|error| unstarted(&error))?;
    let e164 = e164.map_err(|message| Error::invalid(ErrorCode::INVALID_OPTION, "phone_region", message))?;
    Ok(ImportOptions { e164: Some(Arc::new(e164)), ..options })
}

/// Waits for files to be opened, which may block indefinitely, unless the import is stopped.
async fn unless_stopped<T>(
    options: &ImportOptions,
    opening: impl Future<Output = Result<T, Error>>,
) -> Result<Option<T>, Error> {
    let stop = options.stop.clone().unwrap_or_default();
    match select(pin!(opening), pin!(stop.stopped())).await {
        Either::Left((opened, _)) => opened.map(Some),
        Either::Right(_) => Ok(None),
    }
}

/// The report of an import that was stopped before its files were open.
fn stopped_early(rows: i64, began: Instant) -> ImportReport {
    let progress = ImportProgress { rows, pending: rows, ..ImportProgress::default() };
    ImportReport { elapsed: began.elapsed().into(), ..ImportReport::new(progress, ImportEnd::Stopped) }
}

async fn check_distinct(source: Option<&Arc<SourceFile>>, options: &ImportOptions) -> Result<(), Error> {
    let (source, options) = (source.and_then(|source| source.identity().cloned()), options.clone());
    let checked = blocking(move |_| distinct::check(source.as_ref(), &options)).await;
    checked.map_err(|error| unstarted(&error))?
}

/// The error for a thread that could not be started.
pub(crate) fn unstarted(error: &io::Error) -> Error {
    Error::config(ErrorCode::FILE_FAILED, format!("could not start a thread for files: {error}"))
}

/// Reads the complete file and counts its rows, so that nothing is sent if a part of it cannot be read.
async fn check(
    file: &Arc<SourceFile>,
    options: &ImportOptions,
    duplicates: &mut Duplicates,
) -> Result<i64, Error> {
    let mut rows = Reading::start(file, options).await?;
    let mut progress = ImportProgress::default();
    while let Some(row) =
        poll_fn(|context| rows.poll_next(context)).await.map_err(|problem| file.invalid(problem))?
    {
        progress.rows += 1;
        let creation = row.row.creation(options.group_id);
        if row.problem.is_none() && ImportRow::problem(&creation).is_none() {
            // Reported when the rows are sent.
            let _ = duplicates.note(row.number, &row.row);
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

/// Opens the files that the import writes. A dry run writes none.
async fn open_files(
    client: &Client,
    options: &ImportOptions,
    source: Option<&Arc<SourceFile>>,
) -> Result<Files, Error> {
    let (results, history) = open_results(client, options, source).await?;
    let errors = match &options.settings.errors {
        Some(path) if !options.is_dry_run() => {
            // On a case-insensitive file system, two paths to one new file are only detected now.
            check_distinct(source, options).await?;
            Some(ErrorsFile::create(path).await?)
        }
        _ => None,
    };
    Ok(Files { results, history, errors })
}

/// Opens the results file, if there is one. A dry run only reads it.
async fn open_results(
    client: &Client,
    options: &ImportOptions,
    source: Option<&Arc<SourceFile>>,
) -> Result<(Option<Journal>, RowHistory), Error> {
    let Some(path) = options.settings.results.clone() else { return Ok((None, RowHistory::default())) };
    let header = Header::new(client.base_url(), options.group_id, source.map(|source| source.name()));
    if options.is_dry_run() {
        let peeked = blocking(move |_| ResultsFile::peek(&path, &header)).await;
        return Ok((None, peeked.map_err(|error| unstarted(&error))??));
    }
    let opening = path.clone();
    let opened = blocking(move |_| ResultsFile::open(&opening, &header)).await;
    let Opened { results, history, unlocked } = opened.map_err(|error| unstarted(&error))??;
    if let Some(reason) = unlocked {
        let (operation, reason) = ("contacts.import", reason.to_string());
        client.events().emit(Event::Unlocked { operation, reason: &reason });
    }
    let journal = Journal::start(results, &path).map_err(|error| unstarted(&error))?;
    Ok((Some(journal), history))
}
