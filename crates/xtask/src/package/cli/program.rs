//! Runs the program that was built.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

use super::names::VERSION;

/// Fails if a program is not this version.
pub(super) fn check_version(program: &Path) -> Result<()> {
    let version = output(program, &["--version"])?;
    println!("{}", version.trim());
    ensure!(version.starts_with(&format!("chat44mp {VERSION}")), "{} is {version:?}", program.display());
    Ok(())
}

/// What a program prints.
pub(super) fn output(program: &Path, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program).args(arguments).output()?;
    ensure!(output.status.success(), "{} {} failed", program.display(), arguments.join(" "));
    Ok(String::from_utf8(output.stdout)?)
}
