//! `cargo xtask test`: every suite, and one total at the end.

mod counts;
mod suite;

use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::kotlin::{Kotlin, Tests};
use crate::node::Node;
use crate::python::Python;
use crate::report::Report;
use crate::setup::{CARGO_FUZZ, NIGHTLY, SWIFT, Tool};
use crate::swift::{Swift, Toolchain};
use crate::{downloads, kotlin, node, python, workspace};

use counts::{Count, pytest, tap, xctest};
use suite::{Suite, stream};

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

/// `cargo xtask test`.
pub(crate) fn main(arguments: &Arguments) -> Result<ExitCode> {
    for name in &arguments.lang {
        ensure!(SUITES.contains(&name.as_str()), "no suite {name:?}; there is: {}", SUITES.join(", "));
    }
    let wanted = |name: &&&str| arguments.lang.is_empty() || arguments.lang.iter().any(|lang| lang == *name);
    let wanted: Vec<&str> = SUITES.iter().filter(wanted).copied().collect();
    downloads::announce(&wanted);
    let (mut total, mut lines) = (Count::default(), Vec::new());
    for name in wanted {
        let mut suite = Suite { name, require_all: arguments.require_all, count: Count::default() };
        match name {
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
    let packages = ["chat44mp", "chat44mp-emulator", "conformance", "lint", "xtask"];
    let packages: Vec<&str> = packages.iter().flat_map(|package| ["--package", package]).collect();
    suite.cargo_tests(&packages);
    // Apart, and as the tests of Kotlin and Swift want it: its features must not reach the rest.
    suite.cargo_tests(&["--package", "chat44mp-uniffi", "--features", "testing"]);
    suite.scenarios("rust");
    suite.task("the fault matrix", &["faults"]);
    suite.task("the fault matrix notices mistakes", &["faults", "--mutants"]);
    suite.task("ERRORS.md", &["errors", "--check"]);
    fuzz(suite);
}

fn cli(suite: &mut Suite) {
    suite.cargo_tests(&["--bin", "chat44mp", "--test", "cli"]);
    suite.scenarios("cli");
}

fn python(suite: &mut Suite) {
    if python::interpreter().is_none() {
        suite.cannot_run(python::NEEDED, python::HOW);
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
        suite.cannot_run(node::NEEDED, node::HOW);
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
        suite.cannot_run(kotlin::NEEDED, kotlin::HOW);
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
        suite.cannot_run(SWIFT.name, &format!("{error:#}; to get it: {}", SWIFT.how()));
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
