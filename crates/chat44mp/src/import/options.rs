//! Options of an import, and the handle that stops it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use chat44mp_macros::options;
use serde::Deserialize;
#[cfg(feature = "ffi")]
use tokio::sync::mpsc;
use tokio::sync::watch;

use super::cleaning::E164;
use super::progress::ImportProgress;
use super::results::RowResult;
use super::row::{FIELDS, field_names};
use crate::error::{Error, ErrorCode};
use crate::ids::GroupId;

/// The settings of an import as data; absent ones have their defaults.
#[options(setters(ImportOptions, settings), list(import_settings))]
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "reflection", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ImportSettings {
    /// The results file, which records the result of each row. With it, an interrupted import resumes when it is run again.
    /// `read_import_results` reads it.
    ///
    /// It is JSON Lines. The first line identifies the import; a file of another server or group is rejected, as is one that
    /// another import is using. Before a row is sent, its line `{"row":2,"key":…,"status":"sending"}` is written; after the
    /// response, one with `created`, `exists`, `invalid`, `failed` or `unknown`, and `id`, `code` and `message`. A row is
    /// identified by its key, a hash over group, e-mail address and phone number (before it is written as E.164), so the order
    /// of rows and `phone_region` may change. A line `{"run":2}` begins each further run. Rows that an earlier run left
    /// `sending` are `unknown`, and `failed` ones are retried. An `exists` row has the `id` of a contact that an earlier line
    /// created with its e-mail address or phone number. A killed process loses no lines; a power failure may lose the last
    /// second.
    ///
    /// It must be a regular file and differ from the source and `errors`. A new one is readable by its owner only (mode 0600);
    /// an existing one keeps its mode. If the file system has no locks, the import emits a warning and continues.
    pub results: Option<PathBuf>,
    /// A CSV file for the invalid and failed rows with their reasons, which can be corrected and imported.
    ///
    /// It appears when the import ends and replaces an existing file.
    pub errors: Option<PathBuf>,
    /// The column of a field (`email`, `phone_number`, `first_name`, `last_name`), whatever the columns' names suggest: its
    /// name, its number counted from 1, or several with commas between them, of which the first filled cell counts. No column
    /// if it is empty.
    pub map: Option<BTreeMap<String, String>>,
    /// The sheet of a workbook (.xlsx, .ods): its name, or its number counted from 1; the first visible one by default.
    pub sheet: Option<String>,
    /// The region of phone numbers without a country code, by its code in ISO 3166, such as `IT`. With it, phone numbers are
    /// validated and sent as E.164, such as `+393331234567`; numbers of other regions need their country code. Extensions are
    /// removed. `cleaned` counts both. By default, numbers are sent as they are, apart from cleaning.
    pub phone_region: Option<String>,
    /// The delimiter of a CSV file: one character, or `tab`; detected by default.
    pub delimiter: Option<String>,
    /// The file's encoding, by its WHATWG name, such as `windows-1252`; detected by default. A byte order mark takes precedence.
    pub encoding: Option<String>,
    /// The maximum number of rows in flight; 4 by default. The client's `max_concurrency` also applies.
    pub concurrency: Option<usize>,
    /// Only validates: nothing is sent, no file is written. The report's `pending` counts what would be sent.
    pub dry_run: Option<bool>,
    /// Resends rows that an earlier run left `unknown`. If such a contact was created, the server rejects the duplicate and
    /// the row becomes `exists`.
    pub resend_unknown: Option<bool>,
}

/// Options of an import. Only the group is required.
///
/// ```
/// use chat44mp::ImportOptions;
///
/// let options = ImportOptions::new(276).results("people.results.jsonl").concurrency(2).dry_run(true);
/// ```
#[derive(Clone)]
#[must_use = "options do nothing until they are passed to an import"]
pub struct ImportOptions {
    pub(super) group_id: GroupId,
    pub(super) settings: ImportSettings,
    pub(super) stop: Option<ImportStop>,
    pub(super) progress: Option<Arc<Listener>>,
    /// Set when the import starts, if there is a `phone_region`.
    pub(super) e164: Option<Arc<E164>>,
    pub(super) rows: Option<RowListener>,
}

type Listener = dyn Fn(&ImportProgress) + Send + Sync;

/// Receives the result of each row.
#[derive(Clone)]
pub(super) enum RowListener {
    Function(Arc<dyn Fn(&RowResult) + Send + Sync>),
    #[cfg(feature = "ffi")]
    Queue(mpsc::Sender<RowResult>),
}

impl RowListener {
    /// Reports a result. While a queue is full, the import waits.
    pub(super) async fn call(&self, result: RowResult) {
        match self {
            RowListener::Function(listener) => listener(&result),
            // A program that no longer listens has ended the import.
            #[cfg(feature = "ffi")]
            RowListener::Queue(queue) => drop(queue.send(result).await),
        }
    }
}

impl ImportOptions {
    /// Options for an import into that group.
    pub fn new(group_id: impl Into<GroupId>) -> ImportOptions {
        ImportOptions {
            group_id: group_id.into(),
            settings: ImportSettings::default(),
            stop: None,
            progress: None,
            e164: None,
            rows: None,
        }
    }

