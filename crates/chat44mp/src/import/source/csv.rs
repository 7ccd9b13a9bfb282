//! CSV as spreadsheets and CRMs write it.

use std::collections::BTreeMap;
use std::io;

use csv::{Reader, ReaderBuilder, StringRecord};
use encoding_rs::Encoding;

use super::columns::{MappedColumn, Mapping};
use super::pass::Pass;
use super::text::Utf8Reader;
use crate::import::row::{ImportRow, Problem, SourceRow};
use crate::spreadsheet::unguarded_cell;

/// The detected delimiters, most likely first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The maximum length of a row: an unclosed quotation mark would turn the rest of the file into one cell.
const MAX_ROW: usize = 4 * 1024 * 1024;

/// The layout of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) delimiter: u8,
    /// The first line only names the delimiter, for Excel.
    pub(crate) named: bool,
}

impl Layout {
    /// Detects the layout of a file that starts with `sample`: the delimiter with the most known columns, then with the most
    /// columns.
    pub(crate) fn of(sample: &str, given: Option<u8>) -> Layout {
        let first = sample.lines().next().unwrap_or_default();
        if let [b's', b'e', b'p', b'=', delimiter] = first.as_bytes() {
            return Layout { delimiter: given.unwrap_or(*delimiter), named: true };
        }
        let merit = |delimiter: &u8| {
            let headers = first_record(sample, *delimiter);
            (Mapping::score(&headers), headers.len())
        };
        // Of equals, `max_by_key` takes the last.
        let found = DELIMITERS.iter().rev().max_by_key(|delimiter| merit(delimiter));
        Layout { delimiter: given.or(found.copied()).unwrap_or(b','), named: false }
    }
}

fn first_record(text: &str, delimiter: u8) -> Vec<String> {
    let mut record = StringRecord::new();
    // An unreadable header is reported when the rows are read.
    let _ = builder(delimiter).from_reader(text.as_bytes()).read_record(&mut record);
    record.iter().map(str::to_owned).collect()
}

fn builder(delimiter: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(delimiter).has_headers(false).flexible(true).buffer_capacity(16 * 1024);
    builder
}

/// The rows of a file.
pub(crate) struct CsvRows {
    reader: Reader<Utf8Reader<Pass>>,
    headers: Vec<String>,
    mapping: Option<Mapping>,
    record: StringRecord,
    /// The number of the last row, as in a spreadsheet.
    number: u32,
    /// Whether a cell of that row has several lines.
    spans_lines: bool,
}

impl CsvRows {
    /// Reads the header. The error is the text of a message.
    pub(crate) fn open(file: Pass, encoding: &'static Encoding, layout: Layout) -> Result<CsvRows, String> {
        let reader = builder(layout.delimiter).from_reader(Utf8Reader::new(file, encoding));
        let mut rows = CsvRows {
            reader,
            headers: Vec::new(),
            mapping: None,
            record: StringRecord::new(),
            number: 0,
            spans_lines: false,
        };
        if layout.named {
            rows.read()?;
            rows.number = 0;
        }
        while rows.read()? && is_blank(&rows.record) {}
        rows.headers = rows.record.iter().map(str::to_owned).collect();
        // Spreadsheets write nameless columns at the end.
        while rows.headers.last().is_some_and(|header| header.trim().is_empty()) {
            rows.headers.pop();
        }
        if rows.headers.is_empty() {
            return Err("the file is empty; its first row must name the columns".to_owned());
        }
        Ok(rows)
    }

    /// Maps columns to fields.
    pub(crate) fn map(&mut self, map: &BTreeMap<String, String>) -> Result<(), String> {
        let mapping =
            Mapping::of(&self.headers, map).map_err(|problem| format!("row {}: {problem}", self.number))?;
        self.mapping = Some(mapping);
        Ok(())
    }

    /// The columns and the fields they were mapped to.
    pub(crate) fn columns(&self) -> Vec<MappedColumn> {
        self.mapping.as_ref().map(|mapping| mapping.named(&self.headers)).unwrap_or_default()
    }

    /// The next row that is not blank.
    pub(crate) fn next(&mut self) -> Result<Option<SourceRow>, String> {
        loop {
            if !self.read()? {
                return Ok(None);
            }
            if !is_blank(&self.record) {
                return Ok(Some(self.row()));
            }
        }
    }

