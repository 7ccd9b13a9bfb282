//! The library for Apple's systems: an XCFramework, which the Swift package at the root refers to.
//!
//! It holds archives, which become part of the app. The emulator is in there for those who test with it; the linker leaves
//! out what an app does not use.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

use super::output::{folder, show};
use crate::uniffi::{Language, Library};
use crate::workspace;

/// The module of C. Its headers are in a folder of its name: two frameworks in one app that both had a
/// `Headers/module.modulemap` would overwrite each other's.
const MODULE: &str = "Chat44MPFFI";

/// The systems, and what Rust builds for each. They are one archive each, so a system's processors are joined.
const SYSTEMS: &[(&str, &[&str])] = &[
    ("ios", &["aarch64-apple-ios"]),
    ("ios-simulator", &["aarch64-apple-ios-sim", "x86_64-apple-ios"]),
    ("macos", &["aarch64-apple-darwin", "x86_64-apple-darwin"]),
];

/// The oldest systems, as Package.swift has them.
const OLDEST: &[(&str, &str)] =
    &[("IPHONEOS_DEPLOYMENT_TARGET", "16.0"), ("MACOSX_DEPLOYMENT_TARGET", "13.0")];

/// Whether this machine can.
pub(super) fn is_possible() -> bool {
    cfg!(target_os = "macos") && Command::new("xcodebuild").arg("-version").output().is_ok()
}

/// What a machine needs that can.
pub(super) const NEEDED: &str = "a Mac with Xcode";

/// Builds it where the Swift package looks for it, and packs it into `target/package/apple`.
pub(super) fn package() -> Result<()> {
    ensure!(is_possible(), "an XCFramework needs {NEEDED}");
    let parts = tempfile::tempdir()?;
    let environment: Vec<_> =
        OLDEST.iter().map(|(name, version)| ((*name).to_owned(), PathBuf::from(version))).collect();
    let mut create = Command::new("xcodebuild");
    create.arg("-create-xcframework");
    for (system, targets) in SYSTEMS {
        println!("building the library for {system} (profile `dist`; some minutes) …");
        let mut archives = Vec::new();
        for target in *targets {
            archives.push(Library::to_ship_for(target, &["--features", "testing"], &environment)?.fixed);
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
    show(&packed)?;
    println!("its checksum, for a Package.swift that downloads it:");
    workspace::run(Command::new("swift").args(["package", "compute-checksum"]).arg(&packed))
}

/// What uniffi writes for the compiler of C.
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
