//! JSON Lines: one object per line.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

use encoding_rs::Encoding;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

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
        let Object(fields) = match serde_json::from_str(&self.line) {
            Ok(object) => object,
            Err(error) => {
                let reason = "the line is not a JSON object";
                let message = match error.column() {
                    0 => reason.to_owned(),
                    column => format!("{reason}: see column {column}"),
                };
                return SourceRow::unreadable(self.number, &message).because(reason);
            }
        };
        self.records.row(self.number, fields.iter().map(|(name, _)| name.as_ref()), |at| {
            fields.get(at).map_or(FieldValue::Absent, |(_, json)| value(json.get()))
        })
    }
}

/// The fields of an object in their order. Values are not parsed: most fields of a CRM are not used.
struct Object<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;

        impl<'de> Visitor<'de> for Fields {
            type Value = Object<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some((Name(name), json)) = map.next_entry()? {
                    fields.push((name, json));
                }
                Ok(Object(fields))
            }
        }

        deserializer.deserialize_map(Fields)
    }
}

/// A name, borrowed unless it has escapes.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

fn value(json: &str) -> FieldValue {
    match json.as_bytes().first() {
        Some(b'"') => serde_json::from_str(json)
            .map_or_else(|_| FieldValue::Other("not valid text".to_owned()), FieldValue::Text),
        Some(b'n') => FieldValue::Absent,
        Some(b't' | b'f') => FieldValue::Boolean(json == "true"),
        Some(b'[') => FieldValue::Other("an array".to_owned()),
        Some(b'{') => FieldValue::Other("an object".to_owned()),
        _ if json.contains(['.', 'e', 'E']) => json.parse().map_or(FieldValue::Absent, FieldValue::Float),
        _ => json.parse().map_or_else(|_| FieldValue::Decimal(json.to_owned()), FieldValue::Integer),
    }
}
