//! The Kotlin packages for Maven Central: client and emulator, with sources and documentation.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};

use super::budgets;
use super::output::{check_alignment, empty_folder};
use crate::files;
use crate::kotlin::{self, Kotlin, NATIVE, TESTING};
use crate::platforms::PLATFORMS;
use crate::uniffi::Library;

pub(super) fn package() -> Result<()> {
    ensure!(kotlin::is_installed(), "the Kotlin packages require {}", kotlin::REQUIREMENT);
    println!("building the Kotlin packages (profile `dist`; some minutes) …");
    let kotlin = Kotlin::prepare()?;
    let library = Library::to_ship()?.shared;
    let platform = kotlin::platform()?;
    if cfg!(target_os = "linux") {
        check_alignment(&platform, &library)?;
    }
    let emulator = Library::of_the_emulator()?.shared;
    for (file, name, budget) in [(&library, NATIVE, "kotlin"), (&emulator, TESTING, "kotlin-testing")] {
        budgets::library(budget, &format!("{name} for {platform}"), fs::metadata(file)?.len())?;
        kotlin::place(file, name)?;
    }
    publish(&kotlin)
}

/// Builds the packages with the libraries in a folder, one folder for each platform, as CI collects them.
pub(super) fn package_with(natives: &Path) -> Result<()> {
    let kotlin = Kotlin::prepare()?;
    for platform in PLATFORMS.iter().filter_map(|platform| platform.jna) {
        let libraries = natives.join(platform);
        ensure!(libraries.is_dir(), "{} is missing", libraries.display());
        files::mirror(&libraries, &kotlin::natives().join(platform))?;
    }
    publish(&kotlin)
}

fn publish(kotlin: &Kotlin) -> Result<()> {
    let out = empty_folder("kotlin");
    kotlin.publish_into(&out)?;
    for (artefact, budget) in [("chat44mp", "jar"), ("chat44mp-testing", "jar-testing")] {
        let version = env!("CARGO_PKG_VERSION");
        // Maven Central requires all three.
        for kind in ["", "-sources", "-javadoc"] {
            let jar = format!("com/chat44mp/{artefact}/{version}/{artefact}-{version}{kind}.jar");
            budgets::package(budget, &out.join(jar))?;
        }
    }
    println!("using the packages in an empty project …");
    kotlin.check_consumer(&out)
}
