//! The directory whose files the tools read and write.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::errors::Failure;

/// A directory by its canonical path.
pub(super) struct Directory(PathBuf);

impl Directory {
    pub(super) fn open(path: &Path) -> Result<Directory, Failure> {
        let canonical = fs::canonicalize(path).and_then(|canonical| match canonical.is_dir() {
            true => Ok(canonical),
            false => Err(ErrorKind::NotADirectory.into()),
        });
        let refused = |error: io::Error| {
            let message = format!("--directory: {} cannot be used: {error}", path.display());
            Failure::usage(message, "Pass an existing directory.")
        };
        canonical.map(Directory).map_err(refused)
    }

    /// The canonical path of a file in this directory. A path that leads elsewhere fails, also by a symbolic link.
    pub(super) fn file(&self, path: &Path) -> Result<PathBuf, Failure> {
        let path = self.0.join(path);
        let canonical = match fs::canonicalize(&path) {
            // A new file. A link to one could lead anywhere.
            Err(error) if error.kind() == ErrorKind::NotFound && fs::symlink_metadata(&path).is_err() => {
                match (path.parent(), path.file_name()) {
                    (Some(parent), Some(name)) => fs::canonicalize(parent).map(|parent| parent.join(name)),
                    _ => Err(error),
                }
            }
            canonical => canonical,
        };
        match canonical {
            Ok(canonical) if canonical.starts_with(&self.0) => Ok(canonical),
            Ok(_) => Err(Failure::refused(
                "path_not_allowed",
                format!("{} is not in the directory of this server, {}", path.display(), self.0.display()),
                "Use a path in this directory. Another directory requires a restart with --directory.",
            )),
            Err(error) => Err(Failure::refused(
                "path_not_found",
                format!("{}: {error}", path.display()),
                "Check the path; it is relative to the directory of this server.",
            )),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn paths_stay_in_the_directory() {
        let folder = tempfile::tempdir().unwrap();
        let (inside, outside) = (folder.path().join("inside"), folder.path().join("outside"));
        fs::create_dir_all(inside.join("sub")).unwrap();
        fs::create_dir(&outside).unwrap();
        fs::write(inside.join("people.csv"), "").unwrap();
        symlink(&outside, inside.join("link")).unwrap();
        symlink(outside.join("new.csv"), inside.join("dangling.csv")).unwrap();
        let directory = Directory::open(&inside).ok().unwrap();
        for allowed in ["people.csv", "new.csv", "sub/new.csv", "sub/../people.csv"] {
            assert!(directory.file(Path::new(allowed)).is_ok(), "{allowed}");
        }
        assert!(directory.file(&fs::canonicalize(&inside).unwrap().join("people.csv")).is_ok());
        for refused in
            ["../outside/x.csv", "..", "link/x.csv", "dangling.csv", "missing/x.csv", "/etc/passwd"]
        {
            assert!(directory.file(Path::new(refused)).is_err(), "{refused}");
        }
        assert!(Directory::open(&inside.join("people.csv")).is_err());
    }
}
