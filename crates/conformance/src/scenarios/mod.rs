//! `cargo xtask scenarios`: runs `tests/scenarios`, what every language must do the same.

mod arguments;
mod cli;
mod compare;
mod export;
mod format;
mod runner;
mod rust;
mod stage;
mod target;
mod variables;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::{Args, ValueEnum};

pub(crate) use cli::words;
pub(crate) use format::{COMPOSED, Expect, Profile, Scenario};
pub(crate) use runner::{Report, Server};
pub(crate) use variables::Variables;

use export::as_json;
use target::Target;

use crate::workspace;

/// How many emulators run at once.
pub(crate) const AT_A_TIME: usize = 16;

#[derive(Args)]
pub(crate) struct Arguments {
    /// What makes the calls
    #[arg(long, value_enum, default_value = "rust")]
    surface: SurfaceName,
    /// A server that is there already, as a JSON file: {"base_url": …, "fixtures": {…}}
    #[arg(long, value_name = "FILE")]
    target: Option<PathBuf>,
    /// Only scenarios whose file or name holds this text
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Print the report as JSON, as the last line
    #[arg(long)]
    json: bool,
    /// Write all scenarios to a file, as JSON, instead of running them
    #[arg(long, value_name = "FILE")]
    export: Option<PathBuf>,
    /// The command-line program for `--surface cli`, instead of the one of these sources
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
}

/// The surfaces that can be driven from here. Other languages bring their own runner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SurfaceName {
    Rust,
    Cli,
}

/// `cargo xtask scenarios`.
pub(crate) fn main(arguments: &Arguments) -> Result<ExitCode> {
    let server = match &arguments.target {
        Some(file) => Server::Target(Target::load(file)?),
        None => Server::Emulators { at_a_time: AT_A_TIME },
    };
    let scenarios = load()?;
    if let Some(file) = &arguments.export {
        fs::write(file, as_json(&scenarios)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    let filter = arguments.filter.as_deref().unwrap_or_default();
    let chosen: Vec<&Scenario> = scenarios
        .iter()
        .filter(|scenario| scenario.name.contains(filter) || scenario.file.contains(filter))
        .collect();
    ensure!(!chosen.is_empty(), "no scenario's file or name holds {filter:?}");
    let binary = match (arguments.surface, &arguments.binary) {
        (_, Some(binary)) => binary.clone(),
        (SurfaceName::Cli, None) => workspace::command_line()?,
        (SurfaceName::Rust, None) => PathBuf::new(),
    };
    let report = run(arguments.surface, &binary, &chosen, &server)?;
    print(&report);
    if arguments.json {
        println!("{}", serde_json::to_string(&report)?);
    }
    Ok(if report.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Every scenario of this repository.
pub(crate) fn load() -> Result<Vec<Scenario>> {
    format::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/scenarios"))
}

/// Runs scenarios on a surface, each with an emulator of its own or all of them on a target.
pub(crate) fn run(
    surface: SurfaceName,
    binary: &Path,
    scenarios: &[&Scenario],
    server: &Server,
) -> Result<Report> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("the runtime could not be made")?;
    Ok(match surface {
        SurfaceName::Rust => runtime.block_on(runner::run(&rust::Rust, scenarios, server)),
        SurfaceName::Cli => {
            let cli = cli::Cli::new(binary)?;
            runtime.block_on(runner::run(&cli, scenarios, server))
        }
    })
}

/// Failures first, the counts last.
pub(crate) fn print(report: &Report) {
    for failure in &report.failures {
        println!("FAILED {}: {}\n  {}", failure.file, failure.scenario, failure.at);
        for problem in &failure.problems {
            println!("    {problem}");
        }
    }
    for (reason, count) in &report.skips {
        println!("skipped {count}: {reason}");
    }
    print!("scenarios ({}): {} passed, {} failed", report.surface, report.passed, report.failed);
    if report.skipped_steps > 0 {
        print!(", {} skipped whole ({} steps skipped)", report.skipped, report.skipped_steps);
    }
    println!();
}

#[cfg(test)]
mod tests;
