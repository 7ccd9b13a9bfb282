//! Adds the commit and its date to `--version` of release builds from a git checkout of this repository.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../..");
    // Builds of developers are not repeated for every commit. A packaged crate has no git, or another repository's.
    if env::var("PROFILE").as_deref() != Ok("release") || !root.join(".git").exists() {
        return;
    }
    if let Some(log) = git(&root, &["rev-parse", "--git-path", "logs/HEAD"]) {
        println!("cargo:rerun-if-changed={}", root.join(log).display());
    }
    if let Some(commit) = git(&root, &["log", "-1", "--format=%h %cs", "--abbrev=9"]) {
        println!("cargo:rustc-env=CHAT44MP_COMMIT={commit}");
    }
}

/// The output of git; `None` without git.
fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").current_dir(root).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}
