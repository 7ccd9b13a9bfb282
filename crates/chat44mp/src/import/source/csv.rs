//! CSV as spreadsheets and CRMs write it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

use csv::{Reader, ReaderBuilder, StringRecord};
use encoding_rs::Encoding;

use super::columns::{Columns, Mapping};
use super::pass::Pass;
use super::text::{self, Utf8Reader};
use crate::import::row::SourceRow;
use crate::spreadsheet::unguarded_cell;

/// The detected delimiters, most likely first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The maximum length of a row: an unclosed quotation mark would turn the rest of the file into one cell.
const MAX_ROW: usize = 4 * 1024 * 1024;

/// The number of rows that are inspected to understand a file.
const SAMPLE_ROWS: usize = 200;

/// The number of rows among which the header is, for the detection of the delimiter.
const HEADER_ROWS: usize = 20;

/// The length of a sample from which on its last line may be cut.
const CUT: usize = text::SAMPLE / 2;

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
        let first = sample.split(['\n', '\r']).next().unwrap_or_default();
        let (named, sample) = match named_delimiter(first) {
            Some(Some(delimiter)) => return Layout { delimiter: given.unwrap_or(delimiter), named: true },
            Some(None) => (true, sample[first.len()..].trim_start()),
            None => (false, sample),
        };
        let merit = |delimiter: &u8| {
            let rows: Vec<Vec<String>> = records(sample, *delimiter).take(HEADER_ROWS).collect();
            let most = rows.iter().map(|row| Mapping::score(row)).max();
            (most, rows.first().map_or(0, Vec::len))
        };
        // Of equals, `max_by_key` takes the last.
        let found = DELIMITERS.iter().rev().max_by_key(|delimiter| merit(delimiter));
        Layout { delimiter: given.or(found.copied()).unwrap_or(b','), named }
    }
}

/// The delimiter that the first line names: `sep=;`, also in quotation marks or with delimiters after it. `Some(None)` if it
/// names none.
fn named_delimiter(line: &str) -> Option<Option<u8>> {
    let text = line.trim_start_matches('"');
    let rest = text.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).map(|_| &text[4..])?;
    Some(match rest.as_bytes() {
        [b'\\', b't', ..] => Some(b'\t'),
        [b'"', ..] | [] => None,
        [delimiter, ..] => Some(*delimiter).filter(u8::is_ascii),
    })
}

fn records(text: &str, delimiter: u8) -> impl Iterator<Item = Vec<String>> {
    let reader = builder(delimiter).from_reader(text.as_bytes());
    // An unreadable row is reported when the rows are read.
    let records = reader.into_records().map_while(Result::ok);
    records.map(|record| record.iter().map(str::to_owned).collect())
}

/// The complete rows of a sample that are not blank, from the header, with their numbers.
pub(crate) fn sample_rows(sample: &str, layout: Layout) -> Vec<(u64, Vec<String>)> {
    // The last line may be cut.
    let whole =
        sample.rfind(['\n', '\r']).filter(|_| sample.len() >= CUT).map_or(sample, |end| &sample[..end]);
    let reader = builder(layout.delimiter).from_reader(whole.as_bytes());
    let named = u64::from(layout.named);
    let records = reader.into_records().map_while(Result::ok).skip(usize::from(layout.named));
    let rows = records.filter(|record| !is_blank(record)).take(SAMPLE_ROWS).map(|record| {
        let (line, start) = record.position().map_or((0, 0), |at| (at.line(), at.byte() as usize));
        // The reader skips blank lines, which are rows to a spreadsheet.
        let blank = whole[start..].bytes().take_while(|byte| matches!(byte, b'\n' | b'\r'));
        let number = line + blank.filter(|byte| *byte == b'\n').count() as u64 - named;
        (number, record.iter().map(|cell| text_of(cell).unwrap_or_default().to_owned()).collect())
    });
    rows.collect()
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
    mapping: Mapping,
    columns: Columns,
    delimiter: u8,
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
            mapping: Mapping::default(),
            columns: Columns::default(),
            delimiter: layout.delimiter,
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

    /// Maps columns to fields. `sample` has the first rows after the header.
    pub(crate) fn map(
        &mut self,
        map: &BTreeMap<String, String>,
        sample: &[Vec<String>],
    ) -> Result<(), String> {
        let mapping = Mapping::of(&self.headers, map, sample);
        self.mapping = mapping.map_err(|problem| format!("row {}: {problem}", self.number))?;
        self.columns = self.mapping.columns(&self.headers, sample);
        Ok(())
    }

    /// The columns and the fields they were mapped to.
    pub(crate) fn columns(&self) -> Columns {
        self.columns.clone()
    }

    /// The next row that is not blank.
    pub(crate) fn next(&mut self) -> Result<Option<SourceRow>, String> {
        loop {
            if !self.read()? {
                return Ok(None);
            }
            if !is_blank(&self.record) {
                self.check_swallowed()?;
                return Ok(Some(self.row()));
            }
        }
    }

    /// Fails if a cell contains lines that are rows themselves: the quotation mark before them was not closed.
    fn check_swallowed(&self) -> Result<(), String> {
        if !self.spans_lines {
            return Ok(());
        }
        let fewest = self.headers.len().max(2);
        let is_row = |line: &str| {
            if memchr::memchr_iter(self.delimiter, line.as_bytes()).count() + 1 < fewest {
                return false;
            }
            let row: Option<Vec<String>> = records(line, self.delimiter).next();
            row.is_some_and(|row| row.len() >= fewest && self.mapping.has_contact(&row))
        };
        for cell in &self.record {
            if let Some(at) = cell.lines().skip(1).position(is_row) {
                let first = self.number;
                let swallowed = u64::from(first) + at as u64 + 1;
                return Err(format!(
                    "row {first}: a quotation mark is not closed, so that a cell contains row {swallowed}; close or remove \
                     the quotation mark in row {first}"
                ));
            }
        }
        Ok(())
    }

    fn row(&self) -> SourceRow {
        let known = self.headers.len();
        let beyond = self.record.iter().skip(known).position(|cell| !cell.trim().is_empty());
        if let Some(at) = beyond {
            let message = format!(
                "column {} has no header: the row has more cells than the first row names, so a cell may hold an \
                 unquoted delimiter",
                known + at + 1
            );
            return SourceRow::unreadable(self.number, &message);
        }
        let text = |column: usize| self.record.get(column).and_then(text_of).map(Cow::Borrowed);
        SourceRow::new(self.number, self.mapping.cells(text))
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
fn text_of(cell: &str) -> Option<&str> {
    Some(unguarded_cell(cell.trim()).trim()).filter(|text| !text.is_empty())
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
        assert_eq!(delimiter("Kunden 2026, Stand: heute\n\nEmail;Nome\n"), ';');
        for line in ["sep=;", "SEP=;", "\"sep=;\"", "sep=;;;;", "\"sep=;\";;", "sep="] {
            let layout = Layout::of(&format!("{line}\r\nEmail;Nome,a\r\n"), None);
            assert_eq!(layout, Layout { delimiter: b';', named: true }, "{line}");
        }
        for line in ["sep=\t", "sep=\\t"] {
            assert_eq!(Layout::of(line, None), Layout { delimiter: b'\t', named: true });
        }
    }

    #[test]
    fn cells_are_trimmed_and_unguarded() {
        assert_eq!(text_of("  Ada "), Some("Ada"));
        assert_eq!(text_of("'+39333"), Some("+39333"));
        assert_eq!(text_of("'t Hooft"), Some("'t Hooft"));
        assert_eq!(text_of(" \u{a0} "), None);
    }
}
