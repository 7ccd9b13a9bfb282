//! The people of an import.

use std::fmt::Write;

/// The number of rows of an import.
pub(super) const ROWS: u64 = 200;
/// The number of requests in flight per import.
pub(super) const CONCURRENCY: u64 = 4;

/// The address of a row, by its number in the file.
pub(super) fn email(row: u64) -> String {
    format!("row{row}@crash.example")
}

/// The file to import, as CSV.
pub(super) fn people() -> String {
    let mut text = "Email,Cellulare,Nome\n".to_owned();
    for row in 2..ROWS + 2 {
        let _ = writeln!(text, "{},+39340{row:07},Ada", email(row));
    }
    text
}
