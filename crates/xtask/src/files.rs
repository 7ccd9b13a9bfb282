//! Files that change only when their contents do, so that compilers find nothing to do.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// Makes the folder `to` hold what `from` does, and nothing else.
pub(crate) fn mirror(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(to)?.flatten().filter(|entry| !from.join(entry.file_name()).exists()) {
        match entry.file_type()?.is_dir() {
            true => fs::remove_dir_all(entry.path())?,
            false => fs::remove_file(entry.path())?,
        }
    }
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => mirror(&entry.path(), &target)?,
            false => write(&target, fs::read(entry.path())?)?,
        }
    }
    Ok(())
}

/// Copies a file, and creates the folder that it belongs into.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    write(to, fs::read(from).with_context(|| format!("{} cannot be read", from.display()))?)
}

/// Writes a file and the folder that it belongs into, unless it is as it shall be.
pub(crate) fn write(file: &Path, contents: impl AsRef<[u8]>) -> Result<()> {
    let contents = contents.as_ref();
    if fs::read(file).ok().as_deref() != Some(contents) {
        fs::create_dir_all(file.parent().unwrap_or(file))?;
        fs::write(file, contents).with_context(|| format!("{} cannot be written", file.display()))?;
    }
    Ok(())
}
