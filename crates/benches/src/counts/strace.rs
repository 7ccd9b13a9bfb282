//! System calls per call, counted by strace: those that send, receive and wake. How often a thread waits, and asks for memory, depends
//! on the load of the machine.

use std::fs;

use anyhow::{Context, Result};

use super::path::Path;
use crate::program::run_under;
use crate::server::{LONG, SHORT};

const COUNTED: &str = "trace=!epoll_wait,epoll_pwait,epoll_pwait2,futex,%memory";

pub(super) fn per_call(path: &Path<'_>) -> Result<f64> {
    println!("system calls per call: {} …", path.name);
    Ok((count(path, LONG)? - count(path, SHORT)?) / f64::from(LONG - SHORT))
}

fn count(path: &Path<'_>, calls: u32) -> Result<f64> {
    let summary = tempfile::NamedTempFile::new()?;
    let out = summary.path().to_string_lossy();
    run_under("strace", &["-f", "-c", "-e", COUNTED, "-o", &out], &(path.command)(calls)?)?;
    total(&fs::read_to_string(summary.path())?).context("strace counted nothing")
}

/// The number of calls in the last line of a summary: `100.00    0.012345           3      4321        12 total`.
fn total(summary: &str) -> Option<f64> {
    let line = summary.lines().rfind(|line| line.ends_with(" total"))?;
    line.split_whitespace().nth(3)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_number_of_calls() {
        let summary = "% time     seconds  usecs/call     calls    errors syscall\n\
            100.00    0.012345           3      4321        12 total\n";
        assert_eq!(total(summary), Some(4321.0));
    }
}
