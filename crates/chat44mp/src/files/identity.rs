//! Which file a path leads to, whatever it is called there.

use std::fs::{self, File, Metadata};
use std::path::{Path, PathBuf};

use super::target::{Target, folder};

/// Equal for two paths that lead to the same regular file, or will: through symbolic links, hard links and descriptors.
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
    /// Of the file at a path, or of the one that would be created there. None for what is not a regular file.
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

    /// Of an open file; `path` is where it was found, if anywhere.
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
