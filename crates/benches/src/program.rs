//! The measured processes: this program with other arguments.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::de::DeserializeOwned;
use xtask::workspace;

/// This program, built like a release.
pub(crate) struct Program(PathBuf);

impl Program {
    pub(crate) fn build() -> Result<Program> {
        workspace::build(&["--package", "benches", "--profile", "measure"]).map(Program)
    }

    /// The command of a part of a benchmark.
    pub(crate) fn part(&self, arguments: &[&str]) -> Command {
        self.part_under(&[], arguments)
    }

    /// The same under another program, such as valgrind.
    pub(crate) fn part_under(&self, tool: &[&str], arguments: &[&str]) -> Command {
        let mut words = tool.iter().map(|word| (*word).into()).chain([self.0.clone().into_os_string()]);
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words).args(arguments);
        command
    }
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
