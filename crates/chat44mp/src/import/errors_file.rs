//! The rows that are invalid or failed, as CSV: to correct, and to import in turn.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::progress::RowStatus;
use super::row::{FIELDS, ImportRow};
use crate::error::Error;
use crate::files::{Background, Buffer, Output, failed_option};
use crate::spreadsheet::guarded_cell;

pub(super) struct ErrorsFile {
    path: PathBuf,
    csv: csv::Writer<Buffer>,
    file: Background,
}

impl ErrorsFile {
    /// Begins the file, with its header: also when there will be no such row, so that no older one is taken for it. It
    /// takes the place of an earlier file when it is finished.
    pub(super) async fn create(path: &Path) -> Result<ErrorsFile, Error> {
        let failed = |error: io::Error| failed_option("errors", "write", path, &error);
        let target = path.to_owned();
        let file = Background::open(move || Output::create(&target)).await.map_err(failed)?;
        let mut buffer = file.buffer();
        // Without the mark, Excel takes the file for Windows-1252.
        buffer.write_all("\u{feff}".as_bytes()).map_err(failed)?;
        let mut csv = csv::Writer::from_writer(buffer);
        let names = FIELDS.iter().chain(&["row", "status", "code", "reason"]);
        csv.write_record(names).map_err(|error| failed(error.into()))?;
        Ok(ErrorsFile { path: path.to_owned(), csv, file })
    }

    /// Adds a row; [`pass_on`](Self::pass_on) writes it.
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
        // The apostrophe also keeps `+39…` from becoming a number, and is taken off again when the file is read.
        let cells = values.into_iter().chain(rest).map(|cell| guarded_cell(cell).into_owned());
        self.csv.write_record(cells).map_err(|error| self.failed(&error.into()))
    }

    /// Writes what was added, if it is much; waits while the file is slow.
    pub(super) async fn pass_on(&mut self) -> Result<(), Error> {
        let passed = self.file.pass_on().await;
        passed.map_err(|error| self.failed(&error))
    }

    /// Writes the rest and puts the file in place.
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
