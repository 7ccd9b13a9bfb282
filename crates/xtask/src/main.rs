//! The tasks of this repository, one file a task. Run `cargo xtask --help`.

mod bench;
mod crash;
mod demo;
mod elf;
mod errors;
mod faults;
mod kotlin;
mod lint;
mod node;
mod package;
mod parity;
mod python;
mod r8;
mod scenarios;
mod setup;
mod surfaces;
mod swift;
mod test;
mod uniffi;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The tasks of this repository")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Measure the SDK beside what a user would write instead
    Bench(bench::Arguments),
    #[command(hide = true)]
    BenchPart(bench::PartArguments),
    /// Kill imports in the middle, go on, and look for every row
    Crash(crash::Arguments),
    /// Watch the SDK do its job on the built-in emulator: a sale, start to end
    Demo,
    /// Write ERRORS.md from the core's codes and catalogue
    Errors(errors::Arguments),
    /// Play every operation under every fault, and compare with the reviewed table
    Faults(faults::Arguments),
    /// Check the rules for the sources that no compiler checks
    Lint(lint::Arguments),
    /// Build what ships, as it ships, and look at it
    Package(package::Arguments),
    /// Compare what each language has, and name what is missing
    Parity(parity::Arguments),
    /// Run tests/scenarios: what every language must do the same
    Scenarios(scenarios::Arguments),
    /// Install the tools that the suites need, or say how to
    Setup(setup::Arguments),
    /// Run the test suites
    Test(test::Arguments),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().task {
        Task::Bench(arguments) => bench::main(&arguments),
        Task::BenchPart(arguments) => bench::part(&arguments),
        Task::Crash(arguments) => crash::main(&arguments),
        Task::Demo => demo::main(),
        Task::Errors(arguments) => errors::main(&arguments),
        Task::Faults(arguments) => faults::main(&arguments),
        Task::Lint(arguments) => lint::main(&arguments),
        Task::Package(arguments) => package::main(&arguments),
        Task::Parity(arguments) => parity::main(&arguments),
        Task::Scenarios(arguments) => scenarios::main(&arguments),
        Task::Setup(arguments) => setup::main(&arguments),
        Task::Test(arguments) => test::main(&arguments),
    };
    result.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}
