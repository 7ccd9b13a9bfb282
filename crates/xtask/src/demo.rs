//! `cargo xtask demo`: the SDK does its job on the built-in emulator, in every language that there is.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::python::{self, Python};
use crate::workspace;

/// Tells the story, and fails if it goes wrong.
pub(crate) fn main() -> Result<ExitCode> {
    println!("Building the command line (the first time takes a minute) …");
    let status = Command::new(workspace::command_line()?)
        .args(["demo", "--output", "table"])
        .status()
        .context("the command line could not be started")?;
    if !status.success() {
        return Ok(ExitCode::FAILURE);
    }
    if python::interpreter().is_none() {
        println!("\nPython: not told, there is no {}", python::NEEDED);
        return Ok(ExitCode::SUCCESS);
    }
    println!("\nBuilding the Python package (the first time takes two minutes) …");
    let status = Python::set_up()?.tool("python").arg("examples/sale.py").status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
