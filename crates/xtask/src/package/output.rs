//! Output folders of packages, and checks of alignment.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use object::{Object, ObjectSegment};

use crate::workspace;

/// The page size of newer Android devices, in bytes.
const PAGE: u64 = 16 * 1024;

/// Fails if the segments of a library are not aligned to pages, because such a device cannot load it.
pub(super) fn check_alignment(name: &str, library: &Path) -> Result<()> {
    let bytes = fs::read(library)?;
    let library = object::File::parse(&*bytes).with_context(|| format!("{name} is not a library"))?;
    let aligned = library.segments().map(|segment| segment.align()).min().unwrap_or_default();
    ensure!(aligned >= PAGE, "{name}: segments are aligned to {aligned} bytes instead of {PAGE}");
    Ok(())
}

/// The output folder of a language.
pub(super) fn folder(language: &str) -> PathBuf {
    workspace::root().join("target/package").join(language)
}

/// The same folder, emptied.
pub(super) fn empty_folder(language: &str) -> PathBuf {
    let folder = folder(language);
    let _ = fs::remove_dir_all(&folder);
    folder
}

/// Prints the size of a package.
pub(super) fn show(package: &Path) -> Result<()> {
    println!("{}: {:.2} MB", package.display(), fs::metadata(package)?.len() as f64 / 1e6);
    Ok(())
}
