//! What comes on stdin, as a file: an import reads its rows twice.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::thread;

use tempfile::TempDir;
use tokio::sync::oneshot;

use crate::errors::Failure;

/// A file that goes away with this.
pub(super) struct Spooled {
    folder: TempDir,
}

impl Spooled {
    /// Reads stdin to its end. It can be interrupted.
    pub(super) async fn stdin() -> Result<Spooled, Failure> {
        let failed = |error: io::Error| Failure::io("read stdin", &error);
        let spooled = Spooled { folder: TempDir::new().map_err(failed)? };
        let path = spooled.path();
        let (done, end) = oneshot::channel();
        // A thread of its own, and not the runtime's, which would wait for it when the program ends.
        thread::spawn(move || {
            let copied = File::create(path).and_then(|mut file| io::copy(&mut io::stdin().lock(), &mut file));
            let _ = done.send(copied);
        });
        end.await.unwrap_or_else(|error| Err(io::Error::other(error))).map_err(failed)?;
        Ok(spooled)
    }

    pub(super) fn path(&self) -> PathBuf {
        self.folder.path().join("stdin")
    }
}
