//! `cargo xtask package`: builds the packages as they ship, and checks them.

mod android;
mod apple;
mod budgets;
mod cli;
mod cross;
mod kotlin;
mod node;
mod output;
mod python;
mod swift;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, ensure};
use clap::Args;

pub(crate) use budgets::package as check_size;
pub(crate) use cli::{MANIFESTS, archive_of, linux_packages};
pub use python::wheel;

use crate::swift::Toolchain;

/// The name of a package, its requirement, whether this machine meets it, and the build.
type Package = (&'static str, &'static str, fn() -> bool, fn() -> Result<()>);

const PACKAGES: &[Package] = &[
    ("cli", "Rust", || true, cli::package),
    ("python", crate::python::REQUIREMENT, || true, python::package),
    ("node", crate::node::REQUIREMENT, || true, node::package),
    ("kotlin", crate::kotlin::REQUIREMENT, || true, kotlin::package),
    ("swift", crate::swift::REQUIREMENT, || Toolchain::find().is_some(), swift::package),
    ("android", android::REQUIREMENT, android::is_possible, android::package),
    ("apple", apple::REQUIREMENT, apple::is_possible, apple::package),
];

#[derive(Args)]
pub(crate) struct Arguments {
    /// Languages to package, such as `python,node` [default: all that this machine can build]
    #[arg(long, value_delimiter = ',')]
    lang: Vec<String>,
    /// Build only the native parts, of all languages, for a platform such as `aarch64-unknown-linux-musl`
    #[arg(long, conflicts_with = "lang")]
    target: Option<String>,
    /// Build the Kotlin packages with the libraries of all platforms, which `--target` built, in this folder
    #[arg(long, conflicts_with_all = ["lang", "target"], value_name = "FOLDER")]
    natives: Option<PathBuf>,
    /// Write the manifests of Homebrew and Scoop for the archives of all platforms, which `--target` built, into this folder
    #[arg(long, conflicts_with_all = ["lang", "target", "natives"], value_name = "FOLDER")]
    archives: Option<PathBuf>,
}

/// `cargo xtask package`. Fails if a package fails a check.
pub(crate) fn main(Arguments { lang, target, natives, archives }: &Arguments) -> Result<ExitCode> {
    if let Some(target) = target {
        return cross::package(target).map(|()| ExitCode::SUCCESS);
    }
    if let Some(natives) = natives {
        return kotlin::package_with(natives).map(|()| ExitCode::SUCCESS);
    }
    if let Some(archives) = archives {
        return cli::manifests(archives).map(|()| ExitCode::SUCCESS);
    }
    let names: Vec<_> = PACKAGES.iter().map(|(name, ..)| *name).collect();
    for name in lang {
        ensure!(
            names.contains(&name.as_str()),
            "unknown package {name:?}; the packages are {}",
            names.join(", ")
        );
    }
    for (name, needed, is_possible, package) in PACKAGES {
        if lang.is_empty() && !is_possible() {
            println!("{name}: skipped, requires {needed}");
        } else if lang.is_empty() || lang.iter().any(|wanted| wanted == name) {
            package()?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
