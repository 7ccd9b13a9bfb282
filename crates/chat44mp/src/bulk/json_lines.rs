//! JSON Lines: an object a line.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

use encoding_rs::Encoding;
use serde_json::{Map, Value};

use super::headers::{MappedColumn, Mapping};
use super::rows::{ImportRow, Problem, SourceRow};
use super::text::Utf8Reader;

/// No line is longer.
const LONGEST_LINE: u64 = 4 * 1024 * 1024;

/// The rows of a file.
pub(super) struct JsonRows {
    reader: BufReader<Utf8Reader<File>>,
    map: BTreeMap<String, String>,
    /// The names of the last line's fields, and what they mean: nearly always the next line's, too.
    names: Vec<String>,
    mapping: Option<Mapping>,
    line: String,
    number: u32,
}

impl JsonRows {
    pub(super) fn open(file: File, encoding: &'static Encoding, map: &BTreeMap<String, String>) -> JsonRows {
        JsonRows {
            reader: BufReader::new(Utf8Reader::new(file, encoding)),
            map: map.clone(),
            names: Vec::new(),
            mapping: None,
            line: String::new(),
            number: 0,
        }
    }

    /// The next line that is not blank.
    pub(super) fn next(&mut self) -> Result<Option<SourceRow>, String> {
        loop {
            self.line.clear();
            let read = self.reader.by_ref().take(LONGEST_LINE).read_line(&mut self.line);
            self.number = self.number.saturating_add(1);
            match read {
                Ok(0) => return Ok(None),
                Ok(_) if self.line.len() as u64 == LONGEST_LINE && !self.line.ends_with('\n') => {
                    let most = LONGEST_LINE / 1024 / 1024;
                    return Err(format!("line {} is longer than {most} MiB", self.number));
                }
                Ok(_) if self.line.trim().is_empty() => {}
                Ok(_) => return Ok(Some(self.row())),
                Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                    return Err(format!("line {} is not text of the file's encoding", self.number));
                }
                Err(error) => return Err(format!("line {}: {error}", self.number)),
            }
        }
    }

    /// What the last line's fields were taken for.
    pub(super) fn columns(&self) -> Vec<MappedColumn> {
        self.mapping.as_ref().map(|mapping| mapping.named(&self.names)).unwrap_or_default()
    }

    fn row(&mut self) -> SourceRow {
        let (row, problem) = match self.parse() {
            Ok(row) => (row, None),
            Err(problem) => (ImportRow::default(), Some(Problem::unreadable(problem))),
        };
        SourceRow { number: self.number, row, problem }
    }

    fn parse(&mut self) -> Result<ImportRow, String> {
        let object: Map<String, Value> =
            serde_json::from_str(&self.line).map_err(|error| match error.column() {
                0 => "the line is no JSON object".to_owned(),
                column => format!("the line is no JSON object: see its column {column}"),
            })?;
        if self.mapping.is_none() || !self.names.iter().eq(object.keys()) {
            let names: Vec<String> = object.keys().cloned().collect();
            self.mapping = Some(self.mapping_of(&names)?);
            self.names = names;
        }
        let columns = self.mapping.as_ref().map(|mapping| mapping.columns).unwrap_or_default();
        let mut fields = [const { None }; 4];
        for (field, column) in fields.iter_mut().zip(columns) {
            let Some((name, value)) = column.and_then(|column| object.iter().nth(column)) else { continue };
            *field = match value {
                Value::Null => None,
                Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
                Value::Number(number) if number.is_u64() => Some(number.to_string()),
                _ => return Err(format!("{name:?} is neither text nor a whole number")),
            };
        }
        Ok(ImportRow::of_fields(fields))
    }

    /// A line can leave fields out, those of the caller's map as well.
    fn mapping_of(&self, names: &[String]) -> Result<Mapping, String> {
        let there = |column: &String| {
            column.trim().is_empty()
                || names.iter().any(|name| name.trim().to_lowercase() == column.trim().to_lowercase())
        };
        let map = self.map.iter().map(|(field, column)| {
            (field.clone(), if there(column) { column.clone() } else { String::new() })
        });
        Mapping::of(names, &map.collect())
    }
}
