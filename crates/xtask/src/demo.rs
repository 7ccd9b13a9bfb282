//! `cargo xtask demo`: the SDK does its job on the built-in emulator, in every language that there is.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::kotlin::{self, Kotlin};
use crate::node::{self, Node};
use crate::python::{self, Python};
use crate::swift::{Swift, Toolchain};
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
    let told = python()? && node()? && kotlin()? && swift()?;
    Ok(if told { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn python() -> Result<bool> {
    if python::interpreter().is_none() {
        println!("\nPython: not told, there is no {}", python::NEEDED);
        return Ok(true);
    }
    println!("\nBuilding the Python package (the first time takes two minutes) …");
    Ok(Python::set_up()?.tool("python").arg("examples/sale.py").status()?.success())
}

fn node() -> Result<bool> {
    if !node::is_there() {
        println!("\nNode: not told, there is no {}", node::NEEDED);
        return Ok(true);
    }
    println!("\nBuilding the Node package (the first time takes two minutes) …");
    Ok(Node::set_up()?.node().arg("examples/sale.mjs").status()?.success())
}

fn kotlin() -> Result<bool> {
    if !kotlin::is_there() {
        println!("\nKotlin: not told, there is no {}", kotlin::NEEDED);
        return Ok(true);
    }
    println!("\nBuilding the Kotlin package (the first time Maven downloads what it needs) …");
    Ok(Kotlin::set_up()?.java("sale.SaleKt")?.status()?.success())
}

fn swift() -> Result<bool> {
    if let Err(error) = Toolchain::get() {
        println!("\nSwift: not told: {error:#}");
        return Ok(true);
    }
    println!("\nBuilding the Swift package (the first time takes two minutes) …");
    Ok(Swift::set_up()?.run("Sale").status()?.success())
}
