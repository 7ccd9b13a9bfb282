//! `cargo xtask package`: what ships, built as it ships and looked at.

mod node;
mod python;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, ensure};
use clap::Args;

pub(crate) use python::wheel;

use crate::workspace;

const LANGUAGES: &[&str] = &["python", "node"];

#[derive(Args)]
pub(crate) struct Arguments {
    /// Which languages, such as `python,node`; all, if left out
    #[arg(long, value_delimiter = ',')]
    lang: Vec<String>,
}

/// `cargo xtask package`. Fails when a package is not what it has to be.
pub(crate) fn main(arguments: &Arguments) -> Result<ExitCode> {
    for language in &arguments.lang {
        ensure!(
            LANGUAGES.contains(&language.as_str()),
            "there is no package of {language:?}; there is: {}",
            LANGUAGES.join(", ")
        );
    }
    let wanted = |name: &str| arguments.lang.is_empty() || arguments.lang.iter().any(|lang| lang == name);
    if wanted("python") {
        python::package()?;
    }
    if wanted("node") {
        node::package()?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What a library, and the package with it, may weigh. A third of it is the emulator, which tests in process need.
const LIBRARY_MB: f64 = 8.0;
const PACKAGE_MB: f64 = 3.6;

/// Says what they weigh; fails when it is too much.
fn weigh(package: &str, packed: u64, library: u64) -> Result<()> {
    let (packed, library) = (packed as f64 / 1e6, library as f64 / 1e6);
    println!("{package}: {packed:.2} MB, the library in it {library:.2} MB");
    ensure!(library <= LIBRARY_MB, "the library may weigh {LIBRARY_MB} MB");
    ensure!(packed <= PACKAGE_MB, "the package may weigh {PACKAGE_MB} MB");
    Ok(())
}

/// Where the packages are put.
fn folder(language: &str) -> PathBuf {
    workspace::root().join("target/package").join(language)
}
