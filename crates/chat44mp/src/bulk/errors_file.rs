//! The rows that are invalid or failed, as CSV: to correct, and to import in turn.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::file::failed;
use super::progress::RowStatus;
use super::rows::{FIELDS, ImportRow};
use super::spreadsheet::guarded_cell;
use crate::error::Error;

pub(super) struct ErrorsFile {
    path: PathBuf,
    csv: csv::Writer<File>,
}

impl ErrorsFile {
    /// Makes the file, with its header: also when there will be no such row, so that no older one is taken for it.
    pub(super) fn create(path: &Path) -> Result<ErrorsFile, Error> {
        let failed = |error: io::Error| failed("write", path, &error);
        let mut file = File::create(path).map_err(failed)?;
        // Without the mark, Excel takes the file for Windows-1252.
        file.write_all("\u{feff}".as_bytes()).map_err(failed)?;
        let mut csv = csv::Writer::from_writer(file);
        let names = FIELDS.iter().chain(&["row", "status", "code", "reason"]);
        csv.write_record(names).map_err(|error| failed(error.into()))?;
        Ok(ErrorsFile { path: path.to_owned(), csv })
    }

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
        self.csv.write_record(cells).map_err(|error| failed("write", &self.path, &error.into()))
    }

    pub(super) fn finish(mut self) -> Result<(), Error> {
        self.csv.flush().map_err(|error| failed("write", &self.path, &error))
    }
}
