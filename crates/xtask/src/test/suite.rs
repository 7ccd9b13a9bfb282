//! A suite while it runs.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::counts::{Count, tests};
use crate::workspace;

/// A suite while it runs.
pub(super) struct Suite {
    pub(super) name: &'static str,
    pub(super) require_all: bool,
    pub(super) count: Count,
}

impl Suite {
    /// One step; a step that breaks counts as one failure.
    pub(super) fn step(&mut self, what: &str, step: impl FnOnce(&str) -> Result<Count>) {
        println!("{}: {what} …", self.name);
        let count = step(what).unwrap_or_else(|error| {
            println!("{}: {what}: FAILED\n{error:#}", self.name);
            Count { passed: 0, failed: 1 }
        });
        self.count.add(count);
    }

    /// A suite without its toolchain.
    pub(super) fn cannot_run(&mut self, what: &str, remedy: &str) {
        println!("{}: {what} cannot run: {remedy}", self.name);
        self.count.failed += u64::from(self.require_all);
    }

    pub(super) fn cargo_tests(&mut self, packages: &[&str]) {
        self.step("cargo test", |_| {
            let mut command = workspace::cargo();
            // One failing crate must not hide the others.
            command.args(["test", "--no-fail-fast"]).args(packages);
            let (success, printed) = stream(command)?;
            let count = tests(&printed);
            ensure!(count != Count::default(), "no tests were run");
            let unexplained = !success && count.failed == 0;
            ensure!(!unexplained, "cargo test failed without a failing test: see above");
            Ok(count)
        });
    }

    pub(super) fn scenarios(&mut self, surface: &str) {
        self.step("tests/scenarios", |_| {
            let (_, printed) = stream(this_program(&["scenarios", "--surface", surface, "--json"])?)?;
            #[derive(serde::Deserialize)]
            struct Report {
                passed: u64,
                failed: u64,
            }
            let report: Report = serde_json::from_str(printed.lines().last().unwrap_or_default())
                .context("the scenarios did not run to their end")?;
            Ok(Count { passed: report.passed, failed: report.failed })
        });
    }

    /// Another task of this program, which counts as one test.
    pub(super) fn task(&mut self, what: &str, arguments: &[&str]) {
        self.step(what, |_| {
            let (success, _) = stream(this_program(arguments)?)?;
            Ok(Count { passed: u64::from(success), failed: u64::from(!success) })
        });
    }
}

fn this_program(arguments: &[&str]) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(arguments).current_dir(workspace::root());
    Ok(command)
}

/// Runs a command and passes on what it prints, but for the JSON that is meant for programs.
pub(super) fn stream(mut command: Command) -> Result<(bool, String)> {
    let mut child = command.stdout(Stdio::piped()).spawn().context("a step did not start")?;
    let mut printed = String::new();
    let stdout = child.stdout.take().context("a step has no output")?;
    for line in BufReader::new(stdout).lines() {
        let line = line?;
        // A thousand lines of `ok` would hide what matters.
        let expected = line.ends_with("... ok")
            || ["ok ", "# Subtest"].iter().any(|start| line.starts_with(start))
            || line.starts_with("Test Case ")
                && [" started at ", " passed ("].iter().any(|word| line.contains(word));
        if !line.starts_with('{') && !expected && !is_punctuation(&line) {
            println!("    {line}");
        }
        printed.push_str(&line);
        printed.push('\n');
    }
    Ok((child.wait()?.success(), printed))
}

/// Lines that say nothing by themselves: empty ones, and what TAP has around each test.
fn is_punctuation(line: &str) -> bool {
    let line = line.trim();
    ["", "---", "..."].contains(&line)
        || ["duration_ms: ", "type: "].iter().any(|word| line.starts_with(word))
}
