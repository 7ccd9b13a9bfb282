//! One pass over an open file.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

/// Reads a file from a position on. Passes over the same file share its position: only one is read at a time.
pub(crate) struct Pass(Arc<File>);

impl Pass {
    pub(crate) fn open(file: &Arc<File>, start: u64) -> io::Result<Pass> {
        (&**file).seek(SeekFrom::Start(start))?;
        Ok(Pass(Arc::clone(file)))
    }
}

impl Read for Pass {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        (&*self.0).read(buffer)
    }
}
