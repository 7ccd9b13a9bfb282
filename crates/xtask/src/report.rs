//! The reports of the scenario runners in other languages.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::{files, workspace};

/// The environment variable that names the target file to the languages' runners.
const TARGET: &str = "CHAT44MP_SCENARIO_TARGET";

/// The result of a run, which a runner prints as the last line, as JSON.
#[derive(Deserialize)]
pub(crate) struct Report {
    /// The number of scenarios that passed.
    pub(crate) passed: u64,
    /// The number of scenarios that failed.
    pub(crate) failed: u64,
    /// The number of scenarios of which no step could run.
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

/// Tells a runner which server to use.
pub(crate) fn with_target<'a>(command: &'a mut Command, target: Option<&Path>) -> &'a mut Command {
    match target {
        Some(target) => command.env(TARGET, target),
        None => command.env_remove(TARGET),
    }
}

impl Report {
    /// The whole report, as JSON.
    pub(crate) fn line(&self) -> &str {
        &self.line
    }

    /// Runs a runner and reads its report.
    pub(crate) fn of(mut runner: Command, target: Option<&Path>) -> Result<Report> {
        let output = with_target(&mut runner, target).stderr(Stdio::inherit()).output();
        let output = output.with_context(|| format!("{:?} did not start", runner.get_program()))?;
        Report::read(&String::from_utf8_lossy(&output.stdout))
    }

    /// Reads the last line of what a runner printed or wrote.
    pub(crate) fn read(printed: &str) -> Result<Report> {
        let line = printed.lines().last().unwrap_or_default();
        let report = serde_json::from_str(line).context("the scenarios did not finish")?;
        Ok(Report { line: line.to_owned(), ..report })
    }

    /// Writes it to a file and returns its path.
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
