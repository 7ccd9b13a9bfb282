//! Writes the rows of a workbook to its only worksheet.

use std::any::Any;
use std::env;
use std::io::{self, Write};
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rust_xlsxwriter::{Format, IgnoreError, Workbook, Worksheet, XlsxError};
use tokio::sync::mpsc;

/// Size of a block of rows or of the file, in bytes.
pub(super) const BLOCK: usize = 64 * 1024;

/// The cells of a row.
pub(super) type Row = Vec<String>;

/// The number format "Text", as Excel numbers its own formats.
const TEXT_FORMAT: u8 = 49;

/// Columns are as wide as their longest text, within these limits, in characters.
const MIN_WIDTH: usize = 10;
const MAX_WIDTH: usize = 60;

/// Writes a workbook of all rows, the first of which is the header, and sends its bytes in blocks.
pub(super) fn write(rows: mpsc::Receiver<Vec<Row>>, blocks: mpsc::Sender<io::Result<Vec<u8>>>) {
    // The library panics when its temporary file cannot be written, for example because the disk is full.
    let result = catch_unwind(AssertUnwindSafe(|| workbook(rows, &blocks)));
    let error = match result {
        Ok(Ok(())) => return,
        Ok(Err(XlsxError::IoError(error))) => error,
        Ok(Err(error)) => io::Error::other(error.to_string()),
        Err(panic) => io::Error::other(format!(
            "the temporary file in {} could not be written: {}",
            env::temp_dir().display(),
            message(&*panic)
        )),
    };
    let _ = blocks.blocking_send(Err(error));
}

fn message(panic: &(dyn Any + Send)) -> &str {
    match panic.downcast_ref::<String>() {
        Some(message) => message,
        None => panic.downcast_ref::<&str>().copied().unwrap_or("unknown error"),
    }
}

fn workbook(
    mut rows: mpsc::Receiver<Vec<Row>>,
    blocks: &mpsc::Sender<io::Result<Vec<u8>>>,
) -> Result<(), XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    sheet.set_name("Answers")?.set_freeze_panes(1, 0)?;
    // A cell without the text format becomes a number when it is edited.
    let text = Format::new().set_num_format_index(TEXT_FORMAT);
    let heading = text.clone().set_bold();
    let mut widths = Vec::new();
    let mut count = 0;
    while let Some(block) = rows.blocking_recv() {
        for row in block {
            widths.resize(row.len(), MIN_WIDTH);
            for (column, (cell, width)) in (0..).zip(row.into_iter().zip(&mut widths)) {
                *width = (*width).max(cell.chars().take(MAX_WIDTH).count());
                sheet.write_string_with_format(
                    count,
                    column,
                    cell,
                    if count == 0 { &heading } else { &text },
                )?;
            }
            count += 1;
        }
    }
    // A dropped export also ends the rows.
    if blocks.is_closed() {
        return Ok(());
    }
    lay_out(sheet, count, &widths, &text)?;
    let mut file = Blocks { blocks, block: Vec::new() };
    workbook.save_to_writer(&mut file)?;
    Ok(file.flush()?)
}

/// Sets the columns' widths and formats, and the filter; disables the warnings about numbers that are stored as text.
fn lay_out(sheet: &mut Worksheet, rows: u32, widths: &[usize], text: &Format) -> Result<(), XlsxError> {
    let mut last = 0;
    for (column, width) in (0..).zip(widths) {
        // Wide enough for the button of the filter.
        sheet.set_column_width(column, (width + 3) as f64)?.set_column_format(column, text)?;
        last = column;
    }
    let end = rows.saturating_sub(1);
    sheet.autofilter(0, 0, end, last)?;
    sheet.ignore_error_range(0, 0, end, last, IgnoreError::NumberStoredAsText)?;
    Ok(())
}

/// Sends the bytes of the file in blocks.
struct Blocks<'a> {
    blocks: &'a mpsc::Sender<io::Result<Vec<u8>>>,
    block: Vec<u8>,
}

impl Write for Blocks<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.block.extend_from_slice(bytes);
        if self.block.len() >= BLOCK {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let block = mem::take(&mut self.block);
        self.blocks.blocking_send(Ok(block)).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}
