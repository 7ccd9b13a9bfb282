//! The measured processes: this program with other arguments.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, bail, ensure};
use serde::de::DeserializeOwned;
use xtask::workspace;

/// This program, usually built like a release.
pub(crate) struct Program(PathBuf);

impl Program {
    pub(crate) fn build() -> Result<Program> {
        workspace::build(&["--package", "benches", "--profile", "dist"]).map(Program)
    }

    /// This program as it runs.
    pub(crate) fn current() -> Result<Program> {
        Ok(Program(std::env::current_exe()?))
    }

    /// The command of `count` calls of a client.
    pub(crate) fn calls(
        &self,
        client: &str,
        call: &str,
        count: &str,
        in_flight: &str,
        address: &str,
    ) -> Command {
        self.part(&["calls", client, call, count, in_flight, &next_run(), address])
    }

    /// The command of a part of a benchmark.
    pub(crate) fn part(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.0);
        command.args(arguments);
        command
    }
}

/// Runs a command under another program, such as valgrind. Fails if either fails.
pub(crate) fn run_under(tool: &str, options: &[&str], measured: &Command) -> Result<()> {
    let mut command = Command::new(tool);
    command.args(options).arg(measured.get_program()).args(measured.get_args());
    if let Some(folder) = measured.get_current_dir() {
        command.current_dir(folder);
    }
    for (name, value) in measured.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let output = command.output();
    let output = output
        .with_context(|| format!("{tool} did not start; `cargo xtask setup` says how to install it"))?;
    let printed = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "the measured program failed under {tool}:\n{printed}");
    Ok(())
}

/// A number that no other run has, so that the contacts of runs differ.
pub(crate) fn next_run() -> String {
    static RUNS: AtomicUsize = AtomicUsize::new(1);
    RUNS.fetch_add(1, Ordering::Relaxed).to_string()
}

/// Runs a part and decodes the JSON that it prints.
pub(crate) fn run<T: DeserializeOwned>(mut part: Command) -> Result<T> {
    let output = part.stderr(Stdio::piped()).output().context("a part of the benchmark did not start")?;
    if !output.status.success() {
        bail!("a part of the benchmark failed:\n{}", String::from_utf8_lossy(&output.stderr));
    }
    let printed = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(printed.trim()).with_context(|| format!("not a measurement: {printed}"))
}

/// The median.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
