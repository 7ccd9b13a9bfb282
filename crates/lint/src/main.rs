//! `cargo xtask lint`: rules for the sources that no compiler checks.

mod calls;
mod circles;
mod docs;
mod finding;
mod map;
mod sizes;
mod sources;
mod style;

use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use finding::Finding;

#[derive(Parser)]
#[command(name = "cargo xtask lint", about = "Check the rules for the sources that no compiler checks")]
struct Arguments {
    /// Check only files whose path starts with this text
    #[arg(value_name = "PATH")]
    under: Vec<String>,
    /// Only these checks, such as `circles,sizes`
    #[arg(long, value_delimiter = ',', value_name = "CHECKS")]
    only: Vec<String>,
    /// Print the number of findings of each folder instead of the findings
    #[arg(long)]
    summary: bool,
    /// Exit successfully despite findings
    #[arg(long)]
    report: bool,
}

/// A rule: its name, and what finds its violations.
type Check = (&'static str, fn() -> Result<Vec<Finding>>);

const CHECKS: &[Check] = &[
    ("calls", calls::check),
    ("circles", circles::check),
    ("docs", docs::check),
    ("map", map::check),
    ("sizes", sizes::check),
    ("style", style::check),
];

/// Fails on any finding.
fn main() -> ExitCode {
    match lint(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn lint(arguments: &Arguments) -> Result<bool> {
    let is_chosen = |name: &str| arguments.only.is_empty() || arguments.only.iter().any(|only| only == name);
    let mut clean = true;
    for (name, check) in CHECKS.iter().filter(|(name, _)| is_chosen(name)) {
        let mut findings = check()?;
        findings.retain(|finding| {
            arguments.under.is_empty() || arguments.under.iter().any(|path| finding.file.starts_with(path))
        });
        if arguments.summary {
            by_folder(&findings).iter().for_each(|(folder, count)| println!("{count:5}  {folder}"));
        } else {
            findings.iter().for_each(|finding| println!("{finding}"));
        }
        println!("{name}: {} findings", findings.len());
        clean &= findings.is_empty();
    }
    Ok(clean || arguments.report)
}

fn by_folder(findings: &[Finding]) -> BTreeMap<&str, usize> {
    let mut folders = BTreeMap::new();
    for finding in findings {
        let folder = finding.file.rsplit_once('/').map_or(".", |(folder, _)| folder);
        *folders.entry(folder).or_default() += 1;
    }
    folders
}
