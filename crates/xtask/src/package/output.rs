//! Where packages are put, and how large they may be.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;
use object::{Object, ObjectSegment};

use crate::workspace;

/// What a library, and the package with it, may weigh. A third of it is the emulator, which tests in process need.
const LIBRARY_MB: f64 = 8.0;
const PACKAGE_MB: f64 = 3.8;

/// Says what they weigh; fails when it is too much.
pub(super) fn weigh(package: &str, packed: u64, library: u64) -> Result<()> {
    let (packed, library) = (packed as f64 / 1e6, library as f64 / 1e6);
    println!("{package}: {packed:.2} MB, the library in it {library:.2} MB");
    ensure!(library <= LIBRARY_MB, "the library may weigh {LIBRARY_MB} MB");
    ensure!(packed <= PACKAGE_MB, "the package may weigh {PACKAGE_MB} MB");
    Ok(())
}

/// What a library without the emulator may weigh, as it is and packed.
const CLIENT_MB: (f64, f64) = (4.5, 2.2);

/// The same for a library without the emulator.
pub(super) fn weigh_client(name: &str, library: &Path) -> Result<()> {
    let bytes = fs::read(library)?;
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(&bytes)?;
    let (whole, packed) = (bytes.len() as f64 / 1e6, packed.finish()?.len() as f64 / 1e6);
    println!("{name}: the library weighs {whole:.2} MB, packed {packed:.2} MB");
    let (most, most_packed) = CLIENT_MB;
    ensure!(whole <= most && packed <= most_packed, "it may weigh {most} MB, packed {most_packed} MB");
    Ok(())
}

/// The pages of newer Android devices.
const PAGE: u64 = 16 * 1024;

/// Fails if such a device cannot load a library, because its segments are aligned to less.
pub(super) fn check_alignment(name: &str, library: &Path) -> Result<()> {
    let bytes = fs::read(library)?;
    let library = object::File::parse(&*bytes).with_context(|| format!("{name}: that is no library"))?;
    let aligned = library.segments().map(|segment| segment.align()).min().unwrap_or_default();
    ensure!(aligned >= PAGE, "{name}: its segments are aligned to {aligned} bytes, not {PAGE}");
    Ok(())
}

/// Where the packages are put.
pub(super) fn folder(language: &str) -> PathBuf {
    workspace::root().join("target/package").join(language)
}

/// The same, without what an earlier version left, which would be taken for this one's.
pub(super) fn empty_folder(language: &str) -> PathBuf {
    let folder = folder(language);
    let _ = fs::remove_dir_all(&folder);
    folder
}

/// Says what a package weighs.
pub(super) fn show(package: &Path) -> Result<()> {
    println!("{}: {:.2} MB", package.display(), fs::metadata(package)?.len() as f64 / 1e6);
    Ok(())
}
