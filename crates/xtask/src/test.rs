//! `cargo xtask test`: every suite that there is, and one total at the end.

use std::io::{BufRead, BufReader};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::kotlin::{Kotlin, Tests};
use crate::node::Node;
use crate::python::Python;
use crate::report::Report;
use crate::setup::{CARGO_FUZZ, NIGHTLY, SWIFT, Tool};
use crate::swift::{Swift, Toolchain};
use crate::{kotlin, node, python, workspace};

/// How long each fuzz target runs: 30 s in all.
const FUZZ_SECONDS: u64 = 10;
const FUZZ_TARGETS: &[&str] = &["answers", "envelope", "scalars"];

/// The suites.
const SUITES: &[&str] = &["rust", "python", "node", "kotlin", "swift", "cli"];

#[derive(Args)]
pub(crate) struct Arguments {
    /// Which suites, such as `rust,cli`; all that are built, if left out
    #[arg(long, value_delimiter = ',')]
    lang: Vec<String>,
    /// Fail if a suite of this repository cannot run
    #[arg(long)]
    require_all: bool,
}

/// What a suite came to.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
}

impl Count {
    fn add(&mut self, other: Count) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// `cargo xtask test`.
pub(crate) fn main(arguments: &Arguments) -> Result<ExitCode> {
    for name in &arguments.lang {
        ensure!(SUITES.contains(&name.as_str()), "no suite {name:?}; there is: {}", SUITES.join(", "));
    }
    let wanted = |name: &&&str| arguments.lang.is_empty() || arguments.lang.iter().any(|lang| lang == *name);
    let (mut total, mut lines) = (Count::default(), Vec::new());
    for name in SUITES.iter().filter(wanted) {
        let mut suite = Suite { name, require_all: arguments.require_all, count: Count::default() };
        match *name {
            "rust" => rust(&mut suite),
            "cli" => cli(&mut suite),
            "python" => python(&mut suite),
            "node" => node(&mut suite),
            "kotlin" => kotlin(&mut suite),
            _ => swift(&mut suite),
        }
        lines.push(format!("{name}: {} passed, {} failed", suite.count.passed, suite.count.failed));
        total.add(suite.count);
    }
    println!();
    lines.iter().for_each(|line| println!("{line}"));
    println!("{} passed, {} failed", total.passed, total.failed);
    Ok(if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn rust(suite: &mut Suite) {
    let packages = [
        "--package",
        "chat44mp",
        "--package",
        "chat44mp-emulator",
        "--package",
        "xtask",
        "--package",
        "conformance",
    ];
    suite.cargo_tests(&[&packages[..], &["--features", "chat44mp/ffi"]].concat());
    // Apart, and as the tests of Kotlin and Swift want it: its features must not reach the rest.
    suite.cargo_tests(&["--package", "chat44mp-uniffi", "--features", "testing"]);
    suite.scenarios("rust");
    suite.task("the fault matrix", &["faults"]);
    suite.task("the fault matrix notices mistakes", &["faults", "--mutants"]);
    suite.task("ERRORS.md", &["errors", "--check"]);
    fuzz(suite);
}

fn cli(suite: &mut Suite) {
    suite.cargo_tests(&["--package", "chat44mp-cli"]);
    suite.scenarios("cli");
}

fn python(suite: &mut Suite) {
    if python::interpreter().is_none() {
        suite.cannot_run(python::NEEDED, "install it, or name another with CHAT44MP_PYTHON");
        return;
    }
    let one = Count { passed: 1, failed: 0 };
    let mut package = None;
    suite.step("building the package into an environment of its own", |_| {
        package = Some(Python::set_up()?);
        Ok(one)
    });
    let Some(package) = package else { return };
    suite.step("pytest, every scenario with both clients included", |_| {
        let mut command = package.tool("pytest");
        command.args(["--quiet", "--no-header", "-p", "no:cacheprovider", "--color", "no"]);
        let (success, printed) = stream(command)?;
        let count = pytest(&printed);
        ensure!(count != Count::default(), "no tests were run");
        ensure!(success || count.failed > 0, "pytest failed without a failing test: see above");
        Ok(count)
    });
    for (name, command) in package.checks() {
        suite.step(name, |_| {
            let (success, _) = stream(command)?;
            Ok(Count { passed: u64::from(success), failed: u64::from(!success) })
        });
    }
    suite.step("the committed stubs", |_| package.check_stubs().map(|()| one));
    let mut others = Vec::new();
    suite.step("a wheel in empty environments, of every CPython that is there", |_| {
        others = package.check_wheel()?;
        println!("    and with {}", others.join(", "));
        Ok(one)
    });
    if others.is_empty() {
        suite.cannot_run("the wheel with a second CPython", "install another version, such as python3.13");
    }
    suite.step("a wheel from the source distribution", |_| {
        let fresh = tempfile::tempdir()?;
        package.check_sdist(&package.sdist(fresh.path())?).map(|()| one)
    });
}

fn node(suite: &mut Suite) {
    if !node::is_there() {
        suite.cannot_run(node::NEEDED, "install it from nodejs.org");
        return;
    }
    let one = Count { passed: 1, failed: 0 };
    let mut package = None;
    suite.step("building the package", |_| {
        package = Some(Node::set_up()?);
        Ok(one)
    });
    let Some(package) = package else { return };
    suite.step("tests/scenarios", |_| {
        let report = Report::of(package.scenarios(), None)?;
        Ok(Count { passed: report.passed, failed: report.failed + report.skipped })
    });
    for (name, runtime) in package.runtimes() {
        suite.step(&format!("tests on {name}, every scenario included"), |_| {
            let (success, printed) = stream(package.tests(&runtime))?;
            let count = tap(&printed);
            ensure!(count != Count::default(), "no tests were run");
            ensure!(success || count.failed > 0, "the tests failed without a failing test: see above");
            Ok(count)
        });
    }
    for (name, command) in package.checks() {
        suite.step(name, |_| {
            let (success, _) = stream(command)?;
            Ok(Count { passed: u64::from(success), failed: u64::from(!success) })
        });
    }
    suite.step("the committed types", |_| package.check_types().map(|()| one));
    suite.step("the packed package in an empty project", |_| package.check_package().map(|()| one));
}

fn kotlin(suite: &mut Suite) {
    if !kotlin::is_there() {
        suite
            .cannot_run(kotlin::NEEDED, "install both; Debian has them as openjdk-17-jdk-headless and maven");
        return;
    }
    let mut package = None;
    suite.step("building the native library", |_| {
        package = Some(Kotlin::prepare()?);
        Ok(Count { passed: 1, failed: 0 })
    });
    let Some(package) = package else { return };
    suite.step("JUnit, every scenario included (the first time Maven downloads what it needs)", |_| {
        let Tests { passed, failed } = package.test()?;
        Ok(Count { passed, failed })
    });
    suite.step("the packed artefacts in an empty project", |_| {
        package.check_consumer(&kotlin::repository()).map(|()| Count { passed: 1, failed: 0 })
    });
}

fn swift(suite: &mut Suite) {
    if let Err(error) = Toolchain::get() {
        suite.cannot_run(SWIFT.name, &format!("{error:#}; it comes {}", SWIFT.how()));
        return;
    }
    let one = Count { passed: 1, failed: 0 };
    let mut package = None;
    suite.step("building the library and the sources that go with it", |_| {
        package = Some(Swift::set_up()?);
        Ok(one)
    });
    let Some(package) = package else { return };
    suite.step("swift test", |_| {
        let (success, printed) = stream(package.tests())?;
        let count = xctest(&printed);
        ensure!(count != Count::default(), "no tests were run");
        ensure!(success || count.failed > 0, "the tests failed without a failing test: see above");
        Ok(count)
    });
    suite.step("tests/scenarios, as swift test played them", |_| {
        let report = package.report()?;
        Ok(Count { passed: report.passed, failed: report.failed + report.skipped })
    });
    suite.step("the packed package in a project elsewhere, with all Swift of its README", |_| {
        let packed = workspace::target().join("swift/packed");
        package.pack(&packed)?;
        package.check_package(&packed, "debug").map(|_| one)
    });
}

/// What XCTest says of all its tests. A skipped test is a failed one: a suite may skip nothing.
fn xctest(printed: &str) -> Count {
    let last = printed.lines().rev().find(|line| line.trim_start().starts_with("Executed "));
    let words: Vec<_> = last.unwrap_or_default().split_whitespace().collect();
    let number = |word: &str, before: usize| {
        let at = words.iter().position(|other| other.starts_with(word))?.checked_sub(before)?;
        words[at].parse::<u64>().ok()
    };
    let failed = number("failure", 1).unwrap_or_default() + number("skipped", 2).unwrap_or_default();
    Count { passed: number("test", 1).unwrap_or_default().saturating_sub(failed), failed }
}

/// Adds up the last lines of TAP. A skipped test is a failed one: a suite may skip nothing.
fn tap(printed: &str) -> Count {
    let mut count = Count::default();
    for line in printed.lines().filter_map(|line| line.strip_prefix("# ")) {
        match line.split_once(' ').map(|(word, number)| (word, number.parse::<u64>())) {
            Some(("pass", Ok(passed))) => count.passed += passed,
            Some(("fail" | "cancelled" | "skipped" | "todo", Ok(failed))) => count.failed += failed,
            _ => {}
        }
    }
    count
}

/// Adds up pytest's last line. A skipped test is a failed one: a suite may skip nothing.
fn pytest(printed: &str) -> Count {
    let mut count = Count::default();
    let last = printed.lines().rev().find(|line| line.contains(" passed") || line.contains(" failed"));
    for part in last.unwrap_or_default().split(", ") {
        let mut words = part.trim_matches('=').split_whitespace();
        match (words.next().and_then(|word| word.parse::<u64>().ok()), words.next()) {
            (Some(passed), Some("passed")) => count.passed += passed,
            (Some(failed), Some("failed" | "error" | "errors" | "skipped")) => count.failed += failed,
            _ => {}
        }
    }
    count
}

/// Thirty seconds of fuzzing. Where it cannot run, the property tests have covered the same ground.
fn fuzz(suite: &mut Suite) {
    for tool in [&NIGHTLY, &CARGO_FUZZ] {
        if !tool.is_there() {
            println!("fuzzing: skipped, {}", missing(tool));
            return;
        }
    }
    for target in FUZZ_TARGETS {
        suite.step(&format!("fuzzing {target} for {FUZZ_SECONDS} s"), |_| {
            let corpus = format!("fuzz/corpus/{target}");
            std::fs::create_dir_all(workspace::root().join(&corpus))?;
            let limit = format!("-max_total_time={FUZZ_SECONDS}");
            let mut command = workspace::cargo();
            command
                // Otherwise the toolchain that runs this task would be taken.
                .env_remove("RUSTUP_TOOLCHAIN")
                .env_remove("CARGO")
                .env("RUST_BACKTRACE", "0")
                .args(["+nightly", "fuzz", "run", target, &corpus, "fuzz/seeds"])
                .args(["crates/chat44mp/tests/data/reference", "--", &limit]);
            let output = command.output().context("cargo fuzz did not start")?;
            let told = String::from_utf8_lossy(&output.stderr);
            ensure!(output.status.success(), "{}", from_panic(&told));
            if let Some(done) = told.lines().find(|line| line.starts_with("Done ")) {
                println!("    {done}");
            }
            Ok(Count { passed: 1, failed: 0 })
        });
    }
}

fn missing(tool: &Tool) -> String {
    format!("{} is missing; get it with `cargo xtask setup` or `{}`", tool.name, tool.how())
}

/// What matters of a fuzzer's long farewell: the panic, and where the input is.
fn from_panic(told: &str) -> String {
    let lines: Vec<_> = told.lines().collect();
    let start =
        lines.iter().position(|line| line.contains("panicked at") || line.contains("ERROR: ")).unwrap_or(0);
    let panic = lines.iter().skip(start).take(8);
    panic
        .chain(lines.iter().filter(|line| line.contains("fuzz/artifacts/")))
        .copied()
        .collect::<Vec<_>>()
        .join("\n")
}

/// A suite while it runs.
struct Suite {
    name: &'static str,
    require_all: bool,
    count: Count,
}

impl Suite {
    /// One step; a step that breaks counts as one failure.
    fn step(&mut self, what: &str, step: impl FnOnce(&str) -> Result<Count>) {
        println!("{}: {what} …", self.name);
        let count = step(what).unwrap_or_else(|error| {
            println!("{}: {what}: FAILED\n{error:#}", self.name);
            Count { passed: 0, failed: 1 }
        });
        self.count.add(count);
    }

    /// A suite without its toolchain.
    fn cannot_run(&mut self, what: &str, remedy: &str) {
        println!("{}: {what} cannot run: {remedy}", self.name);
        self.count.failed += u64::from(self.require_all);
    }

    fn cargo_tests(&mut self, packages: &[&str]) {
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

    fn scenarios(&mut self, surface: &str) {
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
    fn task(&mut self, what: &str, arguments: &[&str]) {
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
fn stream(mut command: Command) -> Result<(bool, String)> {
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

/// Adds up what `cargo test` says of each of its programs.
fn tests(printed: &str) -> Count {
    let mut total = Count::default();
    for line in printed.lines().filter(|line| line.starts_with("test result: ")) {
        for part in line.split(['.', ';']) {
            let mut words = part.split_whitespace();
            match (words.next().and_then(|word| word.parse::<u64>().ok()), words.next()) {
                (Some(count), Some("passed")) => total.passed += count,
                (Some(count), Some("failed")) => total.failed += count,
                _ => {}
            }
        }
    }
    total
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn what_cargo_test_says_is_added_up() {
        let printed = "running 2 tests\n\
            test result: ok. 47 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.40s\n\
            test result: FAILED. 2 passed; 1 failed; 3 ignored; 0 measured; 0 filtered out; finished in 0.02s\n";
        assert_eq!(tests(printed), Count { passed: 49, failed: 1 });
    }

    #[test]
    fn what_xctest_says_is_added_up() {
        let printed = "\t Executed 3 tests, with 1 failure (0 unexpected) in 0.1 (0.1) seconds\n\
            \t Executed 42 tests, with 2 tests skipped and 1 failure (0 unexpected) in 9.0 (9.0) seconds\n";
        assert_eq!(xctest(printed), Count { passed: 39, failed: 3 });
        assert_eq!(
            xctest("\t Executed 1 test, with 0 failures (0 unexpected)"),
            Count { passed: 1, failed: 0 }
        );
        assert_eq!(xctest("error: no such module"), Count::default());
    }

    #[test]
    fn what_node_says_is_added_up() {
        let printed = "ok 1 - a\n# tests 40\n# pass 36\n# fail 2\n# cancelled 0\n# skipped 1\n# todo 0\n";
        assert_eq!(tap(printed), Count { passed: 36, failed: 3 });
    }

    #[test]
    fn what_pytest_says_is_added_up() {
        assert_eq!(pytest("....\n877 passed in 41.02s\n"), Count { passed: 877, failed: 0 });
        let printed = "FAILED tests/a.py\n2 failed, 874 passed, 1 skipped, 1 error in 9.10s (0:00:09)";
        assert_eq!(pytest(printed), Count { passed: 874, failed: 4 });
    }
}
