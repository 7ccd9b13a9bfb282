//! Output files: replaced atomically, or written through.

use std::fs::{self, File, OpenOptions};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::target::{Target, Through, folder};

/// A file that is being written. [`commit`](Self::commit) moves it into place; if it is dropped before, an earlier file is
/// unchanged and no temporary file remains.
#[derive(Debug)]
pub struct Output {
    file: File,
    /// `None` if the target is written through.
    replacement: Option<Replacement>,
}

/// A temporary file in the target's folder.
#[derive(Debug)]
struct Replacement {
    temporary: TempPath,
    target: PathBuf,
}

impl Output {
    /// Opens `path` for writing. Opening a FIFO waits for its reader.
    ///
    /// Fails for a folder, a socket, a block device, a terminal and a loop of symbolic links, and where this process may not
    /// write.
    pub fn create(path: &Path) -> io::Result<Output> {
        match Target::of(path)? {
            Target::New(target) => Output::beside(target),
            Target::Regular(target) => {
                // The permissions of the folder would allow replacing a read-only file.
                OpenOptions::new().write(true).open(path)?;
                Output::beside(target)
            }
            Target::Through(through) => {
                let file = through.open()?;
                if file.is_terminal() {
                    let message =
                        "it is a terminal, which would run control characters; pass the path of a file";
                    return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
                }
                Ok(Output { file, replacement: None })
            }
        }
    }

    /// Like [`create`](Self::create), but fails for anything except a regular file.
    pub fn replace(path: &Path) -> io::Result<Output> {
        let output = Output::create(path)?;
        match output.replacement {
            Some(_) => Ok(output),
            None => Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file")),
        }
    }

    fn beside(target: PathBuf) -> io::Result<Output> {
        // Created here, because errors of `tempfile_in` name the path of the temporary file, which the user does not know.
        let (file, temporary) = tempfile::Builder::new()
            .prefix(".chat44mp-")
            .suffix(".part")
            .make_in(folder(&target), create_private)?
            .into_parts();
        Ok(Output { file, replacement: Some(Replacement { temporary, target }) })
    }

    /// The path of the temporary file.
    pub(crate) fn temporary(&self) -> Option<PathBuf> {
        self.replacement.as_ref().map(|replacement| replacement.temporary.to_path_buf())
    }

    /// Syncs the file and moves it into place.
    pub fn commit(self) -> io::Result<()> {
        let Output { file, replacement } = self;
        let Some(Replacement { temporary, target }) = replacement else { return Ok(()) };
        match fs::symlink_metadata(&target) {
            Ok(earlier) if earlier.is_file() => keep_access(&file, &earlier)?,
            Ok(_) => return Err(io::Error::other("it was replaced by another file type meanwhile")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        file.sync_all()?;
        temporary.persist(&target).map_err(|error| error.error)?;
        // Not every file system supports this; the content is synced already.
        let _ = persist_name(&target);
        Ok(())
    }
}

/// Creates a file that only its owner can read.
fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

impl Write for Output {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.file.write(data)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Through {
    fn open(&self) -> io::Result<File> {
        #[cfg(unix)]
        {
            use std::os::fd::AsFd;
            let descriptor = match self {
                Through::Stdout => Some(io::stdout().as_fd().try_clone_to_owned()?),
                Through::Stderr => Some(io::stderr().as_fd().try_clone_to_owned()?),
                Through::Path(_) => None,
            };
            if let Some(descriptor) = descriptor {
                return Ok(descriptor.into());
            }
        }
        match self {
            // Other processes may write to the same file.
            Through::Path(path) => OpenOptions::new().append(true).open(path),
            Through::Stdout | Through::Stderr => Err(io::ErrorKind::Unsupported.into()),
        }
    }
}

/// Options that create a file readable by its owner only.
pub fn private() -> OpenOptions {
    #[allow(unused_mut)]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Copies the mode of an earlier file to `file`, and its owner if that is permitted.
#[cfg(unix)]
fn keep_access(file: &File, earlier: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
    let own = file.metadata()?;
    let (user, group) = (earlier.uid(), earlier.gid());
    let mut mode = earlier.mode() & 0o777;
    if (own.uid(), own.gid()) != (user, group) {
        let kept = fchown(file, Some(user), Some(group)).is_ok() || fchown(file, None, Some(group)).is_ok();
        if !kept && own.gid() != group {
            // If the group differs, it receives only the permissions of everyone.
            mode = mode & 0o707 | mode & (mode & 0o007) << 3;
        }
    }
    file.set_permissions(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn keep_access(_: &File, _: &fs::Metadata) -> io::Result<()> {
    Ok(())
}

/// Syncs the folder entry of a new file, where the system requires it.
pub(crate) fn persist_name(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(folder(path))?.sync_all()?;
    let _ = path;
    Ok(())
}
