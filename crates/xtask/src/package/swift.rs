//! The Swift package, with the library for this platform.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::budgets;
use super::output::folder;
use crate::swift::{Swift, pack};
use crate::workspace;

/// A path of the emulator, which every program with the emulator contains.
const EMULATOR: &[u8] = b"__emulator";

pub(super) fn package() -> Result<()> {
    println!("building the library of the Swift package (profile `dist`; some minutes) …");
    let swift = Swift::set_up_to_ship()?;
    let out = folder("swift").join("chat44mp");
    pack(&out)?;
    println!("{}: see its README", out.display());

    println!("building the README's quickstart in another folder …");
    let program = swift.check_package(&out, "release")?;
    let stripped = program.with_extension("stripped");
    workspace::run(Command::new("strip").arg(&program).arg("-o").arg(&stripped))
        .context("the quickstart could not be stripped")?;
    let bytes = fs::read(&stripped)?;
    let emulator = bytes.windows(EMULATOR.len()).any(|part| part == EMULATOR);
    ensure!(!emulator, "the quickstart contains the emulator, which it does not use");
    budgets::program("swift", "the quickstart, library included", bytes.len() as u64)
}
