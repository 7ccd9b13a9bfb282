//! `cargo xtask package`: what ships, built as it ships and looked at.

mod python;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, ensure};
use clap::Args;

pub(crate) use python::wheel;

use crate::workspace;

const LANGUAGES: &[&str] = &["python"];

#[derive(Args)]
pub(crate) struct Arguments {
    /// Which languages, such as `python`; all, if left out
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
    Ok(ExitCode::SUCCESS)
}

/// Where the packages are put.
fn folder(language: &str) -> PathBuf {
    workspace::root().join("target/package").join(language)
}
