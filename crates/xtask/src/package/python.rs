//! The Python package: wheels and source distribution.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::output::{empty_folder, folder, show, weigh};
use crate::python::{self, Python};
use crate::workspace;

/// An interpreter without a stable ABI, which needs a separate wheel.
const FREE_THREADED: &str = "python3.14t";

pub(super) fn package() -> Result<()> {
    let python = Python::environment()?;
    let wheel = build(&python)?;
    free_threaded(&python)?;
    python.check_quickstart(&wheel)?;

    let sdist = python.sdist(&folder("python"))?;
    show(&sdist)?;
    println!("building a wheel from the source distribution with pip …");
    python.check_sdist(&sdist)
}

/// Builds the wheel for CPython 3.10 and newer, as it ships.
pub fn wheel() -> Result<PathBuf> {
    build(&Python::environment()?)
}

fn build(python: &Python) -> Result<PathBuf> {
    println!("building the wheel (profile `dist`; some minutes) …");
    let wheel = python.wheel("dist", &empty_folder("python"))?;
    let library = python.files(&wheel)?.into_iter().find(|(name, _)| name.contains("_native.abi3."));
    let (_, bytes) = library.context("the wheel has no native library")?;
    weigh(&wheel.display().to_string(), fs::metadata(&wheel)?.len(), bytes)?;
    Ok(wheel)
}

/// Builds the wheel for the free-threaded interpreter.
fn free_threaded(python: &Python) -> Result<()> {
    if Command::new(FREE_THREADED).arg("--version").output().is_err() {
        println!("free-threaded wheel: skipped, {FREE_THREADED} is missing");
        return Ok(());
    }
    println!("building the free-threaded wheel …");
    let out = folder("python-free-threaded");
    let mut command = python.tool("maturin");
    // Without the feature abi3-py310, which free-threaded interpreters do not support.
    command.args(["build", "--quiet", "--locked", "--profile", "dist", "--interpreter", FREE_THREADED]);
    workspace::run(command.arg("--out").arg(&out))?;
    show(&python::only_file(&out, "-cp314-cp314t-")?)
}