    fn row(&self) -> SourceRow {
        let cell = |column: &Option<usize>| self.record.get((*column)?).and_then(text_of);
        let columns = self.mapping.as_ref().map(|mapping| mapping.columns).unwrap_or_default();
        let row = ImportRow::of_fields(columns.each_ref().map(cell));
        let known = self.headers.len();
        let beyond = self.record.iter().skip(known).position(|cell| !cell.trim().is_empty());
        let problem = beyond.map(|at| {
            Problem::unreadable(format!(
                "column {} has no header: the row has more cells than the first row names, so a cell may hold an \
                 unquoted delimiter",
                known + at + 1
            ))
        });
        SourceRow { number: self.number, row, problem }
    }

    /// Reads a record and says whether there was one.
    fn read(&mut self) -> Result<bool, String> {
        self.reader.get_mut().allow(MAX_ROW);
        let before = self.reader.position().line();
        match self.reader.read_record(&mut self.record) {
            Ok(true) => {
                let within: usize = self.record.iter().map(|cell| cell.matches('\n').count()).sum();
                self.spans_lines = within > 0;
                // The reader skips blank lines, which are rows to a spreadsheet.
                let ended = u64::from(!self.reader.get_ref().has_ended());
                let lines = self.reader.position().line() - before;
                let blank = lines.saturating_sub(within as u64 + ended);
                self.number =
                    self.number.saturating_add(1).saturating_add(blank.try_into().unwrap_or(u32::MAX));
                Ok(true)
            }
            // The last row spans lines, and the number of quotation marks is odd.
            Ok(false) if self.spans_lines && self.reader.get_ref().quotes() % 2 == 1 => {
                Err(format!("row {}: a quotation mark is not closed", self.number))
            }
            Ok(false) => Ok(false),
            Err(error) => Err(self.broken(error)),
        }
    }

    fn broken(&self, error: csv::Error) -> String {
        let row = self.number.saturating_add(1);
        if self.reader.get_ref().is_used_up() {
            return format!(
                "row {row} is longer than {} MiB; a quotation mark may not be closed",
                MAX_ROW / 1024 / 1024
            );
        }
        match error.into_kind() {
            csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
                format!(
                    "row {row} or one soon after it is not valid in the file's encoding; pass the encoding"
                )
            }
            csv::ErrorKind::Io(error) => format!("row {row}: {error}"),
            _ => format!("row {row} is invalid"),
        }
    }
}

fn is_blank(record: &StringRecord) -> bool {
    record.iter().all(|cell| cell.trim().is_empty())
}

/// The text of a cell, without the apostrophe that prevents a spreadsheet from running it; `None` if empty.
fn text_of(cell: &str) -> Option<String> {
    let text = unguarded_cell(cell.trim()).trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delimiter(sample: &str) -> char {
        Layout::of(sample, None).delimiter.into()
    }

    #[test]
    fn detects_the_delimiter() {
        assert_eq!(delimiter("Email;Nome\na@b.c;Rossi, Anna\n"), ';');
        assert_eq!(delimiter("Email,Name; or company,City\n"), ',');
        assert_eq!(delimiter("Email\tPhone\tA, b, c, d\n"), '\t');
        assert_eq!(delimiter("\"Name, first; second; third\",Email\n"), ',');
        assert_eq!(delimiter("Email|Phone\n"), '|');
        assert_eq!(delimiter("Email\n"), ',');
        assert_eq!(delimiter(""), ',');
        assert_eq!(Layout::of("sep=;\nEmail;Nome\n", None), Layout { delimiter: b';', named: true });
        assert_eq!(Layout::of("Email;Nome,x\n", Some(b',')).delimiter, b',');
    }

    #[test]
    fn cells_are_trimmed_and_unguarded() {
        assert_eq!(text_of("  Ada "), Some("Ada".to_owned()));
        assert_eq!(text_of("'+39333"), Some("+39333".to_owned()));
        assert_eq!(text_of("'t Hooft"), Some("'t Hooft".to_owned()));
        assert_eq!(text_of(" \u{a0} "), None);
    }
}
