//! `chat44mp contacts import`: imports the contacts of a file, with a progress bar, a summary and a results file.

use std::fmt::Write;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use chat44mp::{ImportEnd, ImportOptions, ImportPhase, ImportProgress, ImportReport, ImportSettings};
use clap::Args;
use indicatif::{
    HumanCount, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressState, ProgressStyle,
};

use crate::errors::{Failure, PARTIAL_FAILURE};
use crate::flags::ImportFlags;
use crate::input::ids::id;
use crate::options::Format;
use crate::output::Printer;
use crate::output::style::{BAD, DIM, GOOD, HEADING, WARN, shown};
use crate::output::wording::count;
use crate::session::Session;

const RESULTS: &str = "Results file, used to resume [default: FILE.group-ID.jsonl; none for stdin]. A new file is readable by \
     you only (mode 0600)";

#[derive(Args)]
#[command(mut_arg("results", |flag| flag.help(RESULTS).long_help(RESULTS)))]
pub(crate) struct Arguments {
    /// CSV file with a header, JSON Lines file, or workbook (.xlsx, .ods); `-` is stdin
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// ID of the contacts' group
    #[arg(long, value_name = "ID", value_parser = id, allow_negative_numbers = true)]
    group_id: i64,
    #[command(flatten)]
    settings: ImportFlags,
}

impl Arguments {
    pub(crate) async fn run(self, session: &Session<'_>) -> Result<(), Failure> {
        let printer = session.printer;
        let stdin = self.file == Path::new("-");
        let mut settings = self.settings.options()?;
        if !stdin && settings.results.is_none() {
            settings.results = Some(beside(&self.file, self.group_id));
        }
        let bar = bar(printer.quiet());
        let options = self.options(session, &bar, settings.clone());
        let contacts = session.client.contacts();
        let report = match stdin {
            false => contacts.import_file(&self.file, options).await?,
            true => contacts.import_open_file(open_stdin()?, "stdin", options).await?,
        };
        bar.finish_and_clear();
        show(printer, if stdin { Path::new("stdin") } else { &self.file }, &report)?;
        let mut notes = advice(&report);
        if settings.dry_run != Some(true) {
            let note = |what: &str, path: &Path| format!("{what} {}.", path.display());
            notes.extend(settings.results.map(|path| note("The results of the rows are in", &path)));
            let errors = settings.errors.filter(|_| report.invalid + report.failed > 0);
            notes.extend(errors.map(|path| note("The rows to correct are in", &path)));
        }
        if printer.format() == Format::Table && !notes.is_empty() {
            printer.note("");
        }
        notes.iter().for_each(|note| printer.note(note));
        match (report.error, report.end) {
            (Some(error), _) => Err(error.into()),
            (None, ImportEnd::Stopped) => Err(Failure::Shown { exit_code: session.stopped_with() }),
            _ if report.invalid + report.failed + report.unknown > 0 => {
                Err(Failure::Shown { exit_code: PARTIAL_FAILURE })
            }
            _ => Ok(()),
        }
    }

    /// The library's options, with progress drawn on `bar`.
    fn options(&self, session: &Session<'_>, bar: &ProgressBar, settings: ImportSettings) -> ImportOptions {
        let (drawn, earlier, stopping) = (bar.clone(), AtomicI64::new(0), AtomicBool::new(false));
        ImportOptions::new(self.group_id).settings(settings).stop(session.stop_handle()).on_progress(
            move |progress| {
                draw(&drawn, progress);
                // Rows from an earlier run do not count for the rate.
                if earlier.swap(progress.earlier, Ordering::Relaxed) != progress.earlier {
                    drawn.reset_eta();
                }
                if progress.phase == ImportPhase::Stopping && !stopping.swap(true, Ordering::Relaxed) {
                    drawn.println("Waiting for the rows in flight; press Ctrl-C again to stop immediately.");
                }
            },
        )
    }
}

/// Stdin as a file, so that the import can compare it with the files that it writes.
fn open_stdin() -> Result<File, Failure> {
    #[cfg(unix)]
    let owned = std::os::fd::AsFd::as_fd(&std::io::stdin()).try_clone_to_owned();
    #[cfg(windows)]
    let owned = std::os::windows::io::AsHandle::as_handle(&std::io::stdin()).try_clone_to_owned();
    owned.map(File::from).map_err(|error| Failure::io("read stdin", &error))
}

/// The default results file: next to the input file, one per group.
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

