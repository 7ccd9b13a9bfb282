//! The progress bar of an import.

use std::fmt::Write;
use std::time::Duration;

use chat44mp::{ImportPhase, ImportProgress};
use indicatif::{
    HumanCount, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressState, ProgressStyle,
};

use crate::output::wording::count;

/// The progress bar, on stderr if that is a terminal.
pub(super) fn bar(quiet: bool) -> ProgressBar {
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

/// Draws the progress.
pub(super) fn draw(bar: &ProgressBar, progress: &ImportProgress) {
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
