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
