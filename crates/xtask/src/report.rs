//! Reports of the scenario runners, in every language.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::{files, workspace};

/// The environment variable with the path of the target file.
const TARGET: &str = "CHAT44MP_SCENARIO_TARGET";

/// The report of a run. Runners print it as JSON in the last line.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Report {
    /// The surface, if the runner has several.
    #[serde(default)]
    pub surface: String,
    /// Scenarios that passed.
    pub passed: usize,
    /// Scenarios that failed.
    pub failed: usize,
    /// Scenarios without a runnable step; only with a target.
    pub skipped: usize,
    /// Skipped steps of all scenarios.
    #[serde(default)]
    pub skipped_steps: usize,
    /// Number of skipped steps and checks, by reason.
    #[serde(default)]
    pub skips: BTreeMap<String, usize>,
    /// The failed scenarios.
    pub failures: Vec<Failure>,
}

/// A failed scenario.
#[derive(Debug, Serialize, Deserialize)]
pub struct Failure {
    /// The file in `tests/scenarios`.
    pub file: String,
    /// Name of the scenario.
    pub scenario: String,
    /// Such as `step 2, contacts.get`.
    pub at: String,
    /// The differences from what is expected.
    pub problems: Vec<String>,
}

/// Sets the server that a runner uses.
pub(crate) fn with_target<'a>(command: &'a mut Command, target: Option<&Path>) -> &'a mut Command {
    match target {
        Some(target) => command.env(TARGET, target),
        None => command.env_remove(TARGET),
    }
}

impl Report {
    /// Runs a runner and reads its report.
    pub(crate) fn of(mut runner: Command, target: Option<&Path>) -> Result<Report> {
        let output = with_target(&mut runner, target).stderr(Stdio::inherit()).output();
        let output = output.with_context(|| format!("{:?} did not start", runner.get_program()))?;
        Report::read(&String::from_utf8_lossy(&output.stdout))
    }

    /// Parses the last line of a runner's output.
    pub(crate) fn read(printed: &str) -> Result<Report> {
        let line = printed.lines().last().unwrap_or_default();
        serde_json::from_str(line).context("the scenarios did not finish")
    }

    /// Writes the report to a file and returns its path.
    pub(crate) fn save(&self, surface: &str) -> Result<PathBuf> {
        let file = workspace::target().join(format!("scenarios/{surface}.json"));
        files::write(&file, serde_json::to_string(self)?)?;
        Ok(file)
    }

    /// Prints failures first and the counts last; with `json`, also the report as JSON.
    pub fn print(&self, surface: &str, json: bool) -> Result<()> {
        for Failure { file, scenario, at, problems } in &self.failures {
            println!("FAILED {file}: {scenario}\n  {at}");
            problems.iter().for_each(|problem| println!("    {problem}"));
        }
        self.skips.iter().for_each(|(reason, count)| println!("skipped {count}: {reason}"));
        print!("scenarios ({surface}): {} passed, {} failed", self.passed, self.failed);
        if self.skipped + self.skipped_steps > 0 {
            print!(", {} skipped completely ({} steps skipped)", self.skipped, self.skipped_steps);
        }
        println!();
        if json {
            println!("{}", serde_json::to_string(self)?);
        }
        Ok(())
    }
}
