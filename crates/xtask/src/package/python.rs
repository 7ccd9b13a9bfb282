//! The Python packages: wheels and source distributions.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::budgets;
use super::output::{empty_folder, folder};
use crate::python::{CLIENT, DISTRIBUTIONS, Distribution, Python, TESTING};
use crate::workspace;
use crate::workspace::With;

/// An interpreter without a stable ABI, which needs a separate wheel.
const FREE_THREADED: &str = "python3.14t";

pub(super) fn package() -> Result<()> {
    let python = Python::environment()?;
    let out = empty_folder("python");
    let wheels = [build(&python, &CLIENT, &out)?, build(&python, &TESTING, &out)?];
    free_threaded(&python)?;
    python.check_quickstart(&wheels)?;
    start(&python.interpreter(), &wheels)?;

    let sdists = python.sdists(&out.join("source"))?;
    sdists.iter().try_for_each(|sdist| budgets::package("sdist", sdist))?;
    println!("building wheels from the source distributions with pip …");
    python.check_sdists(&sdists)
}

/// Builds the wheel of the client for CPython 3.10 and newer, as it ships.
pub fn wheel() -> Result<PathBuf> {
    build(&Python::environment()?, &CLIENT, &empty_folder("python"))
}

fn build(python: &Python, distribution: &Distribution, out: &Path) -> Result<PathBuf> {
    println!("building the wheel of {} (profile `dist`; some minutes) …", distribution.name);
    let wheel = python.wheel(distribution, "dist", out)?;
    check(python, distribution, &wheel)?;
    Ok(wheel)
}

/// Checks the sizes of a wheel and its library.
pub(super) fn check(python: &Python, distribution: &Distribution, wheel: &Path) -> Result<()> {
    let kind = if distribution.is_for_tests() { "-testing" } else { "" };
    let is_library = |name: &str| name.contains("/_native.") && !name.ends_with(".pyi");
    let library = python.files(wheel)?.into_iter().find(|(name, _)| is_library(name));
    let (name, bytes) = library.context("the wheel has no native library")?;
    budgets::library(&format!("python{kind}"), &name, bytes)?;
    budgets::package(&format!("wheel{kind}"), wheel)
}

/// Checks the start-up time with the package, in an environment without the tools.
fn start(python: &Path, wheels: &[PathBuf]) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let empty = Python::empty(python, folder.path(), wheels)?;
    let program = |import: &str| {
        let mut command = empty.tool("python");
        // In the package's folder, Python would import the sources.
        command.current_dir(folder.path());
        budgets::printed(command.with(["-c", &format!("{import}; import time; print(time.process_time())")]))
    };
    budgets::start("python", || program("pass"), || program("import chat44mp"))
}

/// Builds the wheels for the free-threaded interpreter.
fn free_threaded(python: &Python) -> Result<()> {
    if Command::new(FREE_THREADED).arg("--version").output().is_err() {
        println!("free-threaded wheels: skipped, {FREE_THREADED} is missing");
        return Ok(());
    }
    println!("building the free-threaded wheels …");
    let out = folder("python-free-threaded");
    for distribution in &DISTRIBUTIONS {
        let mut command = python.maturin(distribution);
        // Without the feature abi3-py310, which free-threaded interpreters do not support.
        command.args(["build", "--quiet", "--locked", "--profile", "dist", "--interpreter", FREE_THREADED]);
        workspace::run(command.arg("--out").arg(&out))?;
        check(python, distribution, &distribution.file(&out, "-cp314-cp314t-")?)?;
    }
    Ok(())
}
