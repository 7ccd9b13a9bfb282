//! `cargo xtask test`: all suites, and their total.

mod counts;
mod disk;
mod downloads;
mod openapi;
mod suite;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::kotlin::Kotlin;
use crate::node::Node;
use crate::python::Python;
use crate::report::Report;
use crate::setup::{self, ACTIONLINT, CARGO_FUZZ, CHROMIUM, HADOLINT, SWIFT, ZIZMOR};
use crate::swift::{Swift, Toolchain, pack};
use crate::workspace::With;
use crate::{docs, kotlin, mcp, node, python, workspace};

use counts::{Count, junit, xctest};
use openapi::OpenApi;
use suite::Suite;

/// The fuzz targets and their number of inputs, about 10 s each.
const FUZZ_TARGETS: [(&str, u32); 4] =
    [("answers", 80_000), ("envelope", 60_000), ("files", 1_000), ("scalars", 500_000)];

const SUITES: &[&str] = &["rust", "python", "node", "kotlin", "swift", "cli", "docs", "openapi"];

#[derive(Args)]
pub(crate) struct Arguments {
    /// Suites to run, such as `rust,cli` [default: all]
    #[arg(long, value_delimiter = ',')]
    lang: Vec<String>,
    /// Fail if a suite cannot run on this machine
    #[arg(long)]
    require_all: bool,
}

