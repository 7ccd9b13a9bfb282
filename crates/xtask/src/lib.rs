//! The tasks of this repository: `cargo xtask --help`. As a library, it builds what the conformance
//! suite tests and the benchmarks measure.

mod demo;
mod docs;
mod emulator;
mod files;
pub mod kotlin;
mod mcp;
pub mod node;
pub mod package;
pub mod platforms;
pub mod python;
mod release;
pub mod report;
mod scenarios;
mod setup;
pub mod swift;
mod test;
pub mod uniffi;
pub mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

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
    /// Measure the SDK and the alternatives side by side
    Bench(Passed),
    /// Kill imports midway, resume them, and check every row
    Crash(Passed),
    /// Do the main job on the embedded emulator
    Demo,
    /// Build the documentation site, and check its links and code
    Docs(docs::Arguments),
    /// Run every operation under every fault, and compare with the reviewed table
    Faults(Passed),
    /// Generate ERRORS.md, the types of other languages and the tables of the READMEs
    Generate(Passed),
    /// Check rules for the sources that no compiler checks
    Lint(Passed),
    /// Build the packages as they ship, and check them
    Package(package::Arguments),
    /// List missing calls, codes and scenarios of each surface
    Parity(scenarios::Parity),
    /// Check what a release needs, and print the order of publishing
    Release(release::Arguments),
    /// Run tests/scenarios, the shared behaviour of all surfaces
    Scenarios(scenarios::Arguments),
    /// Install the tools of the suites, or say how to
    Setup(setup::Arguments),
    /// Run the test suites
    Test(test::Arguments),
}

/// Arguments that are passed to another program of this repository.
#[derive(Args)]
#[command(disable_help_flag = true)]
struct Passed {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

/// Runs a task.
pub fn main() -> ExitCode {
    run().unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

fn run() -> Result<ExitCode> {
    match Arguments::parse().task {
        Task::Bench(passed) => passed.to(&["--package", "benches"], None),
        Task::Crash(passed) => passed.to(CONFORMANCE, Some("crash")),
        Task::Demo => demo::main(),
        Task::Docs(arguments) => docs::main(&arguments),
        Task::Faults(passed) => passed.to(CONFORMANCE, Some("faults")),
        Task::Generate(passed) => passed.to(CONFORMANCE, Some("generate")),
        Task::Lint(passed) => passed.to(&["--bin", "lint"], None),
        Task::Package(arguments) => package::main(&arguments),
        Task::Parity(arguments) => scenarios::parity(&arguments),
        Task::Release(arguments) => release::main(&arguments),
        Task::Scenarios(arguments) => scenarios::main(&arguments),
        Task::Setup(arguments) => setup::main(&arguments),
        Task::Test(arguments) => test::main(&arguments),
    }
}

impl Passed {
    /// Builds and runs a program, and returns its exit code.
    fn to(self, program: &[&str], task: Option<&str>) -> Result<ExitCode> {
        let status = workspace::program(program).args(task).args(self.arguments).status()?;
        let code = status.code().and_then(|code| u8::try_from(code).ok());
        Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
    }
}
