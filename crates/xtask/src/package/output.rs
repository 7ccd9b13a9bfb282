//! Output folders of packages, and checks of size and alignment.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;
use object::{Object, ObjectSegment};

use crate::workspace;

/// Size limits in MB: of a library, and of its package. A third of a library is the emulator, for tests in process.
const WITH_EMULATOR: (f64, f64) = (11.7, 5.4);
/// The same without the emulator.
const CLIENT: (f64, f64) = (7.4, 3.5);

/// Prints the sizes of a library and its package. Fails if one is over the limit.
pub(super) fn weigh(package: &str, packed: u64, library: u64) -> Result<()> {
    check_size(package, WITH_EMULATOR, library, packed)
}

/// Checks the sizes of a library without the emulator, which is compressed as in a package.
pub(super) fn weigh_client(name: &str, library: &Path) -> Result<()> {
    let bytes = fs::read(library)?;
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(&bytes)?;
    check_size(name, CLIENT, bytes.len() as u64, packed.finish()?.len() as u64)
}

fn check_size(name: &str, (most, most_packed): (f64, f64), library: u64, packed: u64) -> Result<()> {
    let (library, packed) = (library as f64 / 1e6, packed as f64 / 1e6);
    println!("{name}: library {library:.2} MB, packed {packed:.2} MB");
    ensure!(library <= most && packed <= most_packed, "the limit is {most} MB, packed {most_packed} MB");
    Ok(())
}

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
