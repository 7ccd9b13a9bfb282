//! `cargo xtask parity`: runs the scenarios of every language, and has the conformance suite compare the reports.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use crate::scenarios::{self, FOREIGN};
use crate::workspace;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Print the table as JSON, as the last line
    #[arg(long)]
    json: bool,
}

/// `cargo xtask parity`. Fails when a surface lacks something.
pub(crate) fn main(arguments: &Arguments) -> Result<ExitCode> {
    let mut command = workspace::program(workspace::CONFORMANCE);
    command.arg("parity");
    for surface in FOREIGN {
        println!("{}: running all scenarios …", surface.name());
        let report = scenarios::run(surface, None)?.save(&surface.name())?;
        command.arg("--report").arg(report);
    }
    if arguments.json {
        command.arg("--json");
    }
    let complete = command.status()?.success();
    Ok(if complete { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
