//! JSON Lines: one object per line.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read};

use encoding_rs::Encoding;
use serde_json::{Map, Value};

use super::columns::Columns;
use super::input::RecordReader;
use super::pass::Pass;
use super::text::Utf8Reader;
use crate::import::row::SourceRow;
use crate::spreadsheet::FieldValue;

/// The maximum length of a line.
const MAX_LINE: u64 = 4 * 1024 * 1024;

/// The rows of a file.
pub(crate) struct JsonRows {
    reader: BufReader<Utf8Reader<Pass>>,
    records: RecordReader,
    line: String,
    number: u32,
}

impl JsonRows {
    pub(crate) fn open(file: Pass, encoding: &'static Encoding, map: &BTreeMap<String, String>) -> JsonRows {
        JsonRows {
            reader: BufReader::new(Utf8Reader::new(file, encoding)),
            records: RecordReader::new(map),
            line: String::new(),
            number: 0,
        }
    }

    /// The next line that is not blank.
    pub(crate) fn next(&mut self) -> Result<Option<SourceRow>, String> {
        loop {
            self.line.clear();
            let read = self.reader.by_ref().take(MAX_LINE).read_line(&mut self.line);
            self.number = self.number.saturating_add(1);
            match read {
                Ok(0) => return Ok(None),
                Ok(_) if self.line.len() as u64 == MAX_LINE && !self.line.ends_with('\n') => {
                    let most = MAX_LINE / 1024 / 1024;
                    return Err(format!("line {} is longer than {most} MiB", self.number));
                }
                Ok(_) if self.line.trim().is_empty() => {}
                Ok(_) => return Ok(Some(self.row())),
                Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                    return Err(format!("line {} is not valid in the file's encoding", self.number));
                }
                Err(error) => return Err(format!("line {}: {error}", self.number)),
            }
        }
    }

    /// The fields of all lines so far.
    pub(crate) fn columns(&self) -> Columns {
        self.records.columns()
    }

    fn row(&mut self) -> SourceRow {
        let object: Map<String, Value> = match serde_json::from_str(&self.line) {
            Ok(object) => object,
            Err(error) => {
                let reason = "the line is not a JSON object";
                let message = match error.column() {
                    0 => reason.to_owned(),
                    column => format!("{reason}: see column {column}"),
                };
                return SourceRow::unreadable(self.number, message).because(reason);
            }
        };
        self.records.row(self.number, object.keys().map(String::as_str), |at| match object.values().nth(at) {
            None | Some(Value::Null) => FieldValue::Absent,
            Some(Value::String(text)) => FieldValue::Text(text.clone()),
            Some(Value::Number(number)) => match number.as_i64() {
                Some(number) => FieldValue::Integer(number),
                None => number.as_f64().map_or(FieldValue::Other, FieldValue::Float),
            },
            Some(_) => FieldValue::Other,
        })
    }
}
