//! The uncommitted files of the Swift package: the library, and the sources that uniffi generates from it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::uniffi::{Language, Library};
use crate::{files, workspace};

/// A static library, so that a program is a single file.
const ARCHIVE: &str = "libchat44mp_native.a";

/// A generated file, and its folder.
const GENERATED: &[(&str, &str)] = &[
    ("Models.swift", "Chat44mp/Generated"),
    ("Native.swift", "Chat44mp/Generated"),
    ("NativeTesting.swift", "Chat44mpTesting/Generated"),
    ("chat44mpFFI.h", "Chat44MPFFI"),
    ("chat44mp_nativeFFI.h", "Chat44MPFFI"),
    ("chat44mp_testingFFI.h", "Chat44MPFFI"),
    ("module.modulemap", "Chat44MPFFI"),
];

/// The package's folder.
pub(super) fn folder() -> PathBuf {
    workspace::root().join("bindings/swift")
}

/// The folder of the library for this platform.
fn library_folder() -> PathBuf {
    folder().join(library_name())
}

/// The same, relative to the package.
pub(super) fn library_name() -> String {
    format!("lib/{}-{}", std::env::consts::OS, std::env::consts::ARCH)
}

/// Generates the sources of the library, and copies the calls of the scenario runner.
pub(super) fn generate(library: &Library, calls: &Path) -> Result<()> {
    let out = workspace::target().join("swift/generated");
    library.generate(Language::Swift, &out)?;
    for (name, place) in GENERATED {
        files::copy(&out.join(name), &folder().join("Sources").join(place).join(name))?;
    }
    files::copy(calls, &folder().join("Tests/Chat44mpTests/Generated/Calls.swift"))
}

/// Puts the library into the package. Returns whether it has changed.
pub(super) fn place(library: &Library) -> Result<bool> {
    let place = library_folder();
    fs::create_dir_all(&place)?;
    let placed = place.join(ARCHIVE);
    let state = |file: &Path| fs::metadata(file).and_then(|about| Ok((about.len(), about.modified()?))).ok();
    if state(&library.archive).is_some() && state(&library.archive) == state(&placed) {
        return Ok(false);
    }
    let _ = fs::remove_file(&placed);
    // A hard link saves space, but works only within a file system.
    fs::hard_link(&library.archive, &placed)
        .or_else(|_| fs::copy(&library.archive, &placed).map(drop))
        .with_context(|| format!("{} cannot be created", placed.display()))?;
    Ok(true)
}
