//! Exports the answers of a campaign to a file, as they arrive and in constant memory.

mod rows;
mod table;
mod workbook;
mod writer;

use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chat44mp_macros::model;
use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::error::{Error, ErrorCode};
use crate::files::{Background, Output, Sink, failed};
use crate::ids::FlowId;
use crate::interop::string_enum;
pub use rows::AnswerRows;
pub use table::RowLayout;
use table::Table;
use writer::{AnswersFile, Failed};

/// Progress is reported every this many subscribers.
const PROGRESS_INTERVAL: i64 = 256;

/// Options of an export; by default, it writes CSV with one row per answer.
///
/// ```
/// use chat44mp::{ExportFormat, ExportOptions};
///
/// let options = ExportOptions::new().format(ExportFormat::WideCsv).bom(true);
/// ```
#[derive(Clone, Default)]
#[must_use = "options do nothing until they are passed to an export"]
pub struct ExportOptions {
    format: ExportFormat,
    bom: bool,
    raw_cells: bool,
    progress: Option<Arc<Listener>>,
}

type Listener = dyn Fn(&ExportReport) + Send + Sync;

/// The format of an export.
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// CSV, one row per answer: `subscriber_id`, `question_id`, `question`, `answer`.
    #[default]
    Csv,
    /// CSV, one row per subscriber and one column per question of the campaign. Of questions with the same text, the second is
    /// called `… (2)`.
    WideCsv,
    /// JSON Lines, one subscriber per line.
    JsonLines,
    /// An Excel workbook (.xlsx) with the rows of the format `csv`. Every cell is text, so that long numbers, leading
    /// zeros and accents stay as they are, and nothing is run as a formula.
    Excel,
    /// An Excel workbook (.xlsx) with the rows of the format `wide_csv`.
    WideExcel,
}

string_enum!(ExportFormat {
    Csv => "csv",
    WideCsv => "wide_csv",
    JsonLines => "json_lines",
    Excel => "excel",
    WideExcel => "wide_excel",
});

impl ExportFormat {
    fn is_workbook(self) -> bool {
        matches!(self, ExportFormat::Excel | ExportFormat::WideExcel)
    }

    /// Fails with `invalid_option` if the file would not open: a spreadsheet expects a workbook behind one name, and text
    /// behind others.
    fn validate_name(self, path: &Path) -> Result<(), Error> {
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        let problem = match extension.as_str() {
            "xlsx" if !self.is_workbook() => "is the name of a workbook, and the format is not one",
            "csv" | "tsv" | "txt" | "json" | "jsonl" | "xls" if self.is_workbook() => {
                "is not the name of a workbook (.xlsx)"
            }
            _ => return Ok(()),
        };
        let message = format!("`format`: {} {problem}; the file would not open", path.display());
        Err(Error::invalid(ErrorCode::INVALID_OPTION, "format", message)
            .with_hint("Change the format, or the name of the file."))
    }
}

/// The result of an export.
#[model]
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct ExportReport {
    /// Subscribers.
    pub subscribers: i64,
    /// Their answers.
    pub answers: i64,
    /// Answers that do not belong to a question of the campaign: the format `wide_csv` and
    /// `wide_excel` omit them, the other formats include them.
    pub left_out: i64,
    /// Bytes. A workbook has none until it is complete.
    pub bytes: i64,
}

impl ExportOptions {
    /// The default options.
    pub fn new() -> ExportOptions {
        ExportOptions::default()
    }

    /// Sets the format.
    pub fn format(mut self, format: ExportFormat) -> Self {
        self.format = format;
        self
    }

    /// Starts CSV with a byte order mark, without which Excel opens accents wrongly. Other formats have none.
    pub fn bom(mut self, bom: bool) -> Self {
        self.bom = bom;
        self
    }

    /// Writes cells of CSV unchanged that a spreadsheet could run as formulas. By default they start with an apostrophe,
    /// because answers are untrusted: see [`guarded_cell`](crate::guarded_cell). Other formats have no apostrophes.
    pub fn raw_cells(mut self, raw: bool) -> Self {
        self.raw_cells = raw;
        self
    }

    /// Calls `listener` every few hundred subscribers with the current report. The export blocks on it.
    pub fn on_progress(mut self, listener: impl Fn(&ExportReport) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(listener));
        self
    }
}

impl fmt::Debug for ExportOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExportOptions")
            .field("format", &self.format)
            .field("bom", &self.bom)
            .field("raw_cells", &self.raw_cells)
            .finish_non_exhaustive()
    }
}

/// Writes all answers to a file.
pub(crate) async fn to_file(
    client: Client,
    flow_id: FlowId,
    path: PathBuf,
    options: ExportOptions,
) -> Result<ExportReport, Error> {
    options.format.validate_name(&path)?;
    let failed = |error| failed("write", &path, &error);
    let target = path.clone();
    let out = Background::open(move || Output::create(&target)).await.map_err(failed)?;
    copy(&client, flow_id, out, &options, &failed).await
}

/// Writes all answers to a writer of the caller.
pub(crate) async fn to_writer(
    client: Client,
    flow_id: FlowId,
    out: impl Write + Send + 'static,
    options: ExportOptions,
) -> Result<ExportReport, Error> {
    let failed = |error| unwritten("could not write the answers".to_owned(), error);
    let out = Background::open(move || Ok(Foreign(out))).await.map_err(failed)?;
    copy(&client, flow_id, out, &options, &failed).await
}

/// A writer of the caller.
struct Foreign<W>(W);

impl<W: Write> Write for Foreign<W> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.0.write(data)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl<W: Write + Send + 'static> Sink for Foreign<W> {
    fn close(mut self) -> io::Result<()> {
        self.flush()
    }
}

fn unwritten(message: String, error: io::Error) -> Error {
    Error::config(ErrorCode::FILE_FAILED, format!("{message}: {error}")).with_source(error)
}

/// Writes all answers to `out`.
async fn copy(
    client: &Client,
    flow_id: FlowId,
    out: Background,
    options: &ExportOptions,
    failed: Failed<'_>,
) -> Result<ExportReport, Error> {
    use ExportFormat::{Csv, Excel, JsonLines, WideCsv, WideExcel};
    let layout = if let WideCsv | WideExcel = options.format { RowLayout::Wide } else { RowLayout::Long };
    let table = Table::of(client, flow_id, layout, table::SNAKE_CASE).await?;
    let mut file = match options.format {
        JsonLines => AnswersFile::json_lines(out, failed),
        Csv | WideCsv => AnswersFile::csv(out, table, options.bom, options.raw_cells, failed)?,
        Excel | WideExcel => AnswersFile::workbook(out, table, failed)?,
    };
    let mut answers = client.flows().answers(flow_id);
    answers.head().await?;
    let mut report = ExportReport::default();
    while let Some(row) = answers.next().await {
        let row = row?;
        report.subscribers += 1;
        report.answers += row.answers.len() as i64;
        report.left_out += file.write(&row).await?;
        if let Some(listener) = &options.progress
            && report.subscribers % PROGRESS_INTERVAL == 0
        {
            report.bytes = file.bytes();
            listener(&report);
        }
    }
    report.bytes = file.finish().await?;
    Ok(report)
}
