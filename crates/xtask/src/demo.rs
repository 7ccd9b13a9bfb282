//! `cargo xtask demo`: the main job on the embedded emulator, in every installed language.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::kotlin::{self, Kotlin};
use crate::node::{self, Node};
use crate::python::{self, Python};
use crate::setup::SWIFT;
use crate::swift::{self, Swift, Toolchain};
use crate::workspace::{self, With};

/// A language: its name, its requirement, how to install it, whether it is installed, and a function that builds the package
/// and returns the command of the example.
type Language = (&'static str, &'static str, &'static str, fn() -> bool, fn() -> Result<Command>);

const LANGUAGES: &[Language] = &[
    (
        "Python",
        python::REQUIREMENT,
        python::INSTALL,
        || python::interpreter().is_some(),
        || Ok(Python::set_up()?.tool("python").with(["examples/sale.py"])),
    ),
    ("Node", node::REQUIREMENT, node::INSTALL, node::is_installed, || {
        Ok(Node::set_up()?.node().with(["examples/sale.mjs"]))
    }),
    ("Kotlin", kotlin::REQUIREMENT, kotlin::INSTALL, kotlin::is_installed, || {
        Kotlin::set_up()?.java("sale.SaleKt")
    }),
    (
        "Swift",
        swift::REQUIREMENT,
        SWIFT.how,
        || Toolchain::find().is_some(),
        || Ok(Swift::set_up()?.run("Sale")),
    ),
];

/// Runs the demo, and fails if a part of it fails.
pub(crate) fn main() -> Result<ExitCode> {
    println!("The demo uses an emulator on this machine. It needs no account and sends nothing elsewhere.");
    println!("First the command-line program. The first build takes a few minutes …");
    let mut demo = Command::new(workspace::command_line()?);
    let status = demo.args(["demo", "--output", "table"]).status().context("chat44mp did not start")?;
    if !status.success() {
        return Ok(ExitCode::FAILURE);
    }
    let (installed, missing): (Vec<&Language>, Vec<&Language>) =
        LANGUAGES.iter().partition(|(.., is_installed, _)| is_installed());
    let names: Vec<_> = installed.iter().map(|(name, ..)| *name).collect();
    let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    println!("\nThe same sale in other languages. Installed: {names}");
    for (name, needed, how, ..) in &missing {
        println!("  {name}: skipped, requires {needed}. To install it: {how}");
    }
    for (name, .., prepare) in installed {
        println!("\n{name}: building the package. The first build downloads tools …");
        if !prepare()?.status().with_context(|| format!("{name} did not start"))?.success() {
            return Ok(ExitCode::FAILURE);
        }
    }
    Ok(ExitCode::SUCCESS)
}
