//! Rows with named fields: the lines of JSON Lines, and records from other languages.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::chosen::is_same;
use super::columns::{Columns, Mapping};
use crate::import::cleaning::{self, E164};
use crate::import::row::{ImportRow, SourceRow};
use crate::spreadsheet::FieldValue;

/// A row from the program.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum InputRow {
    /// A row with known fields.
    Row(ImportRow),
    /// Fields by name. The names are mapped like the columns of a file: `phone_number`, `phoneNumber` and `Cellulare` are all
    /// the phone number, and unknown names are ignored. Records usually share their names.
    Record(Arc<[String]>, Vec<FieldValue>),
}

impl From<ImportRow> for InputRow {
    fn from(row: ImportRow) -> InputRow {
        InputRow::Row(row)
    }
}

/// Converts records to rows.
pub(crate) struct RecordReader {
    map: BTreeMap<String, String>,
    /// The field names of the last record, for which `mapping` was computed; usually the next record has the same.
    names: Vec<String>,
    mapping: Option<Mapping>,
    columns: Columns,
    e164: Option<Arc<E164>>,
}

impl RecordReader {
    /// `map` is the caller's map of fields to names.
    pub(crate) fn new(map: &BTreeMap<String, String>) -> RecordReader {
        RecordReader {
            map: map.clone(),
            names: Vec::new(),
            mapping: None,
            columns: Columns::default(),
            e164: None,
        }
    }

    /// Writes the phone numbers of rows from the program as E.164.
    pub(crate) fn in_e164(self, e164: Option<Arc<E164>>) -> RecordReader {
        RecordReader { e164, ..self }
    }

    /// The fields of all records so far.
    pub(crate) fn columns(&self) -> Columns {
        self.columns.clone()
    }

    /// Converts a row from the program.
    pub(crate) fn given(&mut self, number: u32, given: InputRow) -> SourceRow {
        let row = match given {
            InputRow::Row(row) => clean(number, row),
            InputRow::Record(names, cells) => self.row(number, names.iter().map(String::as_str), |at| {
                cells.get(at).cloned().unwrap_or(FieldValue::Absent)
            }),
        };
        row.in_e164(self.e164.as_deref())
    }

    /// The row of a record with these field names; `cell` returns the value at an index.
    pub(crate) fn row<'a>(
        &mut self,
        number: u32,
        names: impl Iterator<Item = &'a str> + Clone,
        cell: impl Fn(usize) -> FieldValue,
    ) -> SourceRow {
        if self.mapping.is_none() || !self.names.iter().map(String::as_str).eq(names.clone()) {
            let names: Vec<String> = names.map(str::to_owned).collect();
            match self.mapping_of(&names) {
                Ok(mapping) => {
                    let texts = (0..names.len())
                        .map(|at| cleaning::text_of(cell(at)).ok().flatten().unwrap_or_default());
                    self.columns.extend(mapping.columns(&names, &[texts.collect()]));
                    (self.mapping, self.names) = (Some(mapping), names);
                }
                Err(problem) => return SourceRow::unreadable(number, &problem),
            }
        }
        let Some(mapping) = &self.mapping else {
            return SourceRow::unreadable(number, "the row has no fields");
        };
        let unreadable = std::cell::Cell::new(None);
        let cells = mapping.cells(|at| match cell(at) {
            FieldValue::Boolean(_) if !self.map.contains_key(mapping.field(at)) => None,
            value => cleaning::text_of(value)
                .unwrap_or_else(|kind| {
                    unreadable.set(Some((at, kind)));
                    None
                })
                .map(Cow::Owned),
        });
        match unreadable.take() {
            Some((at, kind)) => {
                let name = self.names.get(at).map_or("", |name| name);
                let message = format!("{name:?} is {kind}; it must be text or a whole number");
                SourceRow::unreadable(number, &message).in_field(mapping.field(at))
            }
            None => SourceRow::new(number, cells),
        }
    }

    /// A record may omit fields, also those of the caller's map.
    fn mapping_of(&self, names: &[String]) -> Result<Mapping, String> {
        let is_present = |column: &str| names.iter().any(|name| is_same(name, column));
        let map = self.map.iter().map(|(field, columns)| {
            let present = match is_present(columns) {
                true => columns.clone(),
                false => columns.split(',').filter(|one| is_present(one)).collect::<Vec<_>>().join(","),
            };
            (field.clone(), present)
        });
        Mapping::of_record(names, &map.collect())
    }
}

/// A row with known fields.
fn clean(number: u32, row: ImportRow) -> SourceRow {
    let cell = |text: Option<String>, clean: fn(Cow<'_, str>) -> cleaning::Cell| {
        text.map(|text| clean(text.into())).unwrap_or_default()
    };
    let ImportRow { email, phone_number, first_name, last_name } = row;
    let (email, phone) = (cell(email, cleaning::email), cell(phone_number, cleaning::phone));
    SourceRow::new(number, [email, phone, cell(first_name, cleaning::name), cell(last_name, cleaning::name)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_field_names_like_columns() {
        let mut records = RecordReader::new(&BTreeMap::new());
        let mut given = |cells: &[(&str, FieldValue)]| {
            let (names, cells): (Vec<_>, _) =
                cells.iter().map(|(name, cell)| (name.to_string(), cell.clone())).unzip();
            records.given(1, InputRow::Record(names.into(), cells))
        };
        let ada = || FieldValue::Text("Ada".to_owned());
        for phone in ["phone_number", "phoneNumber", "Cellulare"] {
            let city = FieldValue::Other("a list".to_owned());
            let row = given(&[("city", city), (phone, FieldValue::Integer(39)), ("Nome", ada())]);
            assert_eq!(row.problem, None);
            assert_eq!(row.row.fields().map(Option::as_deref), [None, Some("39"), Some("Ada"), None]);
        }
        let problem = |row: SourceRow| row.problem.unwrap().message;
        let none = problem(given(&[("emial", ada())]));
        assert!(none.contains(r#"the columns are "emial""#), "{none}");
        let neither = given(&[("first_name", ada())]);
        assert_eq!((neither.problem, neither.row.fields()[2].as_deref()), (None, Some("Ada")));
    }

    #[test]
    fn names_the_field_of_a_value_that_has_no_text() {
        let map = BTreeMap::from([("first_name".to_owned(), "greeting".to_owned())]);
        let mut records = RecordReader::new(&map);
        let mut problem = |name: &str, value| {
            let email = FieldValue::Text("ada@import.example".to_owned());
            let names = Arc::from(["email".to_owned(), name.to_owned()]);
            let row = records.given(1, InputRow::Record(names, vec![email, value]));
            row.problem.map(|problem| (problem.message, problem.field))
        };
        let list = problem("Cellulare", FieldValue::Other("a list".to_owned()));
        let expected = r#""Cellulare" is a list; it must be text or a whole number"#.to_owned();
        assert_eq!(list, Some((expected, Some("phone_number".to_owned()))));
        // A field that says yes or no is not a contact's, unless the caller says so.
        assert_eq!(problem("WhatsApp", FieldValue::Boolean(true)), None);
        let flag = problem("greeting", FieldValue::Boolean(true));
        let expected = r#""greeting" is a boolean; it must be text or a whole number"#.to_owned();
        assert_eq!(flag, Some((expected, Some("first_name".to_owned()))));
    }
}
