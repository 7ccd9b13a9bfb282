//! `cargo xtask release --dry-run`: checks what a release needs, and prints in which order it publishes. It publishes nothing:
//! .github/workflows/release.yml does.

mod changelog;
mod packages;
mod plan;
mod versions;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, ensure};
use clap::Args;

use crate::workspace::{self, CONFORMANCE};
use versions::VERSION;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Check without publishing; required, because only CI publishes
    #[arg(long, required = true)]
    dry_run: bool,
    /// The tag of the release, such as `v1.2.3`: the version must match, and the changelog must have its section
    #[arg(long)]
    tag: Option<String>,
    /// A folder with all packages, as CI collects them: each one must be there, within its budget, and nothing else
    #[arg(long, value_name = "FOLDER")]
    packages: Option<PathBuf>,
}

/// `cargo xtask release`. Fails if a check fails.
pub(crate) fn main(arguments: &Arguments) -> Result<ExitCode> {
    let tag = arguments.tag.as_deref();
    if let Some(tag) = tag {
        ensure!(tag == format!("v{VERSION}"), "the tag is {tag}, but the version in Cargo.toml is {VERSION}");
    }
    println!("version {VERSION}");
    let places = versions::check()?;
    println!("  the same in {places} places");
    let lines = changelog::check(tag.is_some())?;
    println!("  {lines} lines in CHANGELOG.md");
    workspace::run(workspace::program(CONFORMANCE).args(["generate", "--check"]))?;
    println!("  generated files are up to date");

    let plan = plan::plan()?;
    println!("\norder of publishing");
    plan.iter().enumerate().for_each(|(at, step)| println!("{:>3}. {step}", at + 1));
    match &arguments.packages {
        Some(folder) => packages::check(&plan, folder)?,
        None => println!("\nfiles and sizes: not checked; `--packages` names the folder with all packages"),
    }
    Ok(ExitCode::SUCCESS)
}
