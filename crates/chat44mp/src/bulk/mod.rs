//! Much at once: contacts that are read, checked, sent, and accounted for; answers that are written to a file.
//!
//! A row of an import travels `file | stream → rows → engine → sender → results`. [`Contacts::import_file`] is the door.
//! An export is `table → answers_file`, or `table → answer_rows` for programs; its doors are [`Flows::export`](crate::Flows::export)
//! and [`Flows::rows`](crate::Flows::rows).

mod answer_rows;
mod answers_file;
mod csv;
mod distinct;
mod engine;
mod errors_file;
mod export;
mod file;
mod headers;
mod journal;
mod json_lines;
mod key;
mod opening;
mod options;
mod pause;
mod progress;
mod reading;
mod records;
mod report;
mod results;
mod rows;
mod sender;
mod spreadsheet;
mod table;
mod text;

use std::fs::File;
use std::path::Path;

use futures_core::Stream;
use futures_util::StreamExt;

use crate::call::BoxFuture;
use crate::error::Error;
use crate::resources::Contacts;

pub use answer_rows::AnswerRows;
pub use export::{ExportFormat, ExportOptions, ExportReport};
pub use headers::MappedColumn;
pub use options::{ImportOptions, ImportStop};
pub use progress::{ImportPhase, ImportProgress, RowStatus};
pub use records::{FieldValue, GivenRow};
pub use report::{ImportEnd, ImportReason, ImportReport};
pub use rows::ImportRow;
pub use spreadsheet::guarded_cell;
pub use table::RowLayout;

impl Contacts<'_> {
    /// Imports the contacts of a CSV or JSON Lines file into a group. `POST /create_contact` for each
    ///
    /// The file is read twice: once to find what is wrong with it, before anything is sent, and once to send it. What can
    /// be read only once, such as a FIFO, is copied to a temporary file first, which has no name and is private. Rows
    /// are sent a few at a time, each once: what is known of a row whose answer was lost is that it may have been made
    /// (`unknown`). With a [results file](ImportOptions::results) an import can be started again, after whatever broke
    /// it off, and goes on where it was.
    ///
    /// Rows that fail do not fail the import: see the report. It fails with `invalid_file` for a file that cannot be
    /// understood (the message names row and column), `file_failed`, `results_file_refused`, `invalid_option` and
    /// `invalid_value`, before anything is sent.
    ///
    /// Dropping the future stops at once; rows in flight may have been made. [`ImportStop`] stops in good order.
    ///
    /// ```no_run
    /// # async fn example(client: chat44mp::Client) -> Result<(), chat44mp::Error> {
    /// use chat44mp::ImportOptions;
    ///
    /// let options = ImportOptions::new(276).results("people.results.jsonl").errors("people.errors.csv");
    /// let report = client.contacts().import_file("people.csv", options).await?;
    /// println!("{} made, {} there already", report.created, report.exists);
    /// # Ok(())
    /// # }
    /// ```
    pub fn import_file(
        &self,
        path: impl AsRef<Path>,
        options: ImportOptions,
    ) -> BoxFuture<Result<ImportReport, Error>> {
        let given = file::Given::Path(path.as_ref().to_owned());
        Box::pin(opening::import_file(self.client().clone(), given, options))
    }

    /// Imports the contacts of an open file, such as stdin, from its position on. `POST /create_contact` for each
    ///
    /// `name` stands for the file in the report and the results file. Otherwise like [`import_file`](Self::import_file).
    pub fn import_open_file(
        &self,
        file: File,
        name: impl Into<String>,
        options: ImportOptions,
    ) -> BoxFuture<Result<ImportReport, Error>> {
        let given = file::Given::Open { file, name: name.into() };
        Box::pin(opening::import_file(self.client().clone(), given, options))
    }

    /// Imports contacts as `rows` gives them. `POST /create_contact` for each
    ///
    /// Rows are taken when they can be sent, and checked one by one: memory stays small, however many they are. A row's
    /// number is its place, counted from 1. A row need not be an [`ImportRow`]: a [`GivenRow`] can name its fields, and say
    /// that it is none. Otherwise like [`import_file`](Self::import_file).
    pub fn import_rows<R>(&self, rows: R, options: ImportOptions) -> BoxFuture<Result<ImportReport, Error>>
    where
        R: IntoIterator<Item: Into<GivenRow>>,
        R::IntoIter: Send + 'static,
    {
        self.import_stream(futures_util::stream::iter(rows), options)
    }

    /// Imports contacts as they arrive: [`import_rows`](Self::import_rows) of a stream.
    pub fn import_stream(
        &self,
        rows: impl Stream<Item: Into<GivenRow>> + Send + 'static,
        options: ImportOptions,
    ) -> BoxFuture<Result<ImportReport, Error>> {
        let rows = Box::pin(rows.map(Into::into));
        Box::pin(opening::import_stream(self.client().clone(), rows, options))
    }
}
