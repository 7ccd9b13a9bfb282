//! The native library for Apple's platforms: an XCFramework with static libraries.
//!
//! It contains the emulator, for tests. The linker drops unused code from apps.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

use super::budgets;
use super::output::folder;
use crate::uniffi::{Language, Library};
use crate::workspace;

/// The C module. Its headers are in a folder with its name, because `Headers/module.modulemap` of two frameworks in one app would
/// overwrite each other.
const MODULE: &str = "Chat44MPFFI";

/// Platforms and their Rust targets, which are joined into one universal library.
const SYSTEMS: &[(&str, &[&str])] = &[
    ("ios", &["aarch64-apple-ios"]),
    ("ios-simulator", &["aarch64-apple-ios-sim", "x86_64-apple-ios"]),
    ("macos", &["aarch64-apple-darwin", "x86_64-apple-darwin"]),
];

/// The oldest supported versions, as in Package.swift.
const OLDEST: &[(&str, &str)] =
    &[("IPHONEOS_DEPLOYMENT_TARGET", "16.0"), ("MACOSX_DEPLOYMENT_TARGET", "13.0")];

pub(super) fn is_possible() -> bool {
    cfg!(target_os = "macos") && Command::new("xcodebuild").arg("-version").output().is_ok()
}

pub(super) const REQUIREMENT: &str = "a Mac with Xcode";

/// Builds the XCFramework into the Swift package, and packs it into `target/package/apple`.
pub(super) fn package() -> Result<()> {
    ensure!(is_possible(), "an XCFramework requires {REQUIREMENT}");
    let parts = tempfile::tempdir()?;
    let environment: Vec<_> =
        OLDEST.iter().map(|(name, version)| ((*name).to_owned(), PathBuf::from(version))).collect();
    let mut create = Command::new("xcodebuild");
    create.arg("-create-xcframework");
    for (system, targets) in SYSTEMS {
        println!("building the library for {system} (profile `dist`; some minutes) …");
        let mut archives = Vec::new();
        for target in *targets {
            archives.push(Library::to_ship_for(target, &["--features", "testing"], &environment)?.archive);
        }
        let place = parts.path().join(system);
        fs::create_dir_all(&place)?;
        let archive = place.join("libchat44mp_native.a");
        workspace::run(Command::new("lipo").arg("-create").args(&archives).arg("-output").arg(&archive))?;
        create.arg("-library").arg(&archive).arg("-headers").arg(parts.path().join("headers"));
    }
    headers(&parts.path().join("headers").join(MODULE))?;

    let framework = workspace::root().join(format!("bindings/swift/{MODULE}.xcframework"));
    let _ = fs::remove_dir_all(&framework);
    workspace::run(create.arg("-output").arg(&framework))?;
    let packed = folder("apple").join(format!("{MODULE}.xcframework.zip"));
    fs::create_dir_all(folder("apple"))?;
    workspace::run(Command::new("ditto").args(["-c", "-k", "--keepParent"]).arg(&framework).arg(&packed))?;
    budgets::package("xcframework", &packed)?;
    println!("checksum, for a Package.swift that downloads it:");
    workspace::run(Command::new("swift").args(["package", "compute-checksum"]).arg(&packed))
}

/// Copies the generated C headers and module map.
fn headers(place: &Path) -> Result<()> {
    let written = tempfile::tempdir()?;
    Library::for_tests()?.generate(Language::Swift, written.path())?;
    fs::create_dir_all(place)?;
    for entry in fs::read_dir(written.path())? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "h" || end == "modulemap") {
            fs::copy(&path, place.join(path.file_name().unwrap_or_default()))?;
        }
    }
    Ok(())
}
