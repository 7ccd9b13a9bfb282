//! A running suite: runs steps and counts their tests.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::counts::{Count, cargo_test};
use crate::report::{Failure, Report};
use crate::workspace::{self, With};

/// A running suite.
pub(super) struct Suite {
    pub(super) name: &'static str,
    pub(super) require_all: bool,
    pub(super) count: Count,
}

impl Suite {
    /// Runs a step. An error counts as one failed test.
    fn step(&mut self, what: &str, step: impl FnOnce() -> Result<Count>) {
        println!("{}: {what} …", self.name);
        let mut count = step().unwrap_or_else(|error| {
            println!("{}: {what}: FAILED\n{error:#}", self.name);
            Count::failure(format!("{error:#}"))
        });
        if count.failed > 0 && count.failures.is_empty() {
            count.failures.push(format!("{} tests", count.failed));
        }
        for failure in &mut count.failures {
            *failure = format!("{}: {what}: {failure}", self.name);
        }
        self.count.add(count);
    }

    /// Runs a step that counts as one test.
    pub(super) fn check(&mut self, what: &str, check: impl FnOnce() -> Result<()>) {
        self.step(what, || check().map(|()| Count::passed(1)));
    }

    /// Runs a step that counts as one test, and returns its result.
    pub(super) fn build<T>(&mut self, what: &str, build: impl FnOnce() -> Result<T>) -> Option<T> {
        let mut built = None;
        self.check(what, || build().map(|it| built = Some(it)));
        built
    }

    /// Runs a command that counts as one test.
    pub(super) fn command(&mut self, what: &str, command: Command) {
        self.check(what, || {
            let (success, _) = stream(command)?;
            ensure!(success, "see above");
            Ok(())
        });
    }

    /// Runs a command with several tests; `count` counts them in its output or its reports.
    pub(super) fn tests(&mut self, what: &str, command: Command, count: impl FnOnce(&str) -> Result<Count>) {
        self.step(what, || {
            let (success, printed) = stream(command)?;
            let count = count(&printed)?;
            ensure!(count != Count::default(), "no tests ran: see above");
            ensure!(success || count.failed > 0, "the command failed without a failed test: see above");
            Ok(count)
        });
    }

    /// Reports a missing toolchain.
    pub(super) fn cannot_run(&mut self, what: &str, remedy: &str) {
        println!("{}: {what} cannot run: {remedy}", self.name);
        if self.require_all {
            self.count.add(Count::failure(format!("{}: {what} cannot run: {remedy}", self.name)));
        }
    }

    pub(super) fn cargo_tests(&mut self, packages: &[&str]) {
        let command = workspace::cargo().with(["test", "--no-fail-fast"]).with(packages);
        self.tests("cargo test", command, |printed| Ok(cargo_test(printed)));
    }

    /// Counts the scenarios of a report. A skipped scenario counts as failed.
    pub(super) fn report(&mut self, what: &str, report: impl FnOnce() -> Result<Report>) {
        self.step(what, || {
            let Report { passed, failed, skipped, failures, .. } = report()?;
            let describe = |Failure { file, scenario, at, .. }| format!("{file}: {scenario}, {at}");
            let failures = failures.into_iter().map(describe).collect();
            Ok(Count { passed, failed: failed + skipped, failures })
        });
    }

    pub(super) fn scenarios(&mut self, surface: &str) {
        let arguments = ["scenarios", "--surface", surface, "--json"];
        let command = workspace::program(workspace::CONFORMANCE).with(arguments);
        self.report("tests/scenarios", || Report::read(&stream(command)?.1));
    }

    /// Runs a task of the conformance suite that counts as one test.
    pub(super) fn conformance(&mut self, what: &str, arguments: &[&str]) {
        self.command(what, workspace::program(workspace::CONFORMANCE).with(arguments));
    }
}

/// Runs a command and prints its output except JSON and passed tests. Returns whether it succeeded, and the output.
fn stream(mut command: Command) -> Result<(bool, String)> {
    let mut child = command.stdout(Stdio::piped()).spawn().context("a step did not start")?;
    let mut printed = String::new();
    let stdout = child.stdout.take().context("a step has no output")?;
    for line in BufReader::new(stdout).lines() {
        let line = line?;
        let is_passed = line.ends_with("... ok")
            || line.starts_with("Test Case ")
                && [" started at ", " passed ("].iter().any(|word| line.contains(word));
        if !line.starts_with('{') && !is_passed && !line.trim().is_empty() {
            println!("    {line}");
        }
        printed += &line;
        printed.push('\n');
    }
    Ok((child.wait()?.success(), printed))
}
