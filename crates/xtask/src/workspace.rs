//! Where things are in this repository.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

/// The repository's root.
pub fn root() -> PathBuf {
    // Two levels above this crate, whichever folder the task is started in.
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// Where `cargo xtask setup` puts tools; git ignores it.
pub(crate) fn tools() -> PathBuf {
    root().join(".cache/tools")
}

/// Where what is dear to get outlives this checkout: `CHAT44MP_CACHE`, or the user's cache folder.
pub(crate) fn cache() -> PathBuf {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let users = || {
        Some(folder("XDG_CACHE_HOME").or(folder("HOME").map(|home| home.join(".cache")))?.join("chat44mp"))
    };
    folder("CHAT44MP_CACHE").or_else(users).unwrap_or_else(|| root().join(".cache"))
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    let chosen = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    chosen.unwrap_or_else(|| root().join("target"))
}

/// cargo, in the repository's root, with the tools of `cargo xtask setup` on its path.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new("cargo");
    with_tools(&mut command);
    command
}

/// `command` in the repository's root, with the tools of `cargo xtask setup` on its path.
pub(crate) fn with_tools(command: &mut Command) -> &mut Command {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = [tools().join("bin")].into_iter().chain(std::env::split_paths(&path));
    if let Ok(path) = std::env::join_paths(folders) {
        command.env("PATH", path);
    }
    command.current_dir(root())
}

/// Runs a command to its end, which has to be a good one.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{:?} did not start", command.get_program()))?;
    ensure!(status.success(), "{command:?} failed: see above");
    Ok(())
}

/// Another program of this repository, built when the command runs.
pub(crate) fn program(package: &str) -> Command {
    let mut command = cargo();
    command.args(["run", "--package", package, "--"]);
    command
}

/// The command-line program of these sources, built.
pub(crate) fn command_line() -> Result<PathBuf> {
    build("chat44mp-cli", "dev")
}

/// Builds a package's program and says where it is.
pub fn build(package: &str, profile: &str) -> Result<PathBuf> {
    let output = cargo()
        .args([
            "build",
            "--package",
            package,
            "--profile",
            profile,
            "--message-format",
            "json-render-diagnostics",
        ])
        .stderr(Stdio::inherit())
        .output()
        .context("cargo did not start")?;
    ensure!(output.status.success(), "{package} does not build");
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .with_context(|| format!("cargo did not name the program of {package}"))
}
