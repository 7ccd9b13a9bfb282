//! `chat44mp contacts import`: imports the contacts of a file, with a progress bar, a summary and a results file.

mod progress;
mod report;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use chat44mp::{ImportEnd, ImportOptions, ImportPhase, ImportReport, ImportSettings};
use clap::Args;
use indicatif::ProgressBar;

use crate::errors::{Failure, PARTIAL_FAILURE};
use crate::flags::ImportFlags;
use crate::input::ids::id;
use crate::options::Format;
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
            settings.results = Some(default_results(&self.file, self.group_id));
        }
        let bar = progress::bar(printer.quiet());
        let options = self.options(session, &bar, settings.clone());
        let contacts = session.client.contacts();
        let report = match stdin {
            false => contacts.import_file(&self.file, options).await?,
            true => contacts.import_open_file(open_stdin()?, "stdin", options).await?,
        };
        bar.finish_and_clear();
        let is_dry_run = settings.dry_run == Some(true);
        let file = if stdin { Path::new("stdin") } else { &self.file };
        report::show(printer, file, is_dry_run, &report)?;
        let mut notes = advice(&report);
        if !is_dry_run {
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
                progress::draw(&drawn, progress);
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
pub(crate) fn default_results(file: &Path, group_id: i64) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(format!(".group-{group_id}.jsonl"));
    path.into()
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
