//! The tracked files of this repository.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// The paths of all tracked files that exist, relative to the root, in order.
pub(crate) fn tracked() -> Result<Vec<String>> {
    let output = Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output()?;
    ensure!(output.status.success(), "`git ls-files` failed: {}", String::from_utf8_lossy(&output.stderr));
    let list = String::from_utf8(output.stdout)?;
    let paths = list.split_terminator('\0').filter(|path| root().join(path).is_file());
    Ok(paths.map(str::to_owned).collect())
}

/// The languages whose sources are measured, by extension.
const CODE: &[&str] = &["rs", "py", "pyi", "js", "mjs", "ts", "kt", "java", "swift"];

/// Folders whose code does not ship.
const NOT_PRODUCTION: &[&str] =
    &["tests", "Tests", "test", "examples", "Examples", "benches", "Benchmarks", "fuzz"];

/// Files that a program writes.
const GENERATED: &[&str] = &[
    "bindings/swift/Sources/Chat44mp/KnownCodes.swift",
    "node/codes.d.ts",
    "node/native.d.ts",
    "python/chat44mp/_native.pyi",
];

/// Whether a path is hand-written code that ships, or that checks what ships.
pub(crate) fn is_production(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    let in_production = !path.split('/').any(|part| NOT_PRODUCTION.contains(&part));
    let file = path.rsplit('/').next().unwrap_or_default();
    let is_test = file.starts_with("tests.") || file.contains("_tests.") || file.contains(".test.");
    CODE.contains(&extension) && in_production && !is_test && !GENERATED.contains(&path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_examples_and_generated_files_are_not_production_code() {
        assert!(is_production("crates/chat44mp/src/client.rs") && is_production("node/index.d.ts"));
        for path in [
            "crates/chat44mp/tests/calls.rs",
            "crates/chat44mp/src/decode/tests.rs",
            "node/native.d.ts",
            "README.md",
            "python/examples/sale.py",
        ] {
            assert!(!is_production(path), "{path}");
        }
    }
}
