//! `chat44mp contacts import`: the contacts of a file, with a bar, a summary and a results file.

use std::fmt::Write;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use chat44mp::{ImportEnd, ImportOptions, ImportPhase, ImportProgress, ImportReport};
use clap::Args;
use indicatif::{
    HumanCount, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressState, ProgressStyle,
};

use crate::errors::{Failure, PARTLY_DONE};
use crate::input::ids::id;
use crate::options::Format;
use crate::output::Printer;
use crate::output::style::{BAD, DIM, GOOD, HEADING, WARN, shown};
use crate::output::wording::count;
use crate::session::Session;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The file: CSV with a header, or JSON Lines; `-` is stdin
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The group to put the contacts in
    #[arg(long, value_name = "ID", value_parser = id, allow_negative_numbers = true)]
    group_id: i64,
    /// Take a field (email, phone_number, first_name, last_name) from that column, or from none; can be repeated
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = mapped)]
    map: Vec<(String, String)>,
    /// What separates the cells of CSV, such as `;` or `tab`; found out
    #[arg(long, value_name = "CHARACTER")]
    delimiter: Option<String>,
    /// The file's encoding, such as windows-1252; found out
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// Only look at the file: nothing is sent, nothing is written
    #[arg(long)]
    dry_run: bool,
    /// How many contacts may be in flight at once
    #[arg(long, value_name = "N", default_value_t = 4)]
    concurrency: usize,
    /// The results file, to resume from; FILE.group-ID.jsonl, none for stdin. A new file is readable by you only (mode 0600)
    #[arg(long, value_name = "PATH")]
    results: Option<PathBuf>,
    /// Write the rows that are invalid or failed to this CSV file, to correct and to import in turn
    #[arg(long, value_name = "PATH")]
    errors: Option<PathBuf>,
    /// Send rows again of which an earlier run does not know whether they were made
    #[arg(long)]
    resend_unknown: bool,
}

impl Arguments {
    pub(crate) async fn run(self, session: &Session<'_>) -> Result<(), Failure> {
        let printer = session.printer;
        let stdin = self.file == Path::new("-");
        let results = match stdin {
            false => Some(self.results.unwrap_or_else(|| beside(&self.file, self.group_id))),
            true => self.results,
        };
        let bar = bar(printer.quiet());
        let (drawn, earlier, stopping) = (bar.clone(), AtomicI64::new(0), AtomicBool::new(false));
        let mut options = ImportOptions::new(self.group_id)
            .concurrency(self.concurrency)
            .dry_run(self.dry_run)
            .resend_unknown(self.resend_unknown)
            .stop(session.stop_handle())
            .on_progress(move |progress| {
                draw(&drawn, progress);
                // Rows that an earlier run settled say nothing of the speed.
                if earlier.swap(progress.earlier, Ordering::Relaxed) != progress.earlier {
                    drawn.reset_eta();
                }
                if progress.phase == ImportPhase::Stopping && !stopping.swap(true, Ordering::Relaxed) {
                    drawn.println("Waiting for the rows in flight; Ctrl-C stops at once.");
                }
            });
        if let Some(path) = &results {
            options = options.results(path);
        }
        if let Some(path) = &self.errors {
            options = options.errors(path);
        }
        if let Some(delimiter) = self.delimiter {
            options = options.delimiter(delimiter);
        }
        if let Some(label) = self.encoding {
            options = options.encoding(label);
        }
        for (field, column) in self.map {
            options = options.map(field, column);
        }
        let contacts = session.client.contacts();
        let report = match stdin {
            false => contacts.import_file(&self.file, options).await?,
            true => contacts.import_open_file(open_stdin()?, "stdin", options).await?,
        };
        bar.finish_and_clear();
        show(printer, if stdin { Path::new("stdin") } else { &self.file }, &report)?;
        let mut notes = advice(&report);
        if !self.dry_run {
            let told = |what: &str, path: &Path| format!("{what} {}.", shown(&path.display().to_string()));
            notes.extend(results.map(|path| told("What became of each row is in", &path)));
            let errors = self.errors.filter(|_| report.invalid + report.failed > 0);
            notes.extend(errors.map(|path| told("The rows to correct are in", &path)));
        }
        if printer.format() == Format::Table && !notes.is_empty() {
            printer.note("");
        }
        notes.iter().for_each(|note| printer.note(note));
        match (report.error, report.end) {
            (Some(error), _) => Err(error.into()),
            (None, ImportEnd::Stopped) => Err(Failure::Shown { exit_code: session.stopped_with() }),
            _ if report.invalid + report.failed + report.unknown > 0 => {
                Err(Failure::Shown { exit_code: PARTLY_DONE })
            }
            _ => Ok(()),
        }
    }
}

/// Stdin as a file: where it is one, the import reads it itself, and compares it with the files that it writes.
fn open_stdin() -> Result<File, Failure> {
    #[cfg(unix)]
    let owned = std::os::fd::AsFd::as_fd(&std::io::stdin()).try_clone_to_owned();
    #[cfg(windows)]
    let owned = std::os::windows::io::AsHandle::as_handle(&std::io::stdin()).try_clone_to_owned();
    owned.map(File::from).map_err(|error| Failure::io("read stdin", &error))
}

/// Where the results go unless told otherwise: beside the file, one for each group.
fn beside(file: &Path, group_id: i64) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(format!(".group-{group_id}.jsonl"));
    path.into()
}

