//! `chat44mp flows export`: the answers of a campaign as CSV, JSON Lines or a workbook.

use std::error::Error as _;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::time::Duration;

use chat44mp::{Error, ErrorCode, ExportFormat, ExportOptions, ExportReport};
use clap::{Args, ValueEnum};
use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};

use crate::errors::Failure;
use crate::input::ids::FlowIdArgument;
use crate::options::Format as Output;
use crate::output::terminal;
use crate::output::wording::count;
use crate::session::Session;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    flow_id: FlowIdArgument,
    /// Set the format of the file
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// Write an Excel workbook; short for --format excel
    #[arg(long, conflicts_with = "format")]
    excel: bool,
    /// Set the rows of CSV and workbooks [default: long]
    #[arg(long, value_enum)]
    layout: Option<Layout>,
    /// Start CSV with a byte order mark, without which Excel opens accents wrongly
    #[arg(long)]
    bom: bool,
    /// Write to this file, completely or not at all [default: stdout]. A new file is readable by you only (mode 0600), an
    /// existing one keeps its mode
    #[arg(long, value_name = "PATH")]
    output_file: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// CSV, for spreadsheets
    Csv,
    /// JSON Lines, for programs: one subscriber per line
    Jsonl,
    /// Excel workbook (.xlsx), in which every cell is text: long numbers, leading zeros and accents stay as they are
    Excel,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Layout {
    /// One row per answer
    Long,
    /// One row per subscriber, one column per question
    Wide,
}

impl Arguments {
    pub(crate) async fn run(self, session: &Session<'_>) -> Result<(), Failure> {
        let printer = session.printer;
        let format = self.export_format()?;
        // Rows that scroll on the terminal show the progress.
        let on_terminal = self.output_file.is_none() && io::stdout().is_terminal();
        let progress = progress(printer.quiet() || on_terminal);
        let drawn = progress.clone();
        let options = ExportOptions::new()
            .format(format)
            .bom(self.bom)
            .raw_cells(printer.raw_cells())
            .on_progress(move |report| drawn.set_message(progress_text(report)));
        let (flows, flow_id) = (session.client.flows(), self.flow_id.get());
        let report = match &self.output_file {
            None => to_stdout(flows, flow_id, stdout(format)?, options).await?,
            Some(path) => flows.export(flow_id, path, options).await?,
        };
        progress.finish_and_clear();
        printer.note(&progress_text(&report));
        if report.left_out > 0 {
            printer.warn(&format!(
                "{} answers do not belong to a question of the campaign and were left out; --layout long includes them",
                count(report.left_out)
            ));
        }
        if let Some(path) = &self.output_file {
            printer.note(&format!("Wrote {}.", path.display()));
        }
        match (&self.output_file, printer.format()) {
            // The answers themselves are on stdout.
            (None, _) | (_, Output::Table) => Ok(()),
            (Some(_), _) => printer.value(&report),
        }
    }

    fn export_format(&self) -> Result<ExportFormat, Failure> {
        let format = if self.excel { Format::Excel } else { self.format };
        let unused =
            |option, formats| Failure::usage(format!("{option} is for {formats} only"), "Leave it out.");
        if format == Format::Jsonl && self.layout.is_some() {
            return Err(unused("--layout", "CSV and workbooks"));
        }
        if format != Format::Csv && self.bom {
            return Err(unused("--bom", "CSV"));
        }
        Ok(match (format, self.layout.unwrap_or(Layout::Long)) {
            (Format::Jsonl, _) => ExportFormat::JsonLines,
            (Format::Excel, Layout::Long) => ExportFormat::Excel,
            (Format::Excel, Layout::Wide) => ExportFormat::WideExcel,
            (Format::Csv, Layout::Long) => ExportFormat::Csv,
            (Format::Csv, Layout::Wide) => ExportFormat::WideCsv,
        })
    }
}

/// Stdout for a format.
fn stdout(format: ExportFormat) -> Result<Box<dyn Write + Send>, Failure> {
    match format {
        ExportFormat::Csv | ExportFormat::WideCsv => Ok(terminal::stdout(Output::Csv)),
        ExportFormat::JsonLines => Ok(terminal::stdout(Output::Jsonl)),
        ExportFormat::Excel | ExportFormat::WideExcel => terminal::binary_stdout(),
    }
}

/// Exports to stdout; a closed pipe ends it silently.
pub(super) async fn to_stdout(
    flows: chat44mp::Flows<'_>,
    flow_id: i64,
    out: Box<dyn Write + Send>,
    options: ExportOptions,
) -> Result<ExportReport, Failure> {
    let exported = flows.export_to(flow_id, out, options).await;
    exported.map_err(|error: Error| match error.source().and_then(|source| source.downcast_ref()) {
        Some(source) if *error.code() == ErrorCode::FILE_FAILED => Failure::output(source),
        _ => error.into(),
    })
}

fn progress_text(report: &ExportReport) -> String {
    let plural = if report.subscribers == 1 { "" } else { "s" };
    let subscribers = format!("{} subscriber{plural}", count(report.subscribers));
    // A workbook has no bytes until it is complete.
    match report.bytes.unsigned_abs() {
        0 => subscribers,
        bytes => format!("{subscribers}, {}", HumanBytes(bytes)),
    }
}

/// The progress, on stderr if that is a terminal.
fn progress(quiet: bool) -> ProgressBar {
    let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let progress = ProgressBar::with_draw_target(None, target).with_finish(ProgressFinish::AndClear);
    if let Ok(style) = ProgressStyle::with_template("{spinner:.cyan} {msg} {elapsed:.dim}") {
        progress.set_style(style);
    }
    progress.set_message("waiting for the server");
    progress.enable_steady_tick(Duration::from_millis(120));
    progress
}
