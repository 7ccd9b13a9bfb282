//! Generates the Kotlin and Swift sources of a built library.

mod docs;
mod kotlin;
mod patch;
mod swift;

use std::fs;

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};
use clap::{Parser, ValueEnum};
use uniffi::{GenerateOptions, SwiftBindingsOptions, TargetLanguage};

#[derive(Parser)]
struct Arguments {
    /// Language of the generated sources
    #[arg(value_enum)]
    language: Language,
    /// Built library, not stripped
    library: Utf8PathBuf,
    /// Path of `uniffi.toml`
    #[arg(long)]
    config: Utf8PathBuf,
    /// Output folder
    #[arg(long)]
    out: Utf8PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum Language {
    Kotlin,
    Swift,
}

fn main() -> Result<()> {
    let Arguments { language, library, config, out } = Arguments::parse();
    match language {
        Language::Kotlin => uniffi::generate(GenerateOptions {
            languages: vec![TargetLanguage::Kotlin],
            source: library,
            out_dir: out.clone(),
            config_override: Some(config),
            ..GenerateOptions::default()
        })?,
        Language::Swift => uniffi::generate_swift_bindings(SwiftBindingsOptions {
            generate_swift_sources: true,
            generate_headers: true,
            generate_modulemap: true,
            source: library,
            out_dir: out.clone(),
            module_name: Some("Chat44MPFFI".to_owned()),
            modulemap_filename: Some("module.modulemap".to_owned()),
            config: Some(config),
            ..SwiftBindingsOptions::default()
        })?,
    }
    match language {
        Language::Kotlin => kotlin::change(&out),
        Language::Swift => change_swift(&out),
    }
}

/// Patches all files in a folder.
fn change_swift(folder: &Utf8Path) -> Result<()> {
    for entry in folder.read_dir_utf8()? {
        let path = entry?.into_path();
        let changed = swift::change(path.file_name().unwrap_or_default(), &fs::read_to_string(&path)?)?;
        fs::write(&path, changed)?;
    }
    Ok(())
}
