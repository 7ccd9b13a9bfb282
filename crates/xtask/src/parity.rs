//! `cargo xtask parity`: what each language has, and what is missing.
//!
//! Nothing is taken on trust: a call is there when the surface made it in a scenario that passed, and the command line
//! is also asked for its commands.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Result, bail, ensure};
use chat44mp::{ErrorCode, Operation};
use clap::Args;
use serde::Serialize;

use crate::kotlin::Kotlin;
use crate::node::Node;
use crate::python::Python;
use crate::scenarios::{self, Expect, Scenario, Server, SurfaceName};
use crate::surfaces::{SURFACES, Surface};
use crate::swift::Swift;
use crate::workspace;

/// Calls that are more than one operation.
const COMPOSED: &[&str] =
    &["users.provision", "contacts.import_rows", "contacts.import_file", "flows.export"];

/// Codes that no scenario can show, and why.
pub(crate) const UNREACHABLE: &[(&str, &str)] = &[
    ("client_closed", "closing is each language's own call, tested in its suite"),
    ("unreadable_encoding", "the emulator compresses only what it is asked to; tested in the core"),
];

#[derive(Args)]
pub(crate) struct Arguments {
    /// Print the table as JSON, as the last line
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Table {
    operations: usize,
    surfaces: BTreeMap<&'static str, Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    /// Calls that were made, of those that there have to be.
    calls: usize,
    /// Scenarios that passed.
    scenarios: usize,
    missing: Vec<String>,
}

/// `cargo xtask parity`. Fails when a surface that is built lacks something.
pub(crate) fn main(arguments: &Arguments) -> Result<ExitCode> {
    let scenarios = scenarios::load()?;
    let mut table = Table { operations: Operation::ALL.len(), surfaces: BTreeMap::new() };
    let mut complete = true;
    for surface in SURFACES {
        let row = if surface.is_built() { row(surface, &scenarios)? } else { unbuilt(&scenarios) };
        print(surface, &row);
        complete &= !surface.is_built() || row.missing.is_empty();
        table.surfaces.insert(surface.name, row);
    }
    for (code, reason) in UNREACHABLE {
        println!("in no scenario: {code} ({reason})");
    }
    if arguments.json {
        println!("{}", serde_json::to_string(&table)?);
    }
    Ok(if complete { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Every call that there has to be.
fn calls() -> Vec<&'static str> {
    let operations = Operation::ALL.iter().map(|operation| operation.spec().call);
    operations.chain(COMPOSED.iter().copied()).collect()
}

/// Every error code that has to be seen.
fn codes() -> impl Iterator<Item = &'static str> {
    let unreachable = |code: &str| UNREACHABLE.iter().any(|(other, _)| *other == code);
    ErrorCode::ALL.iter().map(|info| info.code).filter(move |code| !unreachable(code))
}

fn unbuilt(scenarios: &[Scenario]) -> Row {
    let calls = calls().into_iter().map(|call| format!("call {call}"));
    let codes = codes().map(|code| format!("code {code}"));
    let scenarios = scenarios.iter().map(|scenario| format!("scenario {}", scenario.name));
    Row { calls: 0, scenarios: 0, missing: calls.chain(codes).chain(scenarios).collect() }
}

fn row(surface: &Surface, scenarios: &[Scenario]) -> Result<Row> {
    println!("{}: playing {} scenarios …", surface.name, scenarios.len());
    let all: Vec<&Scenario> = scenarios.iter().collect();
    let server = Server::Emulators { at_a_time: scenarios::AT_A_TIME };
    let mut command_line = None;
    let report = match surface.name {
        "rust" => scenarios::run(SurfaceName::Rust, Path::new(""), &all, &server)?,
        "cli" => {
            let binary = command_line.insert(workspace::command_line()?);
            scenarios::run(SurfaceName::Cli, binary, &all, &server)?
        }
        "node" => Node::set_up()?.scenarios(surface.name)?,
        "kotlin" => Kotlin::set_up()?.scenarios(surface.name)?,
        "swift" => Swift::set_up()?.scenarios(surface.name)?,
        "python" | "python-async" => Python::set_up()?.scenarios(surface.name)?,
        other => {
            bail!("{other} is built, but `cargo xtask parity` does not know how to ask it: adapt parity.rs")
        }
    };
    let played = report.passed + report.failed;
    ensure!(played == scenarios.len(), "{} played {played} of {} scenarios", surface.name, scenarios.len());
    let failed: BTreeSet<_> =
        report.failures.iter().map(|failure| (failure.file.as_str(), failure.scenario.as_str())).collect();

    let (mut made, mut seen) = (BTreeSet::new(), BTreeSet::new());
    for scenario in scenarios {
        if failed.contains(&(scenario.file.as_str(), scenario.name.as_str())) {
            continue;
        }
        for step in &scenario.text.steps {
            seen.extend(step.codes());
            if !matches!(step.expect, Expect::Error(_)) {
                made.insert(step.call.as_str());
            }
        }
    }
    if let Some(binary) = &command_line {
        made.retain(|call| has_command(binary, call));
    }
    let there = calls().into_iter().filter(|call| made.contains(call)).count();
    let calls = calls().into_iter().filter(|call| !made.contains(call)).map(|call| format!("call {call}"));
    let codes = codes().filter(|code| !seen.contains(code)).map(|code| format!("code {code}"));
    let scenarios = failed.iter().map(|(file, name)| format!("scenario {file}: {name}"));
    Ok(Row { calls: there, scenarios: report.passed, missing: calls.chain(codes).chain(scenarios).collect() })
}

/// Whether the program knows the command of a call.
fn has_command(binary: &Path, call: &str) -> bool {
    let Ok(words) = scenarios::words(call) else { return false };
    let mut command = Command::new(binary);
    command.args(words).arg("--help").stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn print(surface: &Surface, row: &Row) {
    let Row { calls: there, scenarios, missing } = row;
    let wanted = calls().len();
    if !surface.is_built() {
        println!("{:12} not built yet ({} cells missing)", surface.name, missing.len());
        return;
    }
    println!(
        "{:12} {there} of {wanted} calls, {scenarios} scenarios passed, {} missing",
        surface.name,
        missing.len()
    );
    for cell in missing {
        println!("             missing: {cell}");
    }
}
