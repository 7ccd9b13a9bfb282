//! Workbooks (.xlsx), in which every cell is text.
//!
//! A separate thread writes them, because the library keeps the rows in a temporary file until all of them are known.

mod sheet;

use std::io::{self, Write};

use tokio::sync::mpsc;

use super::table::Cell;
use crate::error::{Error, ErrorCode};
use crate::files::{Background, spawn};
use sheet::{BLOCK, Row};

/// Queue capacity of each direction, in blocks.
const WAITING_BLOCKS: usize = 2;

/// Excel's limits: rows with the header, columns, and UTF-16 code units of a cell.
const MAX_ROWS: usize = 1_048_576;
const MAX_COLUMNS: usize = 16_384;
const MAX_UNITS: usize = 32_767;

/// A workbook that is being written. Nothing remains of it when it is dropped.
pub(super) struct Workbook {
    rows: mpsc::Sender<Vec<Row>>,
    file: mpsc::Receiver<io::Result<Vec<u8>>>,
    /// The number of rows, with the header.
    count: usize,
    columns: Vec<String>,
    /// Rows that were not sent to the thread, and their size in bytes.
    block: Vec<Row>,
    size: usize,
}

impl Workbook {
    /// Creates a workbook with a header. Fails with `invalid_option` if the header exceeds Excel's limits.
    pub(super) fn create(columns: &[String], failed: &dyn Fn(io::Error) -> Error) -> Result<Workbook, Error> {
        if columns.len() > MAX_COLUMNS {
            return Err(limit(format!(
                "the campaign has {} columns; a workbook holds at most {MAX_COLUMNS}",
                columns.len()
            )));
        }
        let (rows, received) = mpsc::channel(WAITING_BLOCKS);
        let (blocks, file) = mpsc::channel(WAITING_BLOCKS);
        spawn(move || sheet::write(received, blocks)).map_err(failed)?;
        let mut workbook =
            Workbook { rows, file, count: 0, columns: columns.to_vec(), block: Vec::new(), size: 0 };
        let header: Vec<Cell<'_>> = columns.iter().map(|name| Cell::Text(name.into())).collect();
        workbook.add(&header)?;
        Ok(workbook)
    }

    /// Adds a row; [`send_if_full`](Self::send_if_full) sends it to the thread. Fails with `invalid_option` if it exceeds
    /// Excel's limits.
    pub(super) fn add(&mut self, cells: &[Cell<'_>]) -> Result<(), Error> {
        if self.count == MAX_ROWS {
            return Err(limit(format!(
                "there are more answers than the {MAX_ROWS} rows that a workbook holds, with its header"
            )));
        }
        let row: Row = cells.iter().map(text).collect();
        for (cell, column) in row.iter().zip(&self.columns) {
            // No text has more code units than bytes.
            if cell.len() > MAX_UNITS && cell.encode_utf16().count() > MAX_UNITS {
                let place =
                    if self.count == 0 { "the header".to_owned() } else { format!("subscriber {}", row[0]) };
                let column: String = column.chars().take(40).collect();
                let length = cell.encode_utf16().count();
                return Err(limit(format!(
                    "{place}, column {column:?}: {length} characters; a cell of a workbook holds at most {MAX_UNITS}"
                )));
            }
        }
        self.count += 1;
        self.size += row.iter().map(|cell| cell.len() + size_of::<String>()).sum::<usize>();
        self.block.push(row);
        Ok(())
    }

    /// Sends the rows to the thread if there are many; waits while its queue is full.
    pub(super) async fn send_if_full(&mut self) -> io::Result<()> {
        if self.size >= BLOCK { self.send().await } else { Ok(()) }
    }

    /// Completes the workbook and copies it to `out`.
    pub(super) async fn finish(mut self, out: &mut Background) -> io::Result<()> {
        self.send().await?;
        let Workbook { rows, mut file, .. } = self;
        drop(rows);
        let mut buffer = out.buffer();
        while let Some(block) = file.recv().await {
            buffer.write_all(&block?)?;
            out.flush_if_full().await?;
        }
        Ok(())
    }

    async fn send(&mut self) -> io::Result<()> {
        self.size = 0;
        if self.rows.send(std::mem::take(&mut self.block)).await.is_ok() {
            return Ok(());
        }
        // Before the last row, the thread ends only after a failure.
        match self.file.recv().await {
            Some(Err(error)) => Err(error),
            _ => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }
}

fn text(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Absent => String::new(),
        Cell::Integer(number) => number.to_string(),
        Cell::Text(text) => text.clone().into_owned(),
    }
}

fn limit(message: String) -> Error {
    Error::invalid(ErrorCode::INVALID_OPTION, "format", format!("`format`: {message}"))
        .with_hint("Choose CSV or JSON Lines, which have no such limit.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(error: io::Error) -> Error {
        Error::config(ErrorCode::FILE_FAILED, error.to_string())
    }

    #[tokio::test]
    async fn rejects_more_rows_and_columns_than_a_workbook_holds() {
        let columns = vec!["question".to_owned(); MAX_COLUMNS + 1];
        let error = Workbook::create(&columns, &failed).err().unwrap();
        assert!(error.server_message().contains("16385 columns"), "{error}");
        let mut workbook = Workbook::create(&columns[1..], &failed).unwrap();
        workbook.count = MAX_ROWS - 1;
        workbook.add(&[Cell::Integer(1)]).unwrap();
        let error = workbook.add(&[Cell::Integer(1)]).unwrap_err();
        assert!(error.server_message().contains("more answers than the 1048576 rows"), "{error}");
    }
}
