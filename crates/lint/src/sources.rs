//! The tracked files of this repository, and what a check finds in them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

/// One violation of a rule.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    file: String,
    /// The line, from 1 on; 0 if the whole file or folder is meant.
    line: usize,
    problem: String,
}

impl Finding {
    pub(crate) fn new(file: &str, line: usize, problem: String) -> Finding {
        Finding { file: file.to_owned(), line, problem }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.problem),
            line => write!(f, "{}:{line}: {}", self.file, self.problem),
        }
    }
}

/// Which file of a crate or package needs which.
pub(crate) type Imports = BTreeMap<String, BTreeSet<String>>;

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
    &["tests", "Tests", "test", "examples", "Examples", "snippets", "benches", "Benchmarks", "fuzz"];

/// Files that a program writes.
const GENERATED: &[&str] = &[
    "bindings/swift/Sources/Chat44mp/KnownCodes.swift",
    "node/codes.d.ts",
    "node/native.d.ts",
    "node/testing/emulator.d.ts",
    "python/chat44mp/_native.pyi",
    "python/chat44mp/codes.py",
    "python/testing/chat44mp_testing/_native.pyi",
    "python/testing/chat44mp_testing/_types.py",
];

/// Whether a path is hand-written code that ships, or that checks what ships.
pub(crate) fn is_production(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    let in_production = !path.split('/').any(|part| NOT_PRODUCTION.contains(&part));
    let file = path.rsplit('/').next().unwrap_or_default();
    let is_test = file.starts_with("tests.") || file.contains("_tests.") || file.contains(".test.");
    CODE.contains(&extension) && in_production && !is_test && !GENERATED.contains(&path)
}
