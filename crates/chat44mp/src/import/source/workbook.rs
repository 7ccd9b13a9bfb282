//! Workbooks (.xlsx and .ods): a sheet is converted to a temporary CSV file, whose rows are read like those of any other.

use std::fmt::Display;
use std::fs::File;
use std::io::{BufReader, BufWriter, Seek};

use calamine::{Data, DataRef, ExcelDateTime, Ods, Reader, SheetVisible, Style, Xlsx};
use csv::{QuoteStyle, Writer, WriterBuilder};

use super::csv::Layout;
use super::kind::Workbook;
use crate::files::Abandoned;

/// The layout of the temporary file.
pub(super) const LAYOUT: Layout = Layout { delimiter: b',', named: false };

/// The largest number that a spreadsheet stores exactly: it keeps 15 digits.
const EXACT: f64 = 1e15;

/// Converts a sheet, by default the first visible one, to CSV in UTF-8 with commas. Row numbers stay the same. The error is the
/// text of a message.
pub(super) fn to_csv(
    kind: Workbook,
    file: &File,
    sheet: Option<&str>,
    abandoned: &Abandoned,
) -> Result<File, String> {
    let file = BufReader::new(file);
    let mut rows = Rows::new().map_err(unwritable)?;
    match kind {
        Workbook::Xlsx => {
            let mut workbook = Xlsx::new(file).map_err(unreadable)?;
            let name = chosen(&workbook, sheet)?;
            let mut cells = workbook.worksheet_cells_reader(&name).map_err(unreadable)?;
            while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(unreadable)? {
                if abandoned.get() {
                    break;
                }
                let text = shown(cell.get_value(), cells.styles().get(style));
                rows.add(cell.get_position(), text).map_err(unwritable)?;
            }
        }
        Workbook::Ods => {
            let mut workbook = Ods::new(file).map_err(unreadable)?;
            let name = chosen(&workbook, sheet)?;
            let range = workbook.worksheet_range(&name).map_err(unreadable)?;
            let (first_row, first_column) = range.start().unwrap_or_default();
            for (row, column, value) in range.used_cells() {
                let position = (first_row + row as u32, first_column + column as u32);
                rows.add(position, shown(&as_ref(value), None)).map_err(unwritable)?;
            }
        }
    }
    rows.finish().map_err(unwritable)
}

/// The name of the sheet that the caller chose by its name or number.
fn chosen<R: std::io::Read + Seek>(workbook: &impl Reader<R>, given: Option<&str>) -> Result<String, String> {
    let sheets = workbook.sheets_metadata();
    let number = given.and_then(|given| given.trim().parse::<usize>().ok()?.checked_sub(1));
    let found = match given {
        Some(given) => sheets
            .iter()
            .find(|sheet| sheet.name.trim().to_lowercase() == given.trim().to_lowercase())
            .or_else(|| sheets.get(number?)),
        None => sheets.iter().find(|sheet| sheet.visible == SheetVisible::Visible).or(sheets.first()),
    };
    found.map(|sheet| sheet.name.clone()).ok_or_else(|| {
        let names: Vec<String> = sheets.iter().map(|sheet| format!("{:?}", sheet.name)).collect();
        match given {
            Some(given) => {
                format!("the workbook has no sheet {given:?}; the sheets are {}", names.join(", "))
            }
            None => "the workbook has no sheet".to_owned(),
        }
    })
}

/// A cell's text as a spreadsheet shows it in a column that is wide enough.
fn shown(value: &DataRef<'_>, style: Option<&Style>) -> String {
    let format =
        style.and_then(|style| style.number_format.as_ref()).map_or("", |format| &format.format_code);
    match value {
        DataRef::Int(number) => number_text(*number as f64, format),
        DataRef::Float(number) => number_text(*number, format),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(at) => date_text(at),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

fn number_text(number: f64, format: &str) -> String {
    if number.abs() >= EXACT {
        // Rounded, as a spreadsheet shows it: the import rejects it.
        let text = format!("{number:.5e}");
        return text.replacen('e', "E+", 1);
    }
    if number.fract() != 0.0 {
        return number.to_string();
    }
    // `00000` shows leading zeros.
    let width = if format.bytes().all(|byte| byte == b'0') { format.len() } else { 0 };
    format!("{number:0width$.0}")
}

fn date_text(at: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    let (date, time) =
        (format!("{year:04}-{month:02}-{day:02}"), format!("{hour:02}:{minute:02}:{second:02}"));
    match at.as_f64() {
        number if at.is_duration() || number < 1.0 => time,
        number if number.fract() == 0.0 => date,
        _ => format!("{date} {time}"),
    }
}

fn as_ref(value: &Data) -> DataRef<'_> {
    match value {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(value) => DataRef::Bool(*value),
        Data::DateTime(at) => DataRef::DateTime(*at),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

/// The rows of the temporary file, which is deleted when it is closed.
struct Rows {
    writer: Writer<BufWriter<File>>,
    row: u32,
    cells: Vec<String>,
}

impl Rows {
    fn new() -> csv::Result<Rows> {
        let file = BufWriter::new(tempfile::tempfile()?);
        let writer = WriterBuilder::new().flexible(true).quote_style(QuoteStyle::Always).from_writer(file);
        Ok(Rows { writer, row: 0, cells: Vec::new() })
    }

    /// Adds a cell, which stands after those before.
    fn add(&mut self, (row, column): (u32, u32), text: String) -> csv::Result<()> {
        while self.row < row {
            self.end_row()?;
        }
        self.cells.resize(column as usize, String::new());
        self.cells.push(text);
        Ok(())
    }

    fn end_row(&mut self) -> csv::Result<()> {
        if self.cells.is_empty() {
            self.cells.push(String::new());
        }
        self.writer.write_record(&self.cells)?;
        self.cells.clear();
        self.row += 1;
        Ok(())
    }

    fn finish(mut self) -> csv::Result<File> {
        self.end_row()?;
        let file = self.writer.into_inner().map_err(|error| std::io::Error::from(error.error().kind()))?;
        let mut file = file.into_inner().map_err(|error| error.into_error())?;
        file.rewind()?;
        Ok(file)
    }
}

fn unreadable(error: impl Display) -> String {
    format!(
        "the workbook cannot be read: {error}; open it in a spreadsheet and save it again, without a password"
    )
}

fn unwritable(error: csv::Error) -> String {
    format!("the sheet could not be copied to a temporary file: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_numbers_like_a_spreadsheet() {
        for (number, format, text) in [
            (393331234567.0, "General", "393331234567"),
            (393331234567.0, "", "393331234567"),
            (3.5, "General", "3.5"),
            (7.0, "00000", "00007"),
            (12345678901234568.0, "General", "1.23457E+16"),
            (-2.0, "0", "-2"),
        ] {
            assert_eq!(number_text(number, format), text);
        }
    }
}
