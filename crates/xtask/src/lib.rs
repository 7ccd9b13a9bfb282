//! The tasks of this repository: `cargo xtask --help`. As a library, it builds the packages that the benchmarks measure.

mod demo;
mod downloads;
mod emulator;
mod files;
pub mod kotlin;
pub mod node;
pub mod package;
pub mod python;
mod report;
mod scenarios;
mod setup;
pub mod swift;
mod test;
pub mod uniffi;
pub mod workspace;

use std::env;
use std::ffi::OsString;
use std::process::{Command, ExitCode};

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

use workspace::CONFORMANCE;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The tasks of this repository")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Measure the SDK next to what a user would write instead
    Bench(Passed),
    /// Kill imports midway, resume them, and check every row
    Crash(Passed),
    /// Show the SDK at work on the built-in emulator: a sale, start to end
    Demo,
    /// Write ERRORS.md from the core's codes and catalogue
    Errors(Passed),
    /// Run every operation under every fault, and compare with the reviewed table
    Faults(Passed),
    /// Check the rules for the sources that no compiler checks
    Lint(Passed),
    /// Build what ships, as it ships, and check it
    Package(package::Arguments),
    /// List the calls, codes and scenarios that a surface lacks
    Parity(scenarios::Parity),
    /// Run tests/scenarios: what every surface must do the same
    Scenarios(scenarios::Arguments),
    /// Install the tools that the suites need, or say how to
    Setup(setup::Arguments),
    /// Run the test suites
    Test(test::Arguments),
}

/// Arguments of another program of this repository.
#[derive(Args)]
#[command(disable_help_flag = true)]
struct Passed {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

/// Runs the task that the command line names.
pub fn main() -> ExitCode {
    let result = without_package().transpose().unwrap_or_else(run);
    result.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

/// Runs this program again without what cargo says about its package, if it does. The cargo that the tasks run must not see
/// it: some build scripts, such as ring's, run again when it changes, and whatever depends on them is built again.
fn without_package() -> Result<Option<ExitCode>> {
    let is_about_package =
        |name: &str| ["CARGO_MANIFEST_", "CARGO_PKG_"].iter().any(|start| name.starts_with(start));
    let names: Vec<_> = env::vars_os().map(|(name, _)| name).collect();
    let names: Vec<_> = names.iter().filter(|name| is_about_package(&name.to_string_lossy())).collect();
    if names.is_empty() {
        return Ok(None);
    }
    let mut command = Command::new(env::current_exe()?);
    for name in names {
        command.env_remove(name);
    }
    exit_code(command.args(env::args_os().skip(1))).map(Some)
}

fn run() -> Result<ExitCode> {
    match Arguments::parse().task {
        Task::Bench(passed) => passed.to(&["--package", "benches"], None),
        Task::Crash(passed) => passed.to(CONFORMANCE, Some("crash")),
        Task::Demo => demo::main(),
        Task::Errors(passed) => passed.to(CONFORMANCE, Some("errors")),
        Task::Faults(passed) => passed.to(CONFORMANCE, Some("faults")),
        Task::Lint(passed) => passed.to(&["--bin", "lint"], None),
        Task::Package(arguments) => package::main(&arguments),
        Task::Parity(arguments) => scenarios::parity(&arguments),
        Task::Scenarios(arguments) => scenarios::main(&arguments),
        Task::Setup(arguments) => setup::main(&arguments),
        Task::Test(arguments) => test::main(&arguments),
    }
}

/// Runs a program, and returns its exit code.
fn exit_code(command: &mut Command) -> Result<ExitCode> {
    let code = command.status()?.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

impl Passed {
    /// Builds and runs a program, and returns its exit code.
    fn to(self, program: &[&str], task: Option<&str>) -> Result<ExitCode> {
        exit_code(workspace::program(program).args(task).args(self.arguments))
    }
}
