//! `cargo xtask lint`: rules for the sources that no compiler checks.

mod docs;
mod style;

use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Check only files whose path starts with this text
    #[arg(value_name = "PATH")]
    under: Vec<String>,
    /// Print the number of findings of each folder instead of the findings
    #[arg(long)]
    summary: bool,
    /// Only report phrases, and exit successfully
    #[arg(long)]
    report: bool,
}

/// One violation of a rule.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    file: String,
    line: usize,
    problem: String,
}

/// `cargo xtask lint`. Fails on any finding.
pub(crate) fn main(arguments: &Arguments) -> Result<ExitCode> {
    let mut findings = docs::check()?;
    let documented_alike = findings.is_empty();
    findings.extend(style::check()?);
    findings.retain(|finding| {
        arguments.under.is_empty() || arguments.under.iter().any(|path| finding.file.starts_with(path))
    });
    if arguments.summary {
        for (folder, count) in by_folder(&findings) {
            println!("{count:5}  {folder}");
        }
    } else {
        for Finding { file, line, problem } in &findings {
            println!("{file}:{line}: {problem}");
        }
    }
    println!("{} findings", findings.len());
    Ok(if documented_alike && (findings.is_empty() || arguments.report) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn by_folder(findings: &[Finding]) -> BTreeMap<&str, usize> {
    let mut folders = BTreeMap::new();
    for finding in findings {
        let folder = finding.file.rsplit_once('/').map_or(".", |(folder, _)| folder);
        *folders.entry(folder).or_default() += 1;
    }
    folders
}
