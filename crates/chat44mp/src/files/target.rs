//! Resolves a path to a new file, a regular file, or a target that is written through.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Maximum number of symbolic links, as on Linux.
const MAX_LINKS: usize = 40;

/// The target of a path after following symbolic links.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// No file exists yet.
    New(PathBuf),
    /// A regular file.
    Regular(PathBuf),
    /// A FIFO, a character device, or a descriptor of a process.
    Through(Through),
}

/// A target that is written through.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Through {
    Stdout,
    Stderr,
    Path(PathBuf),
}

impl Target {
    /// Fails for a folder, a socket, a block device and a loop of symbolic links.
    pub(super) fn of(path: &Path) -> io::Result<Target> {
        // The system follows the links first: it rejects those of other users in a shared folder.
        let found = match fs::metadata(path) {
            Ok(metadata) => Some(metadata),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let end = match follow(path)? {
            End::Path(end) => end,
            End::Descriptor(through) => return Ok(Target::Through(through)),
        };
        let Some(metadata) = found else { return Ok(Target::New(end)) };
        if metadata.is_file() {
            return Ok(Target::Regular(end));
        }
        if metadata.is_dir() {
            return Err(io::Error::new(
                io::ErrorKind::IsADirectory,
                "it is a folder; pass the path of a file",
            ));
        }
        match other_kind(metadata.file_type()) {
            Some(kind) => Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("it is a {kind}; pass the path of a file"),
            )),
            None => Ok(Target::Through(Through::Path(path.to_owned()))),
        }
    }
}

/// A file type that cannot be written.
fn other_kind(kind: fs::FileType) -> Option<&'static str> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_block_device() {
            return Some("block device");
        }
        if kind.is_socket() {
            return Some("socket");
        }
    }
    let _ = kind;
    None
}

enum End {
    Path(PathBuf),
    Descriptor(Through),
}

fn follow(path: &Path) -> io::Result<End> {
    let mut path = path.to_owned();
    for _ in 0..=MAX_LINKS {
        if let Some(through) = descriptor(&path) {
            return Ok(End::Descriptor(through));
        }
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_symlink() => path = folder(&path).join(fs::read_link(&path)?),
            Ok(_) => return Ok(End::Path(path)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(End::Path(path)),
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other("its symbolic links form a loop"))
}

/// A descriptor of a process, such as `/proc/self/fd/1`, which must not be treated as a link to a file.
fn descriptor(path: &Path) -> Option<Through> {
    if !cfg!(unix) {
        return None;
    }
    let folder = fs::canonicalize(folder(path)).ok()?;
    let devices = folder == Path::new("/dev/fd");
    if !(devices || folder.ends_with("fd") && folder.starts_with("/proc")) {
        return None;
    }
    let own = devices || folder.starts_with(format!("/proc/{}", std::process::id()));
    Some(match path.file_name()?.to_str() {
        Some("1") if own => Through::Stdout,
        Some("2") if own => Through::Stderr,
        _ => Through::Path(path.to_owned()),
    })
}

/// The folder that a path is in.
pub(super) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
