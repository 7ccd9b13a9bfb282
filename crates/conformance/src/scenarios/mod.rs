//! `cargo xtask scenarios`: runs `tests/scenarios`, the shared behaviour of all languages.

mod arguments;
mod cli;
mod compare;
mod format;
mod runner;
mod rust;
mod stage;
mod swift;
mod target;
mod variables;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::{Args, ValueEnum};
use xtask::report::Report;
use xtask::workspace;

pub(crate) use cli::words;
pub(crate) use format::{COMPOSED, Scenario};
pub(crate) use runner::Server;
pub(crate) use variables::Variables;

use target::Target;

/// Number of concurrent emulators.
pub(crate) const CONCURRENCY: usize = 16;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Surface that makes the calls
    #[arg(long, value_enum, default_value = "rust")]
    surface: SurfaceName,
    /// Existing server to use, as a JSON file: {"base_url": …, "fixtures": {…}}
    #[arg(long, value_name = "FILE")]
    target: Option<PathBuf>,
    /// Run only scenarios whose file or name contains this text
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Print the report as JSON, as the last line
    #[arg(long)]
    json: bool,
    /// Write the files of Swift's runner to a folder, instead of running scenarios
    #[arg(long, value_name = "FOLDER")]
    export_swift: Option<PathBuf>,
    /// Command-line program for `--surface cli` [default: built from the sources]
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
}

/// The surfaces with a runner in Rust. Other languages have their own runners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SurfaceName {
    Rust,
    Cli,
}

/// `cargo xtask scenarios`.
pub(crate) fn main(arguments: &Arguments) -> Result<ExitCode> {
    let server = match &arguments.target {
        Some(file) => Server::Target(Target::load(file)?),
        None => Server::Emulators { concurrency: CONCURRENCY },
    };
    let scenarios = load()?;
    if let Some(folder) = &arguments.export_swift {
        swift::export(&scenarios, folder)?;
        return Ok(ExitCode::SUCCESS);
    }
    let filter = arguments.filter.as_deref().unwrap_or_default();
    let chosen: Vec<&Scenario> = scenarios
        .iter()
        .filter(|scenario| scenario.name.contains(filter) || scenario.file.contains(filter))
        .collect();
    ensure!(!chosen.is_empty(), "no file or name of a scenario contains {filter:?}");
    let binary = match (arguments.surface, &arguments.binary) {
        (_, Some(binary)) => binary.clone(),
        (SurfaceName::Cli, None) => workspace::command_line()?,
        (SurfaceName::Rust, None) => PathBuf::new(),
    };
    let report = run(arguments.surface, &binary, &chosen, &server)?;
    report.print(&report.surface, arguments.json)?;
    Ok(if report.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Loads every scenario of this repository.
pub(crate) fn load() -> Result<Vec<Scenario>> {
    format::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/scenarios"))
}

/// Runs scenarios on a surface, each with its own emulator or all of them on a target.
pub(crate) fn run(
    surface: SurfaceName,
    binary: &Path,
    scenarios: &[&Scenario],
    server: &Server,
) -> Result<Report> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("the runtime could not be created")?;
    Ok(match surface {
        SurfaceName::Rust => runtime.block_on(runner::run(&rust::Rust, scenarios, server)),
        SurfaceName::Cli => {
            let cli = cli::Cli::new(binary)?;
            runtime.block_on(runner::run(&cli, scenarios, server))
        }
    })
}

#[cfg(test)]
mod tests;
