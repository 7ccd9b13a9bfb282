//! The limits of budgets.toml.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

const BUDGETS: &str = include_str!("../../budgets.toml");

/// The number of measurements of a start, of which the fastest counts.
const STARTS: usize = 7;

/// Prints a figure, and fails if it is over the limit `name` in `section`.
fn check(section: &str, name: &str, what: &str, figure: f64, unit: &str) -> Result<()> {
    let budgets: BTreeMap<String, BTreeMap<String, f64>> = toml::from_str(BUDGETS)?;
    let limit = budgets.get(section).and_then(|limits| limits.get(name));
    let limit = limit.with_context(|| format!("budgets.toml has no `{name}` in [{section}]"))?;
    println!("{what}: {figure:.2}{unit} of {limit}{unit} ({section}.{name})");
    ensure!(figure <= *limit, "{what} is over the limit {section}.{name} in crates/xtask/budgets.toml");
    Ok(())
}

/// Checks the size of a native library.
pub(crate) fn library(name: &str, what: &str, bytes: u64) -> Result<()> {
    check("library", name, what, bytes as f64 / 1e6, " MB")
}

/// Checks the size of a file that users download.
pub(crate) fn package(name: &str, file: &Path) -> Result<()> {
    let bytes = fs::metadata(file).with_context(|| format!("{} is missing", file.display()))?.len();
    let what = file.file_name().unwrap_or_default().to_string_lossy();
    check("package", name, &what, bytes as f64 / 1e6, " MB")
}

/// Checks the size of a program.
pub(crate) fn program(name: &str, what: &str, bytes: u64) -> Result<()> {
    check("program", name, what, bytes as f64 / 1e6, " MB")
}

/// Checks a start-up time, as a multiple of that of a bare program.
pub(crate) fn start(
    name: &str,
    bare: impl Fn() -> Result<f64>,
    ours: impl Fn() -> Result<f64>,
) -> Result<()> {
    let ratio = fastest(&ours)? / fastest(&bare)?;
    check("start", name, &format!("start of {name}"), ratio, " ×")
}

fn fastest(measure: &impl Fn() -> Result<f64>) -> Result<f64> {
    let times = (0..STARTS).map(|_| measure()).collect::<Result<Vec<_>>>()?;
    Ok(times.into_iter().fold(f64::INFINITY, f64::min))
}

/// The figure that a command prints.
pub(crate) fn printed(mut command: Command) -> Result<f64> {
    let output = command.stderr(Stdio::inherit()).output().context("an interpreter did not start")?;
    ensure!(output.status.success(), "an interpreter failed: see above");
    Ok(String::from_utf8_lossy(&output.stdout).trim().parse()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fails_over_a_limit_and_without_one() {
        assert!(check("library", "python", "a library", 1.0, " MB").is_ok());
        let over = check("library", "python", "a library", 1e3, " MB").unwrap_err().to_string();
        assert!(over.contains("over the limit library.python"), "{over}");
        let unknown = check("library", "cobol", "a library", 1.0, " MB").unwrap_err().to_string();
        assert!(unknown.contains("no `cobol`"), "{unknown}");
    }
}
