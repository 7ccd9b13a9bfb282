//! `chat44mp flows export`: the answers of a campaign as CSV or JSON Lines.

use std::error::Error as _;
use std::io::{self, IsTerminal};
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
    /// Set the rows of CSV [default: long]
    #[arg(long, value_enum)]
    layout: Option<Layout>,
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
}

impl From<Format> for Output {
    fn from(format: Format) -> Output {
        match format {
            Format::Csv => Output::Csv,
            Format::Jsonl => Output::Jsonl,
        }
    }
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
        let format = match (self.format, self.layout) {
            (Format::Csv, None | Some(Layout::Long)) => ExportFormat::Csv,
            (Format::Csv, Some(Layout::Wide)) => ExportFormat::WideCsv,
            (Format::Jsonl, None) => ExportFormat::JsonLines,
            (Format::Jsonl, Some(_)) => {
                let hint = "Leave it out, or add --format csv.";
                return Err(Failure::usage("--layout is for CSV only", hint));
            }
        };
        // Rows that scroll on the terminal show the progress.
        let on_terminal = self.output_file.is_none() && io::stdout().is_terminal();
        let progress = progress(printer.quiet() || on_terminal);
        let drawn = progress.clone();
        let options = ExportOptions::new()
            .format(format)
            .raw_cells(printer.raw_cells())
            .on_progress(move |report| drawn.set_message(progress_text(report)));
        let (flows, flow_id) = (session.client.flows(), self.flow_id.get());
        let report = match &self.output_file {
            None => to_stdout(flows, flow_id, self.format.into(), options).await?,
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
}

/// Exports to stdout; a closed pipe ends it silently.
pub(super) async fn to_stdout(
    flows: chat44mp::Flows<'_>,
    flow_id: i64,
    format: Output,
    options: ExportOptions,
) -> Result<ExportReport, Failure> {
    let exported = flows.export_to(flow_id, terminal::stdout(format), options).await;
    exported.map_err(|error: Error| match error.source().and_then(|source| source.downcast_ref()) {
        Some(source) if *error.code() == ErrorCode::FILE_FAILED => Failure::output(source),
        _ => error.into(),
    })
}

fn progress_text(report: &ExportReport) -> String {
    let plural = if report.subscribers == 1 { "" } else { "s" };
    format!("{} subscriber{plural}, {}", count(report.subscribers), HumanBytes(report.bytes.unsigned_abs()))
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
