//! `cargo xtask scenarios`: runs `tests/scenarios` with the runner of a surface. `cargo xtask parity`: runs them on all surfaces, and
//! passes the reports to the conformance suite.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::{Args, ValueEnum};

use crate::kotlin::Kotlin;
use crate::node::Node;
use crate::python::Python;
use crate::report::Report;
use crate::swift::Swift;
use crate::workspace;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Surface that makes the calls
    #[arg(long, value_enum, default_value = "rust")]
    surface: Surface,
    /// Existing server to use, as a JSON file: {"base_url": …, "fixtures": {…}} [default: an emulator per scenario]
    #[arg(long, value_name = "FILE")]
    target: Option<PathBuf>,
    /// Run only scenarios whose file or name contains this text (rust and cli)
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Print the report as JSON, as the last line
    #[arg(long)]
    json: bool,
    /// Command-line program for `--surface cli` [default: built from the sources]
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
}

/// A way to use the SDK.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Surface {
    Rust,
    Cli,
    Python,
    PythonAsync,
    Node,
    Kotlin,
    Swift,
}

/// Surfaces with a runner in their own language.
const FOREIGN: [Surface; 5] =
    [Surface::Python, Surface::PythonAsync, Surface::Node, Surface::Kotlin, Surface::Swift];

/// `cargo xtask scenarios`.
pub(crate) fn main(arguments: &Arguments) -> Result<ExitCode> {
    let target = arguments.target.as_deref().map(fs::canonicalize).transpose();
    let target = target.context("the target file cannot be read")?;
    let passed = match arguments.surface {
        Surface::Rust | Surface::Cli => conformance(arguments, target.as_deref())?,
        surface => {
            ensure!(arguments.filter.is_none(), "--filter works with --surface rust and cli only");
            let report = run(surface, target.as_deref())?;
            report.print(&surface.name(), arguments.json)?;
            report.failed == 0
        }
    };
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[derive(Args)]
pub(crate) struct Parity {
    /// Print the table as JSON, as the last line
    #[arg(long)]
    json: bool,
}

/// `cargo xtask parity`. Fails if a surface is incomplete.
pub(crate) fn parity(arguments: &Parity) -> Result<ExitCode> {
    let mut command = workspace::program(workspace::CONFORMANCE);
    command.arg("parity").args(arguments.json.then_some("--json"));
    for surface in FOREIGN {
        println!("{}: running all scenarios …", surface.name());
        command.arg("--report").arg(run(surface, None)?.save(&surface.name())?);
    }
    Ok(if command.status()?.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs the scenarios of the Rust and command-line surfaces.
fn conformance(arguments: &Arguments, target: Option<&Path>) -> Result<bool> {
    let mut command = workspace::program(workspace::CONFORMANCE);
    command.args(["scenarios", "--surface", &arguments.surface.name()]);
    let paths = [("--target", target), ("--binary", arguments.binary.as_deref())];
    for (option, path) in paths.into_iter().filter_map(|(option, path)| Some((option, path?))) {
        command.arg(option).arg(path);
    }
    if let Some(filter) = &arguments.filter {
        command.args(["--filter", filter]);
    }
    command.args(arguments.json.then_some("--json"));
    Ok(command.status()?.success())
}

/// Builds the package of a surface and runs its scenario runner.
fn run(surface: Surface, target: Option<&Path>) -> Result<Report> {
    let command = match surface {
        Surface::Python | Surface::PythonAsync => Python::set_up()?.scenarios(&surface.name()),
        Surface::Node => Node::set_up()?.scenarios(),
        Surface::Kotlin => Kotlin::set_up()?.scenarios()?,
        Surface::Swift => return Swift::set_up()?.scenarios(target),
        Surface::Rust | Surface::Cli => anyhow::bail!("the conformance suite runs {}", surface.name()),
    };
    Report::of(command, target)
}

impl Surface {
    /// The name in reports and arguments.
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}
