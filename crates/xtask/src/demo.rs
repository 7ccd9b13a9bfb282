//! `cargo xtask demo`: the SDK does its job on the built-in emulator, in every language that there is.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::workspace;

/// Tells the story, and fails if it goes wrong.
pub(crate) fn main() -> Result<ExitCode> {
    println!("Building the command line (the first time takes a minute) …");
    let status = Command::new(workspace::command_line()?)
        .args(["demo", "--output", "table"])
        .status()
        .context("the command line could not be started")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
