//! `cargo xtask demo`: the SDK at work on the built-in emulator, in every language that is installed.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::kotlin::{self, Kotlin};
use crate::node::{self, Node};
use crate::python::{self, Python};
use crate::setup::SWIFT;
use crate::swift::{self, Swift, Toolchain};
use crate::workspace;

/// A language that has the sale as an example program.
struct Language {
    name: &'static str,
    needed: &'static str,
    /// How to install what is needed.
    how: &'static str,
    is_installed: fn() -> bool,
    /// Builds the package and returns the command that runs the example.
    prepare: fn() -> Result<Command>,
}

const LANGUAGES: &[Language] = &[
    Language {
        name: "Python",
        needed: python::NEEDED,
        how: python::HOW,
        is_installed: || python::interpreter().is_some(),
        prepare: || {
            let mut command = Python::set_up()?.tool("python");
            command.arg("examples/sale.py");
            Ok(command)
        },
    },
    Language {
        name: "Node",
        needed: node::NEEDED,
        how: node::HOW,
        is_installed: node::is_there,
        prepare: || {
            let mut command = Node::set_up()?.node();
            command.arg("examples/sale.mjs");
            Ok(command)
        },
    },
    Language {
        name: "Kotlin",
        needed: kotlin::NEEDED,
        how: kotlin::HOW,
        is_installed: kotlin::is_there,
        prepare: || Kotlin::set_up()?.java("sale.SaleKt"),
    },
    Language {
        name: "Swift",
        needed: swift::NEEDED,
        how: SWIFT.how,
        is_installed: || Toolchain::find().is_some(),
        prepare: || Ok(Swift::set_up()?.run("Sale")),
    },
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
    let (installed, missing): (Vec<_>, Vec<_>) =
        LANGUAGES.iter().partition(|language| (language.is_installed)());
    println!("\nThe same sale in other languages. Installed here: {}", names(&installed));
    for Language { name, needed, how, .. } in &missing {
        println!("  {name}: left out, needs {needed}. To get it: {how}");
    }
    for Language { name, prepare, .. } in installed {
        println!("\n{name}: building the package; the first time, its tools are downloaded …");
        if !prepare()?.status().with_context(|| format!("{name} did not start"))?.success() {
            return Ok(ExitCode::FAILURE);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn names(languages: &[&Language]) -> String {
    let names: Vec<_> = languages.iter().map(|language| language.name).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
