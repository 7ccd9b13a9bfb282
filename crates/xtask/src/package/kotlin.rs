//! The Kotlin packages for Maven Central: client and emulator, with sources and documentation.

use anyhow::{Result, ensure};

use super::output::{check_alignment, empty_folder, show, weigh_client};
use crate::kotlin::{self, Kotlin, NATIVE, TESTING};
use crate::uniffi::Library;

pub(super) fn package() -> Result<()> {
    ensure!(kotlin::is_installed(), "the Kotlin packages require {}", kotlin::REQUIREMENT);
    println!("building the Kotlin packages (profile `dist`; some minutes) …");
    let out = empty_folder("kotlin");
    let kotlin = Kotlin::prepare()?;
    let library = Library::to_ship()?.shared;
    let platform = kotlin::platform()?;
    weigh_client(&platform, &library)?;
    if cfg!(target_os = "linux") {
        check_alignment(&platform, &library)?;
    }
    kotlin::place(&library, NATIVE)?;
    kotlin::place(&Library::of_the_emulator()?.shared, TESTING)?;
    kotlin.publish_into(&out)?;
    for artefact in ["chat44mp", "chat44mp-testing"] {
        let version = env!("CARGO_PKG_VERSION");
        // Maven Central requires all three.
        for kind in ["", "-sources", "-javadoc"] {
            show(&out.join(format!("com/chat44mp/{artefact}/{version}/{artefact}-{version}{kind}.jar")))?;
        }
    }
    println!("using the packages in an empty project …");
    kotlin.check_consumer(&out)
}