fn show(printer: &Printer, file: &Path, report: &ImportReport) -> Result<(), Failure> {
    if printer.format() != Format::Table {
        return printer.value(report);
    }
    printer.text(&summary(file, report))?;
    if report.reasons.is_empty() {
        return Ok(());
    }
    printer.text("\n")?;
    printer.value(&report.reasons)
}

/// The report for a reader.
fn summary(file: &Path, report: &ImportReport) -> String {
    let mut text = format!("{HEADING}{}{HEADING:#}\n", shown(&file.display().to_string()));
    let _ = write!(text, "  {DIM}{} rows", count(report.rows));
    if let Some(encoding) = &report.encoding {
        let _ = write!(text, ", {encoding}");
    }
    let layout = match report.delimiter.as_deref() {
        Some("\t") => ", tabs".to_owned(),
        Some(delimiter) => format!(", `{delimiter}`"),
        None => ", JSON Lines".to_owned(),
    };
    text.push_str(&layout);
    let _ = writeln!(text, ", {:.1} s{DIM:#}", report.elapsed.as_secs_f64());
    for mapped in &report.columns {
        let _ = writeln!(text, "  {DIM}{:<12} from column {}{DIM:#}", mapped.field, shown(&mapped.column));
    }
    let plain = anstyle::Style::new();
    let counts = [
        ("created", report.created, GOOD, "made"),
        ("exists", report.exists, plain, "there already"),
        ("invalid", report.invalid, WARN, "not sent"),
        ("failed", report.failed, BAD, "not made"),
        ("unknown", report.unknown, BAD, "perhaps made"),
        ("pending", report.pending, plain, "not sent yet"),
    ];
    let width = counts.iter().map(|(_, rows, ..)| count(*rows).to_string().len()).max().unwrap_or_default();
    for (name, rows, style, meaning) in counts {
        if rows > 0 || name == "created" {
            let rows = count(rows).to_string();
            let _ = writeln!(text, "{style}{name:<8}{style:#} {rows:>width$}  {DIM}{meaning}{DIM:#}");
        }
    }
    if report.earlier > 0 {
        let _ = writeln!(text, "{DIM}{} rows were settled by an earlier run{DIM:#}", count(report.earlier));
    }
    if report.rewritten > 0 {
        let _ = writeln!(
            text,
            "{DIM}{} rows hold text that the server stores otherwise, such as emoji{DIM:#}",
            count(report.rewritten)
        );
    }
    let end = match report.end {
        ImportEnd::Stopped => format!("{WARN}stopped{WARN:#}: the same command goes on\n"),
        ImportEnd::GivenUp => format!("{BAD}given up{BAD:#}: the same command goes on\n"),
        ImportEnd::Complete => String::new(),
    };
    text.push_str(&end);
    text
}

/// What to do about rows that are not there.
fn advice(report: &ImportReport) -> Vec<String> {
    let mut advice = Vec::new();
    if report.failed > 0 {
        advice.push("The same command tries the failed rows again.".to_owned());
    }
    if report.unknown > 0 {
        advice.push("--resend-unknown sends the unknown rows again.".to_owned());
    }
    advice
}

/// Drawn on stderr, if that is a terminal.
fn bar(quiet: bool) -> ProgressBar {
    let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let bar = ProgressBar::with_draw_target(None, target).with_finish(ProgressFinish::AndClear);
    set_template(&bar, "{spinner:.cyan} {msg} {elapsed:.dim}");
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

fn set_template(bar: &ProgressBar, template: &str) {
    if let Ok(style) = ProgressStyle::with_template(template) {
        // Its own rate has four digits behind the point.
        let rate = |state: &ProgressState, out: &mut dyn Write| {
            let _ = write!(out, "{}/s", HumanCount(state.per_sec() as u64));
        };
        let left = |state: &ProgressState, out: &mut dyn Write| {
            // Before the first row is settled, its own is 0 s.
            let _ = match state.per_sec() {
                0.0 => out.write_str("…"),
                _ => write!(out, "{:#}", HumanDuration(state.eta())),
            };
        };
        let style = style.with_key("rate", rate).with_key("left", left);
        bar.set_style(style.progress_chars("━━╌"));
    }
}

fn draw(bar: &ProgressBar, progress: &ImportProgress) {
    if progress.phase == ImportPhase::Checking {
        bar.set_message(format!("checking, {} rows", count(progress.rows)));
        return;
    }
    if bar.length().is_none() {
        bar.set_length(progress.total.unwrap_or_default().unsigned_abs());
        // The time of the check says nothing of the speed.
        bar.reset_eta();
        set_template(
            bar,
            "{spinner:.cyan} {wide_bar:.green/dim} {human_pos}/{human_len} {rate:.dim} {left:.dim} {msg}",
        );
    }
    bar.set_position(progress.settled().unsigned_abs());
    let phase = match progress.phase {
        ImportPhase::Paused => "paused",
        ImportPhase::Stopping => "stopping",
        ImportPhase::Checking | ImportPhase::Sending => "",
    };
    let trouble = progress.invalid + progress.failed + progress.unknown;
    bar.set_message(match trouble {
        0 => phase.to_owned(),
        _ => format!("✗ {} {phase}", count(trouble)),
    });
}

fn mapped(text: &str) -> Result<(String, String), String> {
    let (field, column) = text.split_once('=').ok_or("give field=column, such as email=Correo")?;
    Ok((field.trim().replace('-', "_"), column.to_owned()))
}
