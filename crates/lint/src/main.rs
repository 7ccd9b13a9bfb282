//! `cargo xtask lint`: rules for the sources that no compiler checks.

mod borders;
mod calls;
mod circles;
mod docs;
mod map;
mod names;
mod paths;
mod sizes;
mod sources;
mod style;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use sources::Finding;

#[derive(Parser)]
#[command(name = "cargo xtask lint", about = "Check the rules for the sources that no compiler checks")]
struct Arguments {
    /// Only these checks, such as `circles,sizes`
    #[arg(long, value_delimiter = ',', value_name = "CHECKS")]
    only: Vec<String>,
}

/// A rule: its name, and what finds its violations.
type Check = (&'static str, fn() -> Result<Vec<Finding>>);

const CHECKS: &[Check] = &[
    ("borders", borders::check),
    ("calls", calls::check),
    ("circles", circles::check),
    ("docs", docs::check),
    ("map", map::check),
    ("names", names::check),
    ("paths", paths::check),
    ("sizes", sizes::check),
    ("style", style::check),
];

/// Fails on any finding.
fn main() -> Result<ExitCode> {
    let Arguments { only } = Arguments::parse();
    let mut clean = true;
    for (name, check) in CHECKS.iter().filter(|(name, _)| only.is_empty() || only.iter().any(|it| it == name))
    {
        let findings = check()?;
        findings.iter().for_each(|finding| println!("{finding}"));
        println!("{name}: {} findings", findings.len());
        clean &= findings.is_empty();
    }
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
