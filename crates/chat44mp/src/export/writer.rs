//! Writes the rows of an export, in each format.

use std::io::{self, Write};

use super::table::{Cell, Table};
use super::workbook::Workbook;
use crate::error::Error;
use crate::files::{Background, Buffer};
use crate::resources::SubscriberAnswers;
use crate::spreadsheet::guarded_cell;

/// Converts an error of the output.
pub(super) type Failed<'a> = &'a (dyn Fn(io::Error) -> Error + Sync);

/// Writes subscribers to a file, one at a time.
pub(super) struct AnswersFile<'a> {
    format: Format,
    out: Background,
    failed: Failed<'a>,
}

enum Format {
    JsonLines(Buffer),
    Csv(Box<Csv>),
    Workbook(Table, Box<Workbook>),
}

struct Csv {
    table: Table,
    writer: csv::Writer<Buffer>,
    raw_cells: bool,
}

impl<'a> AnswersFile<'a> {
    pub(super) fn json_lines(out: Background, failed: Failed<'a>) -> Self {
        AnswersFile { format: Format::JsonLines(out.buffer()), out, failed }
    }

    /// Writes the header, after a byte order mark if `bom`.
    pub(super) fn csv(
        out: Background,
        table: Table,
        bom: bool,
        raw_cells: bool,
        failed: Failed<'a>,
    ) -> Result<Self, Error> {
        let mut buffer = out.buffer();
        if bom {
            buffer.write_all("\u{feff}".as_bytes()).map_err(failed)?;
        }
        let mut csv = Csv { table, writer: csv::Writer::from_writer(buffer), raw_cells };
        csv.header().map_err(failed)?;
        Ok(AnswersFile { format: Format::Csv(Box::new(csv)), out, failed })
    }

    /// Writes the header. Fails with `invalid_option` if it exceeds the limits of a workbook.
    pub(super) fn workbook(out: Background, table: Table, failed: Failed<'a>) -> Result<Self, Error> {
        let workbook = Workbook::create(table.columns(), failed)?;
        Ok(AnswersFile { format: Format::Workbook(table, Box::new(workbook)), out, failed })
    }

    /// Writes a subscriber; returns the number of answers without a column. Waits while the output is slow.
    pub(super) async fn write(&mut self, row: &SubscriberAnswers) -> Result<i64, Error> {
        let failed = self.failed;
        let left_out = match &mut self.format {
            Format::JsonLines(out) => json_line(out, row).map_err(failed)?,
            Format::Csv(csv) => csv.write(row).map_err(failed)?,
            Format::Workbook(table, workbook) => {
                let left_out = table.rows(row, |cells| workbook.add(cells))?;
                workbook.send_if_full().await.map_err(failed)?;
                left_out
            }
        };
        self.out.flush_if_full().await.map_err(failed)?;
        Ok(left_out)
    }

    /// The number of bytes written: none before a workbook is complete.
    pub(super) fn bytes(&self) -> i64 {
        self.out.bytes() as i64
    }

    /// Completes the file and returns its size in bytes.
    pub(super) async fn finish(self) -> Result<i64, Error> {
        let AnswersFile { format, mut out, failed } = self;
        match format {
            Format::JsonLines(_) => {}
            Format::Csv(mut csv) => csv.writer.flush().map_err(failed)?,
            Format::Workbook(_, workbook) => workbook.finish(&mut out).await.map_err(failed)?,
        }
        let bytes = out.bytes() as i64;
        out.finish().await.map_err(failed)?;
        Ok(bytes)
    }
}

fn json_line(out: &mut Buffer, row: &SubscriberAnswers) -> io::Result<i64> {
    serde_json::to_writer(&mut *out, row)?;
    out.write_all(b"\n")?;
    Ok(0)
}

impl Csv {
    fn header(&mut self) -> io::Result<()> {
        let Csv { table, writer, raw_cells } = self;
        for column in table.columns() {
            write(writer, column, *raw_cells)?;
        }
        end(writer)
    }

    fn write(&mut self, row: &SubscriberAnswers) -> io::Result<i64> {
        let Csv { table, writer, raw_cells } = self;
        table.rows(row, |cells| {
            for cell in cells {
                match cell {
                    Cell::Absent => write(writer, "", true)?,
                    Cell::Integer(number) => write(writer, &number.to_string(), true)?,
                    Cell::Text(text) => write(writer, text, *raw_cells)?,
                }
            }
            end(writer)
        })
    }
}

fn write(writer: &mut csv::Writer<Buffer>, cell: &str, raw: bool) -> io::Result<()> {
    let cell = if raw { cell.into() } else { guarded_cell(cell) };
    writer.write_field(cell.as_bytes()).map_err(own)
}

fn end(writer: &mut csv::Writer<Buffer>) -> io::Result<()> {
    writer.write_record(None::<&[u8]>).map_err(own)
}

/// The I/O error of the output, so that a closed pipe can be detected.
fn own(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        kind => io::Error::other(format!("{kind:?}")),
    }
}
