//! `chat44mp flows export`: the answers of a campaign as CSV or JSON Lines, in constant memory.

use std::cell::Cell;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};
use tempfile::NamedTempFile;

use super::ids::FlowIdArgument;
use crate::errors::Failure;
use crate::output::answers::AnswersWriter;
use crate::session::Session;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    flow_id: FlowIdArgument,
    /// What to write
    #[arg(long, value_enum, default_value_t = ExportFormat::Csv)]
    format: ExportFormat,
    /// The rows of CSV
    #[arg(long, value_enum)]
    layout: Option<Layout>,
    /// The file to write, whole or not at all; without it, stdout
    #[arg(long, value_name = "PATH")]
    output_file: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// For spreadsheets
    Csv,
    /// One subscriber a line, for programs
    Jsonl,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Layout {
    /// One row an answer (default)
    Long,
    /// One row a subscriber, one column a question
    Wide,
}

impl Arguments {
    pub(crate) async fn run(self, session: &Session<'_>) -> Result<(), Failure> {
        if self.format == ExportFormat::Jsonl && self.layout.is_some() {
            return Err(Failure::usage("--layout is for CSV only", "Leave it out, or add --format csv."));
        }
        let flow_id = self.flow_id.get();
        let questions = match self.layout {
            Some(Layout::Wide) => Some(session.client.flows().get(flow_id).await?.questions),
            _ => None,
        };
        match &self.output_file {
            None => {
                let out = BufWriter::new(io::stdout().lock());
                let failed = |error: io::Error| Failure::output(&error);
                copy(session, flow_id, self.format, questions, out, &failed).await.map(drop)
            }
            Some(path) => {
                let failed = |error: io::Error| Failure::io(format_args!("write {}", path.display()), &error);
                let out = BufWriter::new(beside(path).map_err(failed)?);
                let out = copy(session, flow_id, self.format, questions, out, &failed).await?;
                let file = out.into_inner().map_err(|error| failed(error.into_error()))?;
                file.as_file().sync_all().map_err(failed)?;
                file.persist(path).map_err(|error| failed(error.error))?;
                session.printer.note(&format!("Wrote {}.", path.display()));
                Ok(())
            }
        }
    }
}

/// A file beside `path` that becomes it when it is whole, and goes away if it never is.
fn beside(path: &Path) -> io::Result<NamedTempFile> {
    let directory = path.parent().filter(|directory| !directory.as_os_str().is_empty());
    let directory = directory.unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".chat44mp-").suffix(".part");
    #[cfg(unix)]
    {
        // As any new file: the user's umask decides who may read it.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(directory)
}

/// Reads all answers into `out`, and gives it back.
async fn copy<W: Write>(
    session: &Session<'_>,
    flow_id: i64,
    format: ExportFormat,
    questions: Option<Vec<String>>,
    out: W,
    failed: &dyn Fn(io::Error) -> Failure,
) -> Result<W, Failure> {
    let printer = session.printer;
    let bytes = Cell::new(0);
    let out = Counted { out, bytes: &bytes };
    let mut writer = match (format, questions) {
        (ExportFormat::Jsonl, _) => AnswersWriter::jsonl(out),
        (ExportFormat::Csv, Some(questions)) => AnswersWriter::wide(out, questions, printer.raw_cells()),
        (ExportFormat::Csv, None) => AnswersWriter::long(out, printer.raw_cells()),
    };
    let progress = progress(printer.quiet());
    let mut stream = session.client.flows().answers(flow_id);
    stream.head().await?;
    writer.begin().map_err(failed)?;
    while let Some(row) = stream.next().await {
        writer.write(&row?).map_err(failed)?;
        if writer.subscribers() % 256 == 0 {
            progress.set_message(so_far(writer.subscribers(), bytes.get()));
        }
    }
    progress.finish_and_clear();
    let (subscribers, homeless) = (writer.subscribers(), writer.homeless());
    let out = writer.finish().map_err(failed)?.out;
    printer.note(&so_far(subscribers, bytes.get()));
    if homeless > 0 {
        printer.warn(&format!(
            "{} answers belong to no question of the campaign and were left out; --layout long has them",
            HumanCount(homeless)
        ));
    }
    Ok(out)
}

fn so_far(subscribers: u64, bytes: u64) -> String {
    let plural = if subscribers == 1 { "" } else { "s" };
    format!("{} subscriber{plural}, {}", HumanCount(subscribers), HumanBytes(bytes))
}

/// Drawn on stderr, if that is a terminal.
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

/// Counts what is written.
struct Counted<'a, W> {
    out: W,
    bytes: &'a Cell<u64>,
}

impl<W: Write> Write for Counted<'_, W> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let written = self.out.write(data)?;
        self.bytes.set(self.bytes.get() + written as u64);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
