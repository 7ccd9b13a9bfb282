//! R8, which makes an Android app small: it takes out what nobody calls and renames the rest, unless the rules in a package say
//! otherwise. Here it makes programs for this machine's Java, so that what it leaves can be run.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

/// Shrinks a program to `output`, by its own rules and those that its archives carry.
pub(crate) fn shrink(r8: &Path, program: &[PathBuf], rules: &Path, output: &Path) -> Result<()> {
    let mut command = Command::new("java");
    command.arg("-cp").arg(r8).args(["com.android.tools.r8.R8", "--release", "--classfile"]);
    command.arg("--lib").arg(java_home()?).arg("--pg-conf").arg(rules).arg("--output").arg(output);
    // It warns of every resource that two archives have.
    let done = command.args(program).output().context("Java did not start")?;
    ensure!(done.status.success(), "R8 failed:\n{}", String::from_utf8_lossy(&done.stderr));
    Ok(())
}

/// Where Java's own classes are.
fn java_home() -> Result<String> {
    let mut command = Command::new("java");
    command.args(["-XshowSettings:properties", "-version"]).stdout(Stdio::null());
    let settings = command.output().context("Java did not start")?.stderr;
    let settings = String::from_utf8_lossy(&settings);
    let mut settings = settings.lines().filter_map(|line| line.trim().split_once(" = "));
    let home = settings.find_map(|(name, value)| (name == "java.home").then(|| value.to_owned()));
    home.context("Java does not say where it is")
}
