//! `cargo xtask crash`: kills and resumes imports on a server with faults, then checks every row in the results file and on
//! the server.

mod audit;
mod counts;
mod import;
mod people;

use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::Args;
use xtask::workspace;

use counts::Counts;
use people::ROWS;

/// Number of concurrent imports; they wait most of the time.
const CONCURRENT_IMPORTS: usize = 4;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Number of imports of 200 rows
    #[arg(long, default_value_t = 1000)]
    imports: u64,
    /// First seed of the random kills and faults
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Print the counts as JSON, as the last line
    #[arg(long)]
    json: bool,
}

/// `cargo xtask crash`.
pub(crate) fn main(arguments: &Arguments) -> Result<ExitCode> {
    println!("Building the command line …");
    let program = workspace::command_line()?;
    let began = Instant::now();
    let counts = run(&program, arguments.imports, arguments.seed)?;
    println!(
        "{} imports of {} rows, killed {} times, {:.0} s",
        counts.imports,
        ROWS,
        counts.kills,
        began.elapsed().as_secs_f64()
    );
    println!("lost {}, duplicated {}, unsettled {}", counts.lost, counts.duplicates, counts.unsettled);
    println!("unknown {}, of which {} never reached the server", counts.unknown, counts.false_unknown);
    if arguments.json {
        println!("{}", serde_json::to_string(&counts)?);
    }
    let good = counts.keep_promises() && counts.are_mostly_sent(20);
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs imports with seeds from `seed` on, and sums their counts.
fn run(program: &Path, imports: u64, seed: u64) -> Result<Counts> {
    let (next, total) = (AtomicU64::new(0), Mutex::new(Ok(Counts::default())));
    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= imports {
                return;
            }
            let result = import::run(program, seed + number);
            let mut total = total.lock().unwrap_or_else(PoisonError::into_inner);
            match (result.with_context(|| format!("import {} failed", seed + number)), &mut *total) {
                (Ok(counts), Ok(total)) => total.add(counts),
                (Err(error), Ok(_)) => *total = Err(error),
                (_, Err(_)) => return,
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..CONCURRENT_IMPORTS {
            scope.spawn(work);
        }
    });
    total.into_inner().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn killed_imports_lose_and_duplicate_no_rows() {
        let counts = run(&workspace::command_line().unwrap(), 20, 0).unwrap();
        assert!(counts.keep_promises() && counts.are_mostly_sent(4), "{counts:?}");
        assert_eq!((counts.imports, counts.rows), (20, 20 * ROWS));
    }
}