/// What was cleaned, what was not used, and what may be wrong.
fn remarks(report: &ImportReport) -> String {
    let mut text = String::new();
    for cleaned in &report.cleaned {
        let (removed, field) = (cleaned.removed.as_str(), &cleaned.field);
        let _ = writeln!(text, "{DIM}cleaned {} of {field}: {removed}{DIM:#}", count(cleaned.cells));
    }
    if !report.unused_columns.is_empty() {
        let _ = writeln!(text, "{DIM}unused columns: {}{DIM:#}", shown(&report.unused_columns.join(", ")));
    }
    for warning in &report.warnings {
        let numbers: Vec<String> = warning.first_rows.iter().map(i64::to_string).collect();
        let more = if warning.rows > numbers.len() as i64 { " …" } else { "" };
        let rows = match numbers.as_slice() {
            [] => String::new(),
            [row] => format!(" (row {row})"),
            _ => format!(" ({} rows: {}{more})", count(warning.rows), numbers.join(", ")),
        };
        let _ = writeln!(text, "{WARN}warning{WARN:#}: {}{rows}", shown(&warning.message));
    }
    text
}

/// The report as text.
fn summary(file: &Path, report: &ImportReport) -> String {
    let mut text = format!("{HEADING}{}{HEADING:#}\n", shown(&file.display().to_string()));
    let _ = write!(text, "  {DIM}{} rows", count(report.rows));
    if let Some(encoding) = &report.encoding {
        let _ = write!(text, ", {encoding}");
    }
    let layout = match report.delimiter.as_deref() {
        Some("\t") => ", tabs".to_owned(),
        Some(delimiter) => format!(", `{delimiter}`"),
        None if report.encoding.is_none() => ", workbook".to_owned(),
        None => ", JSON Lines".to_owned(),
    };
    text.push_str(&layout);
    let _ = writeln!(text, ", {:.1} s{DIM:#}", report.elapsed.as_secs_f64());
    for mapped in &report.columns {
        let _ = writeln!(text, "  {DIM}{:<12} from column {}{DIM:#}", mapped.field, shown(&mapped.column));
    }
    let plain = anstyle::Style::new();
    let counts = [
        ("created", report.created, GOOD, "new"),
        ("exists", report.exists, plain, "already existed"),
        ("invalid", report.invalid, WARN, "not sent"),
        ("failed", report.failed, BAD, "not created"),
        ("unknown", report.unknown, BAD, "possibly created"),
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
        let _ = writeln!(text, "{DIM}{} rows were finished by an earlier run{DIM:#}", count(report.earlier));
    }
    text.push_str(&remarks(report));
    let end = match report.end {
        ImportEnd::Stopped => format!("{WARN}stopped{WARN:#}: run the same command again to resume\n"),
        ImportEnd::Aborted => format!("{BAD}aborted{BAD:#}: run the same command again to resume\n"),
        ImportEnd::Complete => String::new(),
    };
    text.push_str(&end);
    text
}

/// What to do about rows that were not created.
fn advice(report: &ImportReport) -> Vec<String> {
    let mut advice = Vec::new();
    if report.failed > 0 {
        advice.push("Run the same command again to retry the failed rows.".to_owned());
    }
    if report.unknown > 0 {
        advice.push("Add --resend-unknown to send the unknown rows again.".to_owned());
    }
    advice
}

/// The progress bar, on stderr if that is a terminal.
fn bar(quiet: bool) -> ProgressBar {
    let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let bar = ProgressBar::with_draw_target(None, target).with_finish(ProgressFinish::AndClear);
    set_template(&bar, "{spinner:.cyan} {msg} {elapsed:.dim}");
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

fn set_template(bar: &ProgressBar, template: &str) {
    if let Ok(style) = ProgressStyle::with_template(template) {
        // indicatif's own rate has four decimal places.
        let rate = |state: &ProgressState, out: &mut dyn Write| {
            let _ = write!(out, "{}/s", HumanCount(state.per_sec() as u64));
        };
        let left = |state: &ProgressState, out: &mut dyn Write| {
            // indicatif's own is 0 s before the first row is finished.
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
        bar.set_message(format!("validating, {} rows", count(progress.rows)));
        return;
    }
    if bar.length().is_none() {
        bar.set_length(progress.total.unwrap_or_default().unsigned_abs());
        // Validation does not count for the rate.
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
    let problems = progress.invalid + progress.failed + progress.unknown;
    bar.set_message(match problems {
        0 => phase.to_owned(),
        _ => format!("✗ {} {phase}", count(problems)),
    });
}