    /// Sets all options that `settings` has.
    pub fn settings(mut self, settings: ImportSettings) -> Self {
        self.settings = settings.or(&self.settings);
        self
    }

    /// Maps a column of the file to `field` (`email`, `phone_number`, `first_name`, `last_name`), in place of automatic
    /// detection: its name, its number counted from 1, or several with commas between them; no column if it is empty.
    pub fn map(mut self, field: impl Into<String>, column: impl Into<String>) -> Self {
        self.settings.map.get_or_insert_default().insert(field.into(), column.into());
        self
    }

    /// A handle that stops the import.
    pub fn stop(mut self, stop: ImportStop) -> Self {
        self.stop = Some(stop);
        self
    }

    /// Calls `listener` after every step. The import blocks on it, so it must return quickly.
    pub fn on_progress(mut self, listener: impl Fn(&ImportProgress) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(listener));
        self
    }

    /// Calls `listener` with the result of each row, in the order of completion, so that a program can store contact IDs.
    /// Rows that an earlier run finished are reported again; rows that are not sent because the import is stopped or a dry
    /// run are not reported. The import blocks on it.
    pub fn on_row(mut self, listener: impl Fn(&RowResult) + Send + Sync + 'static) -> Self {
        self.rows = Some(RowListener::Function(Arc::new(listener)));
        self
    }

    /// Queues the result of each row.
    #[cfg(feature = "ffi")]
    pub(crate) fn rows_to(mut self, queue: mpsc::Sender<RowResult>) -> Self {
        self.rows = Some(RowListener::Queue(queue));
        self
    }

    /// Fails with `invalid_option` or `invalid_value`.
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.group_id.0 <= 0 {
            let message = format!("`group_id` is {}; pass a positive ID", self.group_id);
            return Err(Error::invalid(ErrorCode::INVALID_VALUE, "group_id", message));
        }
        let refuse =
            |option, message: String| Err(Error::invalid(ErrorCode::INVALID_OPTION, option, message));
        if self.concurrency_limit() == 0 {
            return refuse("concurrency", "`concurrency` must be at least 1".to_owned());
        }
        if let Some(field) = self.columns().keys().find(|field| !FIELDS.contains(&field.as_str())) {
            return refuse("map", format!("`map`: a contact has no {field:?}; it has {}", field_names()));
        }
        if self.settings.delimiter.is_some() && self.delimiter_byte().is_none() {
            return refuse(
                "delimiter",
                "`delimiter` must be one character such as `;`, or \"tab\"".to_owned(),
            );
        }
        Ok(())
    }

    /// Fails with `invalid_option` if an option of files is set, for rows.
    pub(super) fn check_for_rows(&self) -> Result<(), Error> {
        let ImportSettings { delimiter, encoding, sheet, .. } = &self.settings;
        for (option, value) in [("delimiter", delimiter), ("encoding", encoding), ("sheet", sheet)] {
            if value.is_some() {
                let message = format!("`{option}` is an option of files, not of rows");
                return Err(Error::invalid(ErrorCode::INVALID_OPTION, option, message));
            }
        }
        Ok(())
    }

    /// The maximum number of rows in flight.
    pub(super) fn concurrency_limit(&self) -> usize {
        self.settings.concurrency.unwrap_or(4)
    }

    pub(super) fn is_dry_run(&self) -> bool {
        self.settings.dry_run.unwrap_or(false)
    }

    /// The columns of fields that the caller maps.
    pub(super) fn columns(&self) -> &BTreeMap<String, String> {
        static NONE: BTreeMap<String, String> = BTreeMap::new();
        self.settings.map.as_ref().unwrap_or(&NONE)
    }

    /// The delimiter as a byte, if it is valid.
    pub(super) fn delimiter_byte(&self) -> Option<u8> {
        match self.settings.delimiter.as_deref()?.as_bytes() {
            b"tab" => Some(b'\t'),
            [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n' | 0) => Some(*byte),
            _ => None,
        }
    }
}

impl fmt::Debug for ImportOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImportOptions")
            .field("group_id", &self.group_id)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// Stops an import gracefully: no further rows are sent, and rows in flight are awaited. To stop immediately, drop
/// the import's future.
#[derive(Debug, Clone)]
pub struct ImportStop(Arc<watch::Sender<bool>>);

impl ImportStop {
    /// A handle for one import.
    pub fn new() -> ImportStop {
        ImportStop(Arc::new(watch::Sender::new(false)))
    }

    /// Stops the import.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }

    /// Whether it was requested to stop.
    pub fn is_stopped(&self) -> bool {
        *self.0.borrow()
    }

    /// Completes when a stop is requested.
    pub(super) async fn stopped(&self) {
        // It fails only if the sender is dropped, which `self` holds.
        let _ = self.0.subscribe().wait_for(|stopped| *stopped).await;
    }
}

impl Default for ImportStop {
    fn default() -> Self {
        ImportStop::new()
    }
}
