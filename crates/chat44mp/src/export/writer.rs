//! Writes the rows of an export, in each format.

use std::io::{self, Write};

use super::table::{Cell, Table};
use crate::resources::SubscriberAnswers;
use crate::spreadsheet::guarded_cell;

/// Writes subscribers to `W`, one at a time.
pub(super) enum AnswersFile<W: Write> {
    JsonLines(W),
    Csv(Box<Csv<W>>),
}

pub(super) struct Csv<W: Write> {
    table: Table,
    writer: csv::Writer<W>,
    raw_cells: bool,
}

impl<W: Write> AnswersFile<W> {
    pub(super) fn json_lines(out: W) -> Self {
        AnswersFile::JsonLines(out)
    }

    pub(super) fn csv(out: W, table: Table, raw_cells: bool) -> Self {
        AnswersFile::Csv(Box::new(Csv { table, writer: csv::Writer::from_writer(out), raw_cells }))
    }

    /// Writes the header.
    pub(super) fn begin(&mut self) -> io::Result<()> {
        let AnswersFile::Csv(csv) = self else { return Ok(()) };
        let Csv { table, writer, raw_cells } = &mut **csv;
        for column in table.columns() {
            write(writer, column, *raw_cells)?;
        }
        end(writer)
    }

    /// Writes a subscriber; returns the number of answers without a column.
    pub(super) fn write(&mut self, row: &SubscriberAnswers) -> io::Result<i64> {
        match self {
            AnswersFile::JsonLines(out) => {
                serde_json::to_writer(&mut *out, row)?;
                out.write_all(b"\n")?;
                Ok(0)
            }
            AnswersFile::Csv(csv) => {
                let Csv { table, writer, raw_cells } = &mut **csv;
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
    }

    /// Flushes and returns the output.
    pub(super) fn finish(self) -> io::Result<W> {
        let mut out = match self {
            AnswersFile::JsonLines(out) => out,
            AnswersFile::Csv(csv) => csv.writer.into_inner().map_err(|error| error.into_error())?,
        };
        out.flush()?;
        Ok(out)
    }
}

fn write(writer: &mut csv::Writer<impl Write>, cell: &str, raw: bool) -> io::Result<()> {
    let cell = if raw { cell.into() } else { guarded_cell(cell) };
    writer.write_field(cell.as_bytes()).map_err(own)
}

fn end(writer: &mut csv::Writer<impl Write>) -> io::Result<()> {
    writer.write_record(None::<&[u8]>).map_err(own)
}

/// The I/O error of the output, so that a closed pipe can be detected.
fn own(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        kind => io::Error::other(format!("{kind:?}")),
    }
}
