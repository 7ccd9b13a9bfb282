//! Reports of the scenario runners in other languages.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::{files, workspace};

/// The environment variable with the path of the target file.
const TARGET: &str = "CHAT44MP_SCENARIO_TARGET";

/// The report of a run. Runners print it as JSON in the last line.
#[derive(Deserialize)]
pub(crate) struct Report {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    /// Scenarios of which no step could run.
    pub(crate) skipped: u64,
    failures: Vec<Failure>,
    #[serde(skip)]
    line: String,
}

#[derive(Deserialize)]
struct Failure {
    file: String,
    scenario: String,
    at: String,
    problems: Vec<String>,
}

/// Sets the server that a runner uses.
pub(crate) fn with_target<'a>(command: &'a mut Command, target: Option<&Path>) -> &'a mut Command {
    match target {
        Some(target) => command.env(TARGET, target),
        None => command.env_remove(TARGET),
    }
}

impl Report {
    /// The report as JSON.
    pub(crate) fn line(&self) -> &str {
        &self.line
    }

    /// Runs a runner and reads its report.
    pub(crate) fn of(mut runner: Command, target: Option<&Path>) -> Result<Report> {
        let output = with_target(&mut runner, target).stderr(Stdio::inherit()).output();
        let output = output.with_context(|| format!("{:?} did not start", runner.get_program()))?;
        Report::read(&String::from_utf8_lossy(&output.stdout))
    }

    /// Parses the last line of a runner's output.
    pub(crate) fn read(printed: &str) -> Result<Report> {
        let line = printed.lines().last().unwrap_or_default();
        let report = serde_json::from_str(line).context("the scenarios did not finish")?;
        Ok(Report { line: line.to_owned(), ..report })
    }

    /// Writes the report to a file and returns its path.
    pub(crate) fn save(&self, surface: &str) -> Result<PathBuf> {
        let file = workspace::target().join(format!("scenarios/{surface}.json"));
        files::write(&file, &self.line)?;
        Ok(file)
    }

    pub(crate) fn print(&self, surface: &str) {
        for Failure { file, scenario, at, problems } in &self.failures {
            println!("FAILED {file}: {scenario}\n  {at}");
            problems.iter().for_each(|problem| println!("    {problem}"));
        }
        let Report { passed, failed, skipped, .. } = self;
        println!("scenarios ({surface}): {passed} passed, {failed} failed, {skipped} skipped");
    }
}
