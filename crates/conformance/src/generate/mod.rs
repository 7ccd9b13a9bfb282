//! `cargo xtask generate`: parts of other languages, ERRORS.md, the OpenAPI document
//! and the tables of the READMEs, from the core and the emulator.

mod codes;
pub(crate) mod definitions;
mod emulator;
mod faults;
mod openapi;
mod readme;
pub(crate) mod shapes;
pub(crate) mod support;

use std::fs;
use std::process::ExitCode;

use anyhow::{Result, ensure};
use clap::Args;
use xtask::workspace;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Write nothing; fail if a file is out of date
    #[arg(long)]
    check: bool,
}

/// `cargo xtask generate`.
pub(crate) fn main(arguments: &Arguments) -> Result<ExitCode> {
    let files = files()?;
    for (file, text) in &files {
        let path = workspace::root().join(file);
        if !arguments.check {
            fs::write(path, text)?;
        } else {
            // Git may check out text with other line endings.
            let written = fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
            ensure!(written == *text, "{file} is out of date; run `cargo xtask generate`");
        }
    }
    println!("{} files are {}", files.len(), if arguments.check { "up to date" } else { "written" });
    Ok(ExitCode::SUCCESS)
}

/// The generated files and their text.
fn files() -> Result<Vec<(&'static str, String)>> {
    let mut files = Vec::from(codes::files());
    files.push(("python/testing/chat44mp_testing/_types.py", emulator::for_python()?));
    files.push(("node/testing/emulator.d.ts", emulator::for_typescript()?));
    files.push(openapi::file(&definitions::calls()?)?);
    files.push((faults::KOTLIN, faults::for_kotlin()?));
    files.push((faults::SWIFT, faults::for_swift()?));
    files.extend(readme::files()?);
    Ok(files)
}
