//! The invalid and failed rows as CSV, to be corrected and imported again.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::progress::RowStatus;
use super::row::{FIELDS, ImportRow};
use crate::error::Error;
use crate::files::{Background, Buffer, Output, failed_option};
use crate::spreadsheet::guarded_text;

pub(super) struct ErrorsFile {
    path: PathBuf,
    csv: csv::Writer<Buffer>,
    file: Background,
}

impl ErrorsFile {
    /// Creates the file with its header, even if there will be no row, so that an older file is not mistaken for it. It
    /// replaces an earlier file when it is finished.
    pub(super) async fn create(path: &Path) -> Result<ErrorsFile, Error> {
        let failed = |error: io::Error| failed_option("errors", "write", path, &error);
        let target = path.to_owned();
        let file = Background::open(move || Output::create(&target)).await.map_err(failed)?;
        let mut buffer = file.buffer();
        // Without the byte order mark, Excel reads the file as Windows-1252.
        buffer.write_all("\u{feff}".as_bytes()).map_err(failed)?;
        let mut csv = csv::Writer::from_writer(buffer);
        let names = FIELDS.iter().chain(&["row", "status", "code", "reason"]);
        csv.write_record(names).map_err(|error| failed(error.into()))?;
        Ok(ErrorsFile { path: path.to_owned(), csv, file })
    }

    /// Adds a row; [`flush_if_full`](Self::flush_if_full) writes it.
    pub(super) fn write(
        &mut self,
        number: u32,
        row: &ImportRow,
        status: RowStatus,
        code: &str,
        reason: &str,
    ) -> Result<(), Error> {
        let number = number.to_string();
        let values = row.fields().map(|value| value.as_deref().unwrap_or_default());
        let rest = [number.as_str(), status.as_str(), code, reason];
        // The apostrophe also prevents `+39…` from becoming a number, and is removed when the file is imported.
        let cells = values.into_iter().chain(rest).map(|cell| guarded_text(cell).into_owned());
        self.csv.write_record(cells).map_err(|error| self.failed(&error.into()))
    }

    /// Writes the buffered rows if there are many; waits while the file is slow.
    pub(super) async fn flush_if_full(&mut self) -> Result<(), Error> {
        let passed = self.file.flush_if_full().await;
        passed.map_err(|error| self.failed(&error))
    }

    /// Flushes the file and moves it into place.
    pub(super) async fn finish(self) -> Result<(), Error> {
        let ErrorsFile { path, mut csv, file } = self;
        let finished = match csv.flush() {
            Ok(()) => file.finish().await,
            Err(error) => Err(error),
        };
        finished.map_err(|error| failed_option("errors", "write", &path, &error))
    }

    fn failed(&self, error: &io::Error) -> Error {
        failed_option("errors", "write", &self.path, error)
    }
}
