//! `cargo xtask package`: what ships, built as it ships and looked at.

mod android;
mod apple;
mod kotlin;
mod node;
mod output;
mod python;
mod swift;

use std::process::ExitCode;

use anyhow::{Result, ensure};
use clap::Args;

pub use python::wheel;

use crate::swift::Toolchain;

/// A package: its name, what a machine needs to build it, whether this one has it, and what builds it.
type Package = (&'static str, &'static str, fn() -> bool, fn() -> Result<()>);

const PACKAGES: &[Package] = &[
    ("python", crate::python::NEEDED, || true, python::package),
    ("node", crate::node::NEEDED, || true, node::package),
    ("kotlin", crate::kotlin::NEEDED, || true, kotlin::package),
    // For systems that need another machine than most have.
    ("swift", crate::swift::NEEDED, || Toolchain::find().is_some(), swift::package),
    ("android", android::NEEDED, android::is_possible, android::package),
    ("apple", apple::NEEDED, apple::is_possible, apple::package),
];

#[derive(Args)]
pub(crate) struct Arguments {
    /// Which languages, such as `python,node`; all, if left out
    #[arg(long, value_delimiter = ',')]
    lang: Vec<String>,
}

/// `cargo xtask package`. Fails when a package is not what it has to be.
pub(crate) fn main(Arguments { lang }: &Arguments) -> Result<ExitCode> {
    let names: Vec<_> = PACKAGES.iter().map(|(name, ..)| *name).collect();
    for name in lang {
        ensure!(names.contains(&name.as_str()), "no package of {name:?}; there is: {}", names.join(", "));
    }
    for (name, needed, is_possible, package) in PACKAGES {
        if lang.is_empty() && !is_possible() {
            println!("{name}: not built, that needs {needed}");
        } else if lang.is_empty() || lang.iter().any(|wanted| wanted == name) {
            package()?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
