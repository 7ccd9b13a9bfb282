//! A suite while it runs.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::counts::{Count, cargo_test};
use crate::report::Report;
use crate::workspace::{self, With};

/// A suite while it runs.
pub(super) struct Suite {
    pub(super) name: &'static str,
    pub(super) require_all: bool,
    pub(super) count: Count,
}

impl Suite {
    /// One step; a step that breaks counts as one failure.
    fn step(&mut self, what: &str, step: impl FnOnce() -> Result<Count>) {
        println!("{}: {what} …", self.name);
        let count = step().unwrap_or_else(|error| {
            println!("{}: {what}: FAILED\n{error:#}", self.name);
            Count { passed: 0, failed: 1 }
        });
        self.count.add(count);
    }

    /// A step that counts as one test.
    pub(super) fn check(&mut self, what: &str, check: impl FnOnce() -> Result<()>) {
        self.step(what, || check().map(|()| Count::ONE));
    }

    /// A step that counts as one test, and whose result the others need.
    pub(super) fn build<T>(&mut self, what: &str, build: impl FnOnce() -> Result<T>) -> Option<T> {
        let mut built = None;
        self.check(what, || build().map(|it| built = Some(it)));
        built
    }

    /// A command that counts as one test.
    pub(super) fn command(&mut self, what: &str, command: Command) {
        self.check(what, || {
            let (success, _) = stream(command)?;
            ensure!(success, "see above");
            Ok(())
        });
    }

    /// A command that runs tests, which `count` counts in what it prints or in its reports.
    pub(super) fn tests(&mut self, what: &str, command: Command, count: impl FnOnce(&str) -> Result<Count>) {
        self.step(what, || {
            let (success, printed) = stream(command)?;
            let count = count(&printed)?;
            ensure!(count != Count::default(), "no tests were run: see above");
            ensure!(success || count.failed > 0, "it failed without a failing test: see above");
            Ok(count)
        });
    }

    /// A suite without its toolchain.
    pub(super) fn cannot_run(&mut self, what: &str, remedy: &str) {
        println!("{}: {what} cannot run: {remedy}", self.name);
        self.count.failed += u64::from(self.require_all);
    }

    pub(super) fn cargo_tests(&mut self, packages: &[&str]) {
        // One failing crate must not hide the others.
        let command = workspace::cargo().with(["test", "--no-fail-fast"]).with(packages);
        self.tests("cargo test", command, |printed| Ok(cargo_test(printed)));
    }

    /// The scenarios of a language that runs them itself. A scenario that it skips is a failed test.
    pub(super) fn report(&mut self, what: &str, report: impl FnOnce() -> Result<Report>) {
        self.step(what, || {
            let Report { passed, failed, skipped, .. } = report()?;
            Ok(Count { passed, failed: failed + skipped })
        });
    }

    pub(super) fn scenarios(&mut self, surface: &str) {
        let arguments = ["scenarios", "--surface", surface, "--json"];
        let command = workspace::program(workspace::CONFORMANCE).with(arguments);
        self.report("tests/scenarios", || Report::read(&stream(command)?.1));
    }

    /// A task of the conformance suite, which counts as one test.
    pub(super) fn conformance(&mut self, what: &str, arguments: &[&str]) {
        self.command(what, workspace::program(workspace::CONFORMANCE).with(arguments));
    }
}

/// Runs a command and passes on what it prints, but for the JSON that is meant for programs.
fn stream(mut command: Command) -> Result<(bool, String)> {
    let mut child = command.stdout(Stdio::piped()).spawn().context("a step did not start")?;
    let mut printed = String::new();
    let stdout = child.stdout.take().context("a step has no output")?;
    for line in BufReader::new(stdout).lines() {
        let line = line?;
        // A thousand lines of `ok` would hide what matters.
        let expected = line.ends_with("... ok")
            || line.starts_with("Test Case ")
                && [" started at ", " passed ("].iter().any(|word| line.contains(word));
        if !line.starts_with('{') && !expected && !line.trim().is_empty() {
            println!("    {line}");
        }
        printed += &line;
        printed.push('\n');
    }
    Ok((child.wait()?.success(), printed))
}
