//! `cargo xtask parity`: lists the calls of each language and what is missing.
//!
//! A surface has a call if it succeeded in a scenario that passed; the command line must also have the command.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, ensure};
use chat44mp::{ErrorCode, Operation};
use clap::Args;
use serde::Serialize;
use xtask::report::Report;
use xtask::workspace;

use crate::scenarios::{self, COMPOSED, Scenario, Server, SurfaceName};

/// Codes that no scenario can produce, and why.
pub(crate) const UNREACHABLE: &[(&str, &str)] = &[
    ("client_closed", "closing a client is tested in each language's own suite"),
    ("unreadable_encoding", "the emulator compresses only on request; tested in the core"),
];

#[derive(Args)]
pub(crate) struct Arguments {
    /// The report of another language's runner, as a JSON file named after the surface
    #[arg(long, value_name = "FILE")]
    report: Vec<PathBuf>,
    /// Print the table as JSON, as the last line
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Table {
    operations: usize,
    surfaces: BTreeMap<String, Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    /// The number of calls that succeeded in a scenario.
    calls: usize,
    /// The number of scenarios that passed.
    scenarios: usize,
    missing: Vec<String>,
}

/// `cargo xtask parity`. Fails if a surface lacks something.
pub(crate) fn main(arguments: &Arguments) -> Result<ExitCode> {
    let scenarios = scenarios::load()?;
    let all: Vec<&Scenario> = scenarios.iter().collect();
    let server = Server::Emulators { concurrency: scenarios::CONCURRENCY };
    let binary = workspace::command_line()?;
    let mut reports = vec![
        ("rust".to_owned(), scenarios::run(SurfaceName::Rust, Path::new(""), &all, &server)?),
        ("cli".to_owned(), scenarios::run(SurfaceName::Cli, &binary, &all, &server)?),
    ];
    for file in &arguments.report {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        reports.push((name, serde_json::from_str(&text).context("not a report of a scenario runner")?));
    }
    let mut table = Table { operations: Operation::all().count(), surfaces: BTreeMap::new() };
    for (name, report) in reports {
        let row = row(&name, &report, &scenarios, (name == "cli").then_some(binary.as_path()))?;
        print(&name, &row);
        table.surfaces.insert(name, row);
    }
    for (code, reason) in UNREACHABLE {
        println!("in no scenario: {code} ({reason})");
    }
    if arguments.json {
        println!("{}", serde_json::to_string(&table)?);
    }
    let complete = table.surfaces.values().all(|row| row.missing.is_empty());
    Ok(if complete { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Every required call.
fn calls() -> Vec<&'static str> {
    let operations = Operation::all().map(|operation| operation.info().call);
    operations.chain(COMPOSED.iter().copied()).collect()
}

/// Every required error code.
fn codes() -> impl Iterator<Item = &'static str> {
    let unreachable = |code: &str| UNREACHABLE.iter().any(|(other, _)| *other == code);
    ErrorCode::ALL.iter().map(|info| info.code).filter(move |code| !unreachable(code))
}

/// Evaluates the report of a surface; the command line `binary` must also have each command.
fn row(surface: &str, report: &Report, scenarios: &[Scenario], binary: Option<&Path>) -> Result<Row> {
    let run = report.passed + report.failed;
    ensure!(run == scenarios.len(), "{surface} ran {run} of {} scenarios", scenarios.len());
    let failed: BTreeSet<_> =
        report.failures.iter().map(|failure| (failure.file.as_str(), failure.scenario.as_str())).collect();

    let (mut successful, mut seen) = (BTreeSet::new(), BTreeSet::new());
    for scenario in scenarios {
        if failed.contains(&(scenario.file.as_str(), scenario.name.as_str())) {
            continue;
        }
        for step in &scenario.text.steps {
            seen.extend(step.codes());
            if step.succeeds() {
                successful.insert(step.call.as_str());
            }
        }
    }
    if let Some(binary) = binary {
        successful.retain(|call| has_command(binary, call));
    }
    let present = calls().into_iter().filter(|call| successful.contains(call)).count();
    let calls =
        calls().into_iter().filter(|call| !successful.contains(call)).map(|call| format!("call {call}"));
    let codes = codes().filter(|code| !seen.contains(code)).map(|code| format!("code {code}"));
    let scenarios = failed.iter().map(|(file, name)| format!("scenario {file}: {name}"));
    Ok(Row {
        calls: present,
        scenarios: report.passed,
        missing: calls.chain(codes).chain(scenarios).collect(),
    })
}

/// Whether the program knows the command of a call.
fn has_command(binary: &Path, call: &str) -> bool {
    let Ok(words) = scenarios::words(call) else { return false };
    let mut command = Command::new(binary);
    command.args(words).arg("--help").stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn print(surface: &str, Row { calls: present, scenarios, missing }: &Row) {
    let (wanted, absent) = (calls().len(), missing.len());
    println!("{surface:12} {present} of {wanted} calls, {scenarios} scenarios passed, {absent} missing");
    for cell in missing {
        println!("             missing: {cell}");
    }
}
