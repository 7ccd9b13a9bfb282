//! Where things are in this repository.

use std::ffi::OsStr;
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

/// The folder for large downloads, which outlives this checkout: `CHAT44MP_CACHE`, or the cache folder of the user.
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
    with_path(command, tools().join("bin")).current_dir(root())
}

/// `command` with `folder` first on its path.
pub(crate) fn with_path(command: &mut Command, folder: PathBuf) -> &mut Command {
    let path = std::env::var_os("PATH").unwrap_or_default();
    match std::env::join_paths([folder].into_iter().chain(std::env::split_paths(&path))) {
        Ok(path) => command.env("PATH", path),
        Err(_) => command,
    }
}

/// Adds arguments to a command in one expression.
pub(crate) trait With {
    fn with(self, arguments: impl IntoIterator<Item: AsRef<OsStr>>) -> Command;
}

impl With for Command {
    fn with(mut self, arguments: impl IntoIterator<Item: AsRef<OsStr>>) -> Command {
        self.args(arguments);
        self
    }
}

/// Whether a command runs and succeeds; what it prints is not shown.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    let command = command.stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Runs a command to its end, which has to be a good one.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{:?} did not start", command.get_program()))?;
    ensure!(status.success(), "{command:?} failed: see above");
    Ok(())
}

/// The conformance suite, for [`program`].
pub(crate) const CONFORMANCE: &[&str] = &["--bin", "conformance"];

/// Another program of this repository, built when the command runs.
pub(crate) fn program(selection: &[&str]) -> Command {
    cargo().with(["run"]).with(selection).with(["--"])
}

/// The command-line program of these sources, built.
pub(crate) fn command_line() -> Result<PathBuf> {
    build(&["--bin", "chat44mp"])
}

/// Builds a program and returns its path.
pub fn build(arguments: &[&str]) -> Result<PathBuf> {
    let mut build = cargo();
    build.args(["build", "--message-format", "json-render-diagnostics"]).args(arguments);
    built(&mut build, |message| message["executable"].as_str().map(PathBuf::from))
}

/// Runs a build of cargo that reports in JSON, and returns what `find` finds in the messages about what it built.
pub(crate) fn built<T>(build: &mut Command, find: impl FnMut(serde_json::Value) -> Option<T>) -> Result<T> {
    let output = build.stderr(Stdio::inherit()).output().context("cargo did not start")?;
    ensure!(output.status.success(), "{build:?} failed: see above");
    let messages = serde_json::Deserializer::from_slice(&output.stdout).into_iter();
    messages.filter_map(Result::ok).find_map(find).with_context(|| format!("{build:?} built nothing"))
}
