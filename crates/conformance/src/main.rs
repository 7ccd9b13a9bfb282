//! The conformance suite: behaviour that all surfaces of the SDK share, and robustness against failures. Run it as
//! `cargo xtask scenarios`, `docs`, `faults`, `crash`, `parity` and `generate`.

mod crash;
mod docs;
mod faults;
mod generate;
mod markdown;
mod parity;
mod scenarios;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The conformance suite")]
struct Arguments {
    #[command(subcommand)]
    check: Check,
}

#[derive(Subcommand)]
enum Check {
    /// Kill imports midway, resume them, and check every row
    Crash(crash::Arguments),
    /// Write the pages of the documentation site that follow from the core
    Docs(docs::Arguments),
    /// Run every operation under every fault, and compare with the reviewed table
    Faults(faults::Arguments),
    /// Generate ERRORS.md, the types of other languages and the tables of the READMEs
    Generate(generate::Arguments),
    /// List missing calls, codes and scenarios of each surface
    Parity(parity::Arguments),
    /// Run tests/scenarios, the shared behaviour of all surfaces
    Scenarios(scenarios::Arguments),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().check {
        Check::Crash(arguments) => crash::main(&arguments),
        Check::Docs(arguments) => docs::main(&arguments),
        Check::Faults(arguments) => faults::main(&arguments),
        Check::Generate(arguments) => generate::main(&arguments),
        Check::Parity(arguments) => parity::main(&arguments),
        Check::Scenarios(arguments) => scenarios::main(&arguments),
    };
    result.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}
