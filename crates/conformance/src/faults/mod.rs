//! `cargo xtask faults`: every operation under every fault, before, during and after the write was applied.
//!
//! What must come of each case is a table, [`expectations.yaml`](expectations.yaml), reviewed by people.

mod calls;
mod canary;
mod cell;
mod counts;
mod mutants;
mod state;
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

use canary::Logs;
use cell::Verdict;
use counts::Counts;
use table::Cell;

use crate::scenarios;

/// How many cells are played at once, each with an emulator of its own. Most of them wait.
const AT_ONCE: usize = 32;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Print the counts as JSON, as the last line
    #[arg(long)]
    json: bool,
    /// Only cells whose name holds this text, such as "create_contact | reset"
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Break the SDK on purpose in copies of the sources, and see that the matrix notices
    #[arg(long)]
    mutants: bool,
    /// Also list the cells that cannot exist
    #[arg(long)]
    impossible: bool,
}

/// `cargo xtask faults`.
pub(crate) fn main(arguments: &Arguments) -> Result<ExitCode> {
    if arguments.mutants {
        mutants::run()?;
        return Ok(ExitCode::SUCCESS);
    }
    hear_the_log_crate()?;
    let calls = calls::all(&scenarios::load()?)?;
    let table = table::load(&calls)?;
    let filter = arguments.filter.as_deref().unwrap_or_default();
    let cells: Vec<Cell<'_>> =
        table.cells.into_iter().filter(|cell| cell.to_string().contains(filter)).collect();
    let began = Instant::now();
    let counts = report(&cells, play_all(&cells)?);
    println!("{} cells in {:.1} s, {AT_ONCE} at once", counts.cells, began.elapsed().as_secs_f64());
    let impossible: usize = table.impossible.values().sum();
    println!("{impossible} cells cannot exist:");
    for (reason, count) in &table.impossible {
        println!("  {count:4}  {reason}");
    }
    if arguments.json {
        println!("{}", serde_json::to_string(&counts)?);
    }
    Ok(if counts.are_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Sends what is logged through the `log` crate to `tracing`, for the canary.
pub(super) fn hear_the_log_crate() -> Result<()> {
    tracing_log::LogTracer::builder()
        .with_max_level(log::LevelFilter::Trace)
        .init()
        .context("logging is set up already")
}

/// Plays the cells on a few threads and gives their verdicts in the same order.
fn play_all(cells: &[Cell<'_>]) -> Result<Vec<Verdict>> {
    let next = AtomicUsize::new(0);
    let verdicts = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..AT_ONCE.min(cells.len()))
            .map(|_| {
                scope.spawn(|| {
                    play_some(cells, &next, |at, verdict| {
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

/// One thread's share: its own emulator, and its own runtime and logs, so that each line has its cell.
fn play_some(cells: &[Cell<'_>], next: &AtomicUsize, done: impl Fn(usize, Verdict)) -> Result<()> {
    let emulator = Emulator::start()?;
    let logs = Logs::default();
    let dispatch = logs.dispatch();
    let _listening = tracing::dispatcher::set_default(&dispatch);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .on_thread_start({
            let dispatch = dispatch.clone();
            // Look-ups of names run on threads of their own; they listen for as long as they live.
            move || std::mem::forget(tracing::dispatcher::set_default(&dispatch))
        })
        .build()?;
    loop {
        let at = next.fetch_add(1, Ordering::Relaxed);
        let Some(cell) = cells.get(at) else { return Ok(()) };
        let played = AssertUnwindSafe(cell::play(cell, &emulator, &logs)).catch_unwind();
        let verdict = match runtime.block_on(played) {
            Ok(verdict) => verdict.with_context(|| cell.to_string())?,
            Err(_) => Verdict { problems: vec!["the SDK panicked".to_owned()], ..Verdict::default() },
        };
        done(at, verdict);
    }
}

/// Prints what went wrong and counts.
fn report(cells: &[Cell<'_>], verdicts: Vec<Verdict>) -> Counts {
    let mut counts = Counts { cells: cells.len(), ..Counts::default() };
    for (cell, verdict) in cells.iter().zip(verdicts) {
        counts.wrong += usize::from(!verdict.problems.is_empty());
        counts.duplicates += verdict.duplicates;
        counts.lost += usize::from(verdict.lost);
        counts.key_leaks += usize::from(!verdict.leaks.is_empty());
        let mut problems = verdict.problems;
        problems.extend((verdict.duplicates > 0).then(|| format!("{} made twice", verdict.duplicates)));
        problems.extend(verdict.lost.then(|| "lost: reported as done, but it is not there".to_owned()));
        problems.extend(verdict.leaks);
        if !problems.is_empty() {
            println!("WRONG  {cell}: {}", problems.join("; "));
        }
    }
    counts
}
