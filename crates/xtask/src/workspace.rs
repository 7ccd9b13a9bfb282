//! Paths and programs of this repository.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

/// The repository's root.
pub fn root() -> PathBuf {
    let manifest_dir = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest_dir.ancestors().nth(2).unwrap_or(manifest_dir).to_owned()
}

/// The folder into which `cargo xtask setup` installs tools; git ignores it.
pub(crate) fn tools() -> PathBuf {
    root().join(".cache/tools")
}

/// The folder for large downloads that checkouts share: `CHAT44MP_CACHE`, or the user's cache folder.
pub(crate) fn cache() -> PathBuf {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let users = || {
        Some(folder("XDG_CACHE_HOME").or(folder("HOME").map(|home| home.join(".cache")))?.join("chat44mp"))
    };
    folder("CHAT44MP_CACHE").or_else(users).unwrap_or_else(|| root().join(".cache"))
}

/// The target directory of cargo.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// cargo in the repository's root, with the tools of `cargo xtask setup` in its search path.
pub fn cargo() -> Command {
    let mut command = command("cargo");
    with_tools(&mut command);
    command
}

/// The same, with zig as the compiler of C and the linker.
pub(crate) fn cargo_zigbuild() -> Command {
    let mut command = command("cargo-zigbuild");
    with_tools(&mut command);
    command
}

/// A program that may run cargo. `cargo run` sets variables about this package; some build scripts, such as ring's, run again
/// when these change, and all dependents are rebuilt. The program does not inherit them.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    let is_about_package = |name: &str| name.starts_with("CARGO_MANIFEST_") || name.starts_with("CARGO_PKG_");
    for (name, _) in std::env::vars_os().filter(|(name, _)| is_about_package(&name.to_string_lossy())) {
        command.env_remove(name);
    }
    command
}

/// A command in the repository's root, with the tools of `cargo xtask setup` in its search path.
pub(crate) fn with_tools(command: &mut Command) -> &mut Command {
    with_path(command, tools().join("bin")).current_dir(root())
}

/// A command with `folder` first in its search path.
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

/// Whether a command succeeds. Its output is not shown.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    let command = command.stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Whether the tasks run as root, on Unix.
pub(crate) fn is_root() -> Result<bool> {
    let user = Command::new("id").arg("-u").output().context("id did not start")?;
    Ok(user.stdout == b"0\n")
}

/// Runs a command. Fails if the command fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{:?} did not start", command.get_program()))?;
    ensure!(status.success(), "{command:?} failed: see above");
    Ok(())
}

/// The conformance suite, an argument of [`program`].
pub(crate) const CONFORMANCE: &[&str] = &["--bin", "conformance"];

/// A program of this repository, which cargo builds first.
pub(crate) fn program(selection: &[&str]) -> Command {
    cargo().with(["run"]).with(selection).with(["--"])
}

/// Builds the command-line program and returns its path.
pub fn command_line() -> Result<PathBuf> {
    build(&["--bin", "chat44mp"])
}

/// Builds a program and returns its path.
pub fn build(arguments: &[&str]) -> Result<PathBuf> {
    build_with(cargo(), arguments)
}

/// The same with a variant of cargo.
pub(crate) fn build_with(mut build: Command, arguments: &[&str]) -> Result<PathBuf> {
    build.args(["build", "--message-format", "json-render-diagnostics"]).args(arguments);
    built(&mut build, |message| message["executable"].as_str().map(PathBuf::from))
}

/// Runs a cargo build with JSON messages, and returns the first result of `find`.
pub(crate) fn built<T>(build: &mut Command, find: impl FnMut(serde_json::Value) -> Option<T>) -> Result<T> {
    let output = build.stderr(Stdio::inherit()).output().context("cargo did not start")?;
    ensure!(output.status.success(), "{build:?} failed: see above");
    let messages = serde_json::Deserializer::from_slice(&output.stdout).into_iter();
    messages.filter_map(Result::ok).find_map(find).with_context(|| format!("{build:?} built nothing"))
}
