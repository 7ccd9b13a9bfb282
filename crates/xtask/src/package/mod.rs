//! `cargo xtask package`: what ships, built as it ships and looked at.

mod android;
mod apple;
mod kotlin;
mod node;
mod python;
mod swift;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, ensure};
use clap::Args;
use flate2::Compression;
use flate2::write::GzEncoder;

pub use python::wheel;

use crate::workspace;

const LANGUAGES: &[&str] = &["python", "node", "kotlin", "swift", "android", "apple"];

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
    if wanted("kotlin") {
        kotlin::package()?;
    }
    // For systems that need another machine than most have.
    for (name, needed, possible, package) in [
        ("swift", crate::swift::NEEDED, swift::is_possible(), swift::package as fn() -> Result<()>),
        ("android", android::NEEDED, android::is_possible(), android::package),
        ("apple", apple::NEEDED, apple::is_possible(), apple::package),
    ] {
        if arguments.lang.is_empty() && !possible {
            println!("{name}: not built, that needs {needed}");
        } else if wanted(name) {
            package()?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What a library, and the package with it, may weigh. A third of it is the emulator, which tests in process need.
const LIBRARY_MB: f64 = 8.0;
const PACKAGE_MB: f64 = 3.8;

/// Says what they weigh; fails when it is too much.
fn weigh(package: &str, packed: u64, library: u64) -> Result<()> {
    let (packed, library) = (packed as f64 / 1e6, library as f64 / 1e6);
    println!("{package}: {packed:.2} MB, the library in it {library:.2} MB");
    ensure!(library <= LIBRARY_MB, "the library may weigh {LIBRARY_MB} MB");
    ensure!(packed <= PACKAGE_MB, "the package may weigh {PACKAGE_MB} MB");
    Ok(())
}

/// What a library without the emulator may weigh, as it is and packed.
const CLIENT_MB: (f64, f64) = (4.5, 2.2);

/// The same for a library without the emulator.
fn weigh_client(name: &str, library: &Path) -> Result<()> {
    let bytes = fs::read(library)?;
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(&bytes)?;
    let (whole, packed) = (bytes.len() as f64 / 1e6, packed.finish()?.len() as f64 / 1e6);
    println!("{name}: the library weighs {whole:.2} MB, packed {packed:.2} MB");
    let (most, most_packed) = CLIENT_MB;
    ensure!(whole <= most && packed <= most_packed, "it may weigh {most} MB, packed {most_packed} MB");
    Ok(())
}

/// Where the packages are put.
fn folder(language: &str) -> PathBuf {
    workspace::root().join("target/package").join(language)
}
