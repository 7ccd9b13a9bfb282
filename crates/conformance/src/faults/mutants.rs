//! Mutation tests: breaks the SDK in copies of the sources and checks that the matrix fails.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use xtask::workspace;

use super::cell::Counts;

/// A deliberate bug.
struct Mutant {
    name: &'static str,
    file: &'static str,
    /// The text to replace; it must occur exactly once.
    original: &'static str,
    replacement: &'static str,
    /// A cell that must fail.
    failing_cell: &'static str,
    /// Whether it creates duplicates.
    duplicates: bool,
}

const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "a create is retried after HTTP 500",
        file: "crates/chat44mp/src/transport/retry.rs",
        original: "(not_processed || kind != OperationKind::Create)",
        replacement: "(not_processed || kind != OperationKind::Create || error.kind() == ErrorKind::Server)",
        failing_cell: "create_contact | status_500 | after | always",
        duplicates: true,
    },
    Mutant {
        name: "`info` is treated as an error",
        file: "crates/chat44mp/src/decode/success.rs",
        original: "Some((Status::Info, _)) => Ok(if response.lost { Change::Applied } else { Change::Unchanged }),",
        replacement: "Some((Status::Info, message)) => Err(response.endpoint.rejection(message)),",
        failing_cell: "update_contact_group | reset | after | once",
        duplicates: false,
    },
    Mutant {
        name: "a create without a new ID is a success",
        file: "crates/chat44mp/src/decode/success.rs",
        original: "bytes().any(|byte| byte != b'0')",
        replacement: "bytes().any(|_| true)",
        failing_cell: "create_contact_group | id_zero | before | once",
        duplicates: false,
    },
];

/// Fails unless the matrix fails with every mutant.
pub(super) fn run() -> Result<()> {
    let folder = workspace::target().join("mutants");
    copy_sources(&folder)?;
    for mutant in MUTANTS {
        println!("mutant: {} …", mutant.name);
        let file = folder.join(mutant.file);
        let sources = fs::read_to_string(&file)?;
        let found = sources.matches(mutant.original).count();
        ensure!(
            found == 1,
            "{}: the text to replace occurs {found} times; adapt faults/mutants.rs:\n{}",
            mutant.file,
            mutant.original
        );
        fs::write(&file, sources.replace(mutant.original, mutant.replacement))?;
        let counts = judge(mutant, &run_matrix(mutant, &folder)?)?;
        fs::write(&file, sources)?;
        println!(
            "mutant: {}: detected, {} failed cells, {} duplicates",
            mutant.name, counts.wrong, counts.duplicates
        );
    }
    Ok(())
}

/// Copies the files that git tracks or would track.
fn copy_sources(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        .current_dir(workspace::root())
        .output()
        .context("git is needed to list the sources")?;
    ensure!(listed.status.success(), "git could not list the sources");
    for file in String::from_utf8(listed.stdout)?.split_terminator('\0') {
        let source = workspace::root().join(file);
        // A deleted file is still listed until the deletion is committed.
        if source.is_file() {
            let copy = folder.join(file);
            fs::create_dir_all(copy.parent().unwrap_or(folder))?;
            fs::copy(&source, &copy).with_context(|| format!("cannot copy {file}"))?;
        }
    }
    Ok(())
}

/// Builds the copy, and runs the cells of the fault at which it must fail.
fn run_matrix(mutant: &Mutant, folder: &Path) -> Result<String> {
    let fault = mutant.failing_cell.split(" | ").nth(1).unwrap_or_default();
    let output = workspace::cargo()
        .args(["run", "--quiet", "--bin", "conformance", "--", "faults", "--json", "--filter"])
        .arg(format!("| {fault} |"))
        .current_dir(folder)
        // Rebuilds only the crates of this repository, and does not replace its programs.
        .env("CARGO_BUILD_BUILD_DIR", workspace::target())
        .env("CARGO_TARGET_DIR", folder.join("target"))
        // One mutant differs from another in one line.
        .env("CARGO_INCREMENTAL", "1")
        .output()
        .context("cargo did not start")?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    if printed.trim().is_empty() {
        bail!("the mutant did not build or run:\n{}", String::from_utf8_lossy(&output.stderr));
    }
    ensure!(!output.status.success(), "the matrix passes with the mutant");
    Ok(printed)
}

fn judge(mutant: &Mutant, printed: &str) -> Result<Counts> {
    let counts: Counts = serde_json::from_str(printed.lines().last().unwrap_or_default())
        .context("the mutant's matrix did not end with its counts")?;
    let wrong = format!("WRONG  {}:", mutant.failing_cell);
    ensure!(
        counts.wrong > 0 && printed.lines().any(|line| line.starts_with(&wrong)),
        "the matrix does not detect the mutant at {}",
        mutant.failing_cell
    );
    ensure!(!mutant.duplicates || counts.duplicates > 0, "the matrix detects no duplicates");
    Ok(counts)
}
