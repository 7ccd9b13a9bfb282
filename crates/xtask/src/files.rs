//! Writes files only if their contents change, so that compilers do not rebuild them.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// Makes the folder `to` equal to `from`.
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

/// Copies a file, and creates its folder.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    write(to, fs::read(from).with_context(|| format!("{} cannot be read", from.display()))?)
}

/// Writes a file, and creates its folder, unless the contents are the same.
pub(crate) fn write(file: &Path, contents: impl AsRef<[u8]>) -> Result<()> {
    let contents = contents.as_ref();
    if fs::read(file).ok().as_deref() != Some(contents) {
        fs::create_dir_all(file.parent().unwrap_or(file))?;
        fs::write(file, contents).with_context(|| format!("{} cannot be written", file.display()))?;
    }
    Ok(())
}
