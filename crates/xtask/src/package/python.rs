//! The wheels and the source distribution.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::output::{empty_folder, folder, show, weigh};
use crate::python::{self, Python};
use crate::workspace;

/// The interpreter whose wheels have no stable ABI to rely on.
const FREE_THREADED: &str = "python3.14t";

pub(super) fn package() -> Result<()> {
    let python = Python::environment()?;
    let wheel = build(&python)?;
    free_threaded(&python)?;
    python.check_quickstart(&wheel)?;

    let sdist = python.sdist(&folder("python"))?;
    show(&sdist)?;
    println!("building the source distribution as pip does …");
    python.check_sdist(&sdist)
}

/// The wheel of every CPython since 3.10, as it ships.
pub fn wheel() -> Result<PathBuf> {
    build(&Python::environment()?)
}

fn build(python: &Python) -> Result<PathBuf> {
    println!("building the wheel (profile `dist`; some minutes) …");
    let wheel = python.wheel("dist", &empty_folder("python"))?;
    let library = python.files(&wheel)?.into_iter().find(|(name, _)| name.contains("_native.abi3."));
    let (_, bytes) = library.context("the wheel has no library")?;
    weigh(&wheel.display().to_string(), fs::metadata(&wheel)?.len(), bytes)?;
    Ok(wheel)
}

/// One more wheel, for the interpreter without a global lock: the stable ABI does not reach it.
fn free_threaded(python: &Python) -> Result<()> {
    if Command::new(FREE_THREADED).arg("--version").output().is_err() {
        println!("free-threaded wheel: not built, there is no {FREE_THREADED} on this machine");
        return Ok(());
    }
    println!("building the free-threaded wheel …");
    let out = folder("python-free-threaded");
    let mut command = python.tool("maturin");
    // Without the feature abi3-py310, which there is no such interpreter for.
    command.args(["build", "--quiet", "--locked", "--profile", "dist", "--interpreter", FREE_THREADED]);
    workspace::run(command.arg("--out").arg(&out))?;
    show(&python::only_file(&out, "-cp314-cp314t-")?)
}
