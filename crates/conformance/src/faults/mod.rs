//! `cargo xtask faults`: every operation under every fault, before, during and after the write is applied.
//!
//! The expected results are a reviewed table, [`expectations.yaml`](expectations.yaml).

mod calls;
mod canary;
mod cell;
mod mutants;
mod table;

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use anyhow::{Context, Result};
use chat44mp_emulator::Emulator;
use clap::Args;
use futures_util::FutureExt;

pub(crate) use calls::all as calls;
use canary::Logs;
use cell::{Counts, Verdict};
use table::Cell;

use crate::scenarios;

/// Number of concurrent cells, each with its own emulator. They wait most of the time.
const CONCURRENT_CELLS: usize = 32;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Print the counts as JSON, as the last line
    #[arg(long)]
    json: bool,
    /// Run only cells whose name contains this text, such as "create_contact | reset"
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Check that the matrix fails if the SDK is broken, in copies of the sources
    #[arg(long)]
    mutants: bool,
}

/// `cargo xtask faults`.
pub(crate) fn main(arguments: &Arguments) -> Result<ExitCode> {
    if arguments.mutants {
        mutants::run()?;
        return Ok(ExitCode::SUCCESS);
    }
    capture_log_crate()?;
    let calls = calls::all(&scenarios::load()?)?;
    let table = table::load(&calls)?;
    let filter = arguments.filter.as_deref().unwrap_or_default();
    let cells: Vec<Cell<'_>> =
        table.cells.into_iter().filter(|cell| cell.to_string().contains(filter)).collect();
    let began = Instant::now();
    let counts = report(&cells, run_all(&cells)?);
    println!(
        "{} cells in {:.1} s, {CONCURRENT_CELLS} concurrent",
        counts.cells,
        began.elapsed().as_secs_f64()
    );
    let impossible: usize = table.impossible.values().sum();
    println!("{impossible} cells are impossible:");
    for (reason, count) in &table.impossible {
        println!("  {count:4}  {reason}");
    }
    if arguments.json {
        println!("{}", serde_json::to_string(&counts)?);
    }
    let is_clean = counts == Counts { cells: counts.cells, ..Counts::default() };
    Ok(if is_clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Forwards the `log` crate to `tracing`, for the canary.
pub(super) fn capture_log_crate() -> Result<()> {
    tracing_log::LogTracer::builder()
        .with_max_level(log::LevelFilter::Trace)
        .init()
        .context("logging is already set up")
}

/// Runs the cells on several threads and returns their verdicts in the same order.
fn run_all(cells: &[Cell<'_>]) -> Result<Vec<Verdict>> {
    let next = AtomicUsize::new(0);
    let verdicts = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..CONCURRENT_CELLS.min(cells.len()))
            .map(|_| {
                scope.spawn(|| {
                    run_some(cells, &next, |at, verdict| {
                        verdicts.lock().unwrap_or_else(PoisonError::into_inner).insert(at, verdict);
                    })
                })
            })
            .collect();
        for thread in threads {
            thread.join().map_err(|_| anyhow::anyhow!("a thread of the matrix panicked"))??;
        }
        anyhow::Ok(())
    })?;
    Ok(verdicts.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect())
}

/// Runs cells on one thread, with its own emulator, runtime and logs, so that log lines belong to one cell.
fn run_some(cells: &[Cell<'_>], next: &AtomicUsize, done: impl Fn(usize, Verdict)) -> Result<()> {
    let emulator = Emulator::start()?;
    let logs = Logs::default();
    let dispatch = logs.dispatch();
    let _listening = tracing::dispatcher::set_default(&dispatch);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .on_thread_start({
            let dispatch = dispatch.clone();
            // DNS look-ups run on other threads, which capture logs, too.
            move || std::mem::forget(tracing::dispatcher::set_default(&dispatch))
        })
        .build()?;
    loop {
        let at = next.fetch_add(1, Ordering::Relaxed);
        let Some(cell) = cells.get(at) else { return Ok(()) };
        let played = AssertUnwindSafe(cell::run(cell, &emulator, &logs)).catch_unwind();
        let verdict = match runtime.block_on(played) {
            Ok(verdict) => verdict.with_context(|| cell.to_string())?,
            Err(_) => Verdict { problems: vec!["the SDK panicked".to_owned()], ..Verdict::default() },
        };
        done(at, verdict);
    }
}

/// Prints the problems and returns the counts.
fn report(cells: &[Cell<'_>], verdicts: Vec<Verdict>) -> Counts {
    let mut counts = Counts { cells: cells.len(), ..Counts::default() };
    for (cell, verdict) in cells.iter().zip(verdicts) {
        counts.wrong += usize::from(!verdict.problems.is_empty());
        counts.duplicates += verdict.duplicates;
        counts.lost += usize::from(verdict.lost);
        counts.key_leaks += usize::from(!verdict.leaks.is_empty());
        let mut problems = verdict.problems;
        problems.extend((verdict.duplicates > 0).then(|| format!("{} duplicates", verdict.duplicates)));
        problems.extend(verdict.lost.then(|| "lost: reported as successful, but not applied".to_owned()));
        problems.extend(verdict.leaks);
        if !problems.is_empty() {
            println!("WRONG  {cell}: {}", problems.join("; "));
        }
    }
    counts
}