/// `cargo xtask test`.
pub(crate) fn main(arguments: &Arguments) -> Result<ExitCode> {
    for name in &arguments.lang {
        ensure!(
            SUITES.contains(&name.as_str()),
            "unknown suite {name:?}; the suites are {}",
            SUITES.join(", ")
        );
    }
    let wanted = |name: &&&str| arguments.lang.is_empty() || arguments.lang.iter().any(|lang| lang == *name);
    let wanted: Vec<&str> = SUITES.iter().filter(wanted).copied().collect();
    disk::announce();
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
            "docs" => documentation(&mut suite),
            "openapi" => openapi(&mut suite),
            _ => swift(&mut suite),
        }
        lines.push(format!("{name}: {} passed, {} failed", suite.count.passed, suite.count.failed));
        total.add(suite.count);
    }
    println!();
    for failure in &total.failures {
        println!("FAILED: {failure}");
    }
    lines.iter().for_each(|line| println!("{line}"));
    println!("{} passed, {} failed", total.passed, total.failed);
    Ok(if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn rust(suite: &mut Suite) {
    let packages = ["benches", "chat44mp", "chat44mp-emulator", "conformance", "lint", "xtask"];
    let packages: Vec<&str> = packages.iter().flat_map(|package| ["--package", package]).collect();
    suite.cargo_tests(&packages);
    // Separate, so that its features do not change the other packages.
    suite.cargo_tests(&["--package", "chat44mp-uniffi", "--features", "testing"]);
    suite.cargo_tests(&["--package", "chat44mp-uniffi-bindgen"]);
    suite.scenarios("rust");
    suite.conformance("the fault matrix", &["faults"]);
    suite.conformance("the fault matrix detects mutants", &["faults", "--mutants"]);
    suite.conformance("the generated files", &["generate", "--check"]);
    workflows(suite);
    fuzz(suite);
}

fn cli(suite: &mut Suite) {
    suite.cargo_tests(&["--bin", "chat44mp", "--test", "cli"]);
    page(suite);
    suite.scenarios("cli");
    let Some(program) = suite.build("building the program", workspace::command_line) else { return };
    match python::interpreter() {
        Some(_) => suite.check("the MCP server with the Python client", || mcp::check_with_python(&program)),
        None => suite.cannot_run(python::REQUIREMENT, python::INSTALL),
    }
    match node::is_installed() {
        true => {
            suite.check("the MCP server with the TypeScript client", || mcp::check_with_typescript(&program))
        }
        false => suite.cannot_run(node::REQUIREMENT, node::INSTALL),
    }
}

/// The web page of the emulator.
fn page(suite: &mut Suite) {
    if !CHROMIUM.is_installed() && suite.require_all {
        suite.check("installing Chromium", || CHROMIUM.install().map(drop));
    }
    if !CHROMIUM.is_installed() {
        return suite.cannot_run("the emulator's web page in Chromium", CHROMIUM.how);
    }
    suite.cargo_tests(&["--test", "page", "--", "--ignored"]);
}

fn python(suite: &mut Suite) {
    if python::interpreter().is_none() {
        return suite.cannot_run(python::REQUIREMENT, python::INSTALL);
    }
    let what = "building the packages into a virtual environment";
    let Some(package) = suite.build(what, Python::set_up) else { return };
    let reports = reports("python");
    // One process per processor.
    let parallel = ["-n", "auto"];
    let options = ["--quiet", "--no-header", "-p", "no:cacheprovider", "--color", "no", "--junitxml"];
    let command = package.tool("pytest").with(parallel).with(options).with([reports.join("report.xml")]);
    suite.tests("pytest, every scenario with both clients included", command, |_| junit(&reports));
    for (name, command) in package.checks() {
        suite.command(name, command);
    }
    suite.check("the committed stubs", || package.check_stubs());
    let what = "the wheels in an empty environment of every installed CPython";
    if suite.build(what, || package.check_wheels()).is_some_and(|others| others.is_empty()) {
        suite.cannot_run("the wheels with a second CPython", "install another version, such as python3.13");
    }
    suite.check("wheels from the source distributions", || {
        let fresh = tempfile::tempdir()?;
        package.check_sdists(&package.sdists(fresh.path())?)
    });
}

fn node(suite: &mut Suite) {
    if !node::is_installed() {
        return suite.cannot_run(node::REQUIREMENT, node::INSTALL);
    }
    let Some(package) = suite.build("building the package", Node::set_up) else { return };
    suite.report("tests/scenarios", || Report::of(package.scenarios(), None));
    for (name, runtime) in package.runtimes() {
        let reports = reports("node");
        let command = package.tests(&runtime, &reports.join("report.xml"));
        suite.tests(&format!("tests on {name}, every scenario included"), command, |_| junit(&reports));
    }
    for (name, command) in package.checks() {
        suite.command(name, command);
    }
    suite.check("the committed types", || package.check_types());
    let packed = workspace::target().join("node/packed");
    let Some(packed) = suite.build("packing the packages", || package.pack_built(None, &packed)) else {
        return;
    };
    suite.check("the packed package in an empty project", || package.check_package(&packed));
    if suite.build("the tools of the consumer projects", || package.install_consumers()).is_none() {
        return;
    }
    for (name, what) in node::CONSUMERS {
        suite.check(what, || package.check_consumer(name, &packed));
    }
}

fn kotlin(suite: &mut Suite) {
    if !kotlin::is_installed() {
        return suite.cannot_run(kotlin::REQUIREMENT, kotlin::INSTALL);
    }
    let Some(package) = suite.build("building the native library", Kotlin::prepare) else { return };
    let what = "JUnit, every scenario included (the first time Maven downloads what it needs)";
    suite.tests(what, package.tests(), |_| junit(&kotlin::reports()));
    suite.check("the packed artefacts in an empty project", || package.check_consumer(&kotlin::repository()));
    for (framework, name) in kotlin::FRAMEWORKS {
        let what = format!("a service on {framework} with the packed artefacts");
        suite.check(&what, || package.check_framework(name, &kotlin::repository()));
    }
}

fn swift(suite: &mut Suite) {
    if let Err(error) = Toolchain::get() {
        return suite.cannot_run(SWIFT.name, &format!("{error:#}; to install it: {}", SWIFT.how));
    }
    let what = "building the library and generating sources";
    let Some(package) = suite.build(what, Swift::set_up) else { return };
    suite.tests("swift test", package.tests(), |printed| Ok(xctest(printed)));
    suite.report("tests/scenarios, from the report of swift test", || package.report());
    suite.check("the committed list of the API", || package.check_api());
    let what = "the packed package in projects elsewhere: all code of its README, and a command-line tool";
    suite.check(what, || {
        let packed = workspace::target().join("swift/packed");
        pack(&packed)?;
        package.check_package(&packed, "debug").map(drop)
    });
}

/// Checks the workflows of CI, and the container image.
fn workflows(suite: &mut Suite) {
    let zizmor = ".cache/tools/zizmor/bin/zizmor --offline --quiet .github";
    let hadolint = ".cache/tools/hadolint/bin/hadolint packaging/Dockerfile";
    for (tool, line) in [(&ACTIONLINT, "actionlint"), (&ZIZMOR, zizmor), (&HADOLINT, hadolint)] {
        match tool.is_installed() {
            true => suite.command(tool.name, setup::command(line)),
            false => suite.cannot_run(tool.name, tool.how),
        }
    }
}

fn documentation(suite: &mut Suite) {
    if !node::is_installed() {
        return suite.cannot_run(node::REQUIREMENT, node::INSTALL);
    }
    suite.check("building the site, and checking its links and code blocks", docs::build);
}

fn openapi(suite: &mut Suite) {
    if python::interpreter().is_none() {
        return suite.cannot_run(python::REQUIREMENT, python::INSTALL);
    }
    if !node::is_installed() {
        return suite.cannot_run(node::REQUIREMENT, node::INSTALL);
    }
    let Some(tools) = suite.build("installing the tools, starting the emulator", OpenApi::set_up) else {
        return;
    };
    for (name, command) in tools.checks() {
        suite.command(name, command);
    }
    suite.check("schemathesis against the emulator", || tools.check_conformance());
    suite.check("three calls of a client that openapi-typescript generates", || tools.check_client());
}

/// An empty folder for JUnit reports.
fn reports(suite: &str) -> PathBuf {
    let folder = workspace::target().join("reports").join(suite);
    let _ = std::fs::remove_dir_all(&folder);
    // The test program reports a folder that cannot be created.
    let _ = std::fs::create_dir_all(&folder);
    folder
}

/// Fuzzes with fixed seeds.
fn fuzz(suite: &mut Suite) {
    if !CARGO_FUZZ.is_installed() {
        return suite.cannot_run("fuzzing", CARGO_FUZZ.how);
    }
    for (target, runs) in FUZZ_TARGETS {
        suite.check(&format!("fuzzing {target} with {runs} inputs"), || {
            let corpus = format!("fuzz/corpus/{target}");
            std::fs::create_dir_all(workspace::root().join(&corpus))?;
            let output = workspace::cargo()
                .env("RUST_BACKTRACE", "0")
                // The decoders have no unsafe code for a sanitizer to check, and without one, stable Rust suffices.
                .args(["fuzz", "run", "--sanitizer", "none", target, &corpus, "fuzz/seeds"])
                .args(["crates/chat44mp/tests/data/reference", "--"])
                .args(["-seed=1", &format!("-runs={runs}")])
                .output()
                .context("cargo fuzz did not start")?;
            let printed = String::from_utf8_lossy(&output.stderr);
            let is_cause = |line: &&str| line.contains("panicked at") || line.contains("ERROR: ");
            let panic = printed.lines().skip_while(|line| !is_cause(line)).take(8);
            let input = printed.lines().filter(|line| line.contains("fuzz/artifacts/"));
            ensure!(output.status.success(), "{}", panic.chain(input).collect::<Vec<_>>().join("\n"));
            printed.lines().filter(|line| line.starts_with("Done ")).for_each(|line| println!("    {line}"));
            Ok(())
        });
    }
}
