//! The Swift package, with the library for this machine.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::output::folder;
use crate::swift::{Swift, pack};
use crate::workspace;

/// What a small program may weigh, with all that it uses of the library.
const PROGRAM_MB: f64 = 6.0;

/// Where the emulator is controlled: a text that is in every program with an emulator in it.
const EMULATOR: &[u8] = b"__emulator";

pub(super) fn package() -> Result<()> {
    println!("building the library of the Swift package (profile `dist`; some minutes) …");
    let swift = Swift::set_up_to_ship()?;
    let out = folder("swift").join("chat44mp");
    pack(&out)?;
    println!("{}: its README says how to use it", out.display());

    println!("building the README's quickstart with it, away from here …");
    let program = swift.check_package(&out, "release")?;
    let stripped = program.with_extension("stripped");
    workspace::run(Command::new("strip").arg(&program).arg("-o").arg(&stripped))
        .context("the quickstart could not be stripped")?;
    let bytes = fs::read(&stripped)?;
    let emulator = bytes.windows(EMULATOR.len()).any(|part| part == EMULATOR);
    ensure!(!emulator, "the quickstart has the emulator in it, which it does not use");
    let megabytes = bytes.len() as f64 / 1e6;
    println!("the quickstart weighs {megabytes:.2} MB, all of it");
    ensure!(megabytes <= PROGRAM_MB, "it may weigh {PROGRAM_MB} MB");
    Ok(())
}
