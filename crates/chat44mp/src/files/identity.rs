//! The identity of a file, independent of its path.

use std::fs::{self, File, Metadata};
use std::path::{Path, PathBuf};

use super::target::{Target, folder};

/// Equal for two paths to the same existing or future regular file, through symbolic links, hard links and descriptors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Identity {
    #[cfg(unix)]
    Inode {
        device: u64,
        inode: u64,
    },
    Path(PathBuf),
}

impl Identity {
    /// The identity of the file at a path, or of one to be created there. `None` if it is not a regular file.
    pub(crate) fn at(path: &Path) -> Option<Identity> {
        match fs::metadata(path) {
            Ok(metadata) if !metadata.is_file() => None,
            Ok(metadata) => {
                Identity::of(&metadata).or_else(|| fs::canonicalize(path).ok().map(Identity::Path))
            }
            Err(_) => match Target::of(path).ok()? {
                Target::New(path) | Target::Regular(path) => {
                    let folder = fs::canonicalize(folder(&path)).ok()?;
                    Some(Identity::Path(folder.join(path.file_name()?)))
                }
                Target::Through(_) => None,
            },
        }
    }

    /// The identity of an open file, with its path if known.
    pub(crate) fn of_open(file: &File, path: Option<&Path>) -> Option<Identity> {
        let metadata = file.metadata().ok().filter(Metadata::is_file)?;
        Identity::of(&metadata).or_else(|| Identity::at(path?))
    }

    fn of(metadata: &Metadata) -> Option<Identity> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            Some(Identity::Inode { device: metadata.dev(), inode: metadata.ino() })
        }
        #[cfg(not(unix))]
        {
            let _ = metadata;
            None
        }
    }
}
