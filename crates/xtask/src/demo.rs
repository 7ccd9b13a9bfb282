//! `cargo xtask demo`: the SDK at work on the built-in emulator, in every language that is installed.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::kotlin::{self, Kotlin};
use crate::node::{self, Node};
use crate::python::{self, Python};
use crate::setup::SWIFT;
use crate::swift::{self, Swift, Toolchain};
use crate::workspace::{self, With};

/// A language that has the sale as an example program: its name, what it needs, how to install that, whether it is installed,
/// and what builds the package and returns the command that runs the example.
type Language = (&'static str, &'static str, &'static str, fn() -> bool, fn() -> Result<Command>);

const LANGUAGES: &[Language] = &[
    (
        "Python",
        python::NEEDED,
        python::HOW,
        || python::interpreter().is_some(),
        || Ok(Python::set_up()?.tool("python").with(["examples/sale.py"])),
    ),
    ("Node", node::NEEDED, node::HOW, node::is_there, || {
        Ok(Node::set_up()?.node().with(["examples/sale.mjs"]))
    }),
    ("Kotlin", kotlin::NEEDED, kotlin::HOW, kotlin::is_there, || Kotlin::set_up()?.java("sale.SaleKt")),
    ("Swift", swift::NEEDED, SWIFT.how, || Toolchain::find().is_some(), || Ok(Swift::set_up()?.run("Sale"))),
];

/// Runs the demo, and fails if a part of it fails.
pub(crate) fn main() -> Result<ExitCode> {
    println!("The demo runs on an emulator on this machine: no account, nothing is sent anywhere.");
    println!("First the command line; the first build takes a few minutes …");
    let mut demo = Command::new(workspace::command_line()?);
    let status = demo.args(["demo", "--output", "table"]).status().context("chat44mp did not start")?;
    if !status.success() {
        return Ok(ExitCode::FAILURE);
    }
    let (installed, missing): (Vec<&Language>, Vec<&Language>) =
        LANGUAGES.iter().partition(|(.., is_installed, _)| is_installed());
    let names: Vec<_> = installed.iter().map(|(name, ..)| *name).collect();
    let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    println!("\nThe same sale in other languages. Installed here: {names}");
    for (name, needed, how, ..) in &missing {
        println!("  {name}: left out, needs {needed}. To get it: {how}");
    }
    for (name, .., prepare) in installed {
        println!("\n{name}: building the package; the first time, its tools are downloaded …");
        if !prepare()?.status().with_context(|| format!("{name} did not start"))?.success() {
            return Ok(ExitCode::FAILURE);
        }
    }
    Ok(ExitCode::SUCCESS)
}
