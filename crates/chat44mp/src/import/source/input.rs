//! Rows with named fields: the lines of JSON Lines, and records from other languages.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::chosen::is_same;
use super::columns::{Columns, Mapping};
use crate::import::cleaning;
use crate::import::row::{ImportRow, SourceRow};
use crate::spreadsheet::FieldValue;

/// From here on, a number from JavaScript or a spreadsheet may have lost digits.
const INEXACT: f64 = 9_007_199_254_740_992.0;

/// A row from the program.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum InputRow {
    /// A row with known fields.
    Row(ImportRow),
    /// Fields by name. The names are mapped like the columns of a file: `phone_number`, `phoneNumber` and `Cellulare` are all
    /// the phone number, and unknown names are ignored.
    Record(Vec<(String, FieldValue)>),
    /// Not a record. The text names the type, e.g. `a list`; the row becomes `invalid`.
    Other(String),
}

impl From<ImportRow> for InputRow {
    fn from(row: ImportRow) -> InputRow {
        InputRow::Row(row)
    }
}

impl FieldValue {
    /// Converts the value to text, if any; fails if it cannot be converted.
    fn into_text(self) -> Result<Option<String>, ()> {
        match self {
            FieldValue::Absent => Ok(None),
            FieldValue::Text(text) => Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty())),
            FieldValue::Integer(number) if number >= 0 => Ok(Some(number.to_string())),
            FieldValue::Float(number) if number.is_nan() => Ok(None),
            FieldValue::Float(number) if number.fract() == 0.0 && (0.0..INEXACT).contains(&number) => {
                Ok(Some(format!("{number:.0}")))
            }
            FieldValue::Integer(_) | FieldValue::Float(_) | FieldValue::Other => Err(()),
        }
    }
}

/// Converts records to rows.
pub(crate) struct RecordReader {
    map: BTreeMap<String, String>,
    /// The field names of the last record, for which `mapping` was computed; usually the next record has the same.
    names: Vec<String>,
    mapping: Option<Mapping>,
    columns: Columns,
}

impl RecordReader {
    /// `map` is the caller's map of fields to names.
    pub(crate) fn new(map: &BTreeMap<String, String>) -> RecordReader {
        RecordReader { map: map.clone(), names: Vec::new(), mapping: None, columns: Columns::default() }
    }

    /// The fields of all records so far.
    pub(crate) fn columns(&self) -> Columns {
        self.columns.clone()
    }

    /// Converts a row from the program.
    pub(crate) fn given(&mut self, number: u32, given: InputRow) -> SourceRow {
        match given {
            InputRow::Row(row) => clean(number, row),
            InputRow::Record(cells) => {
                let (names, cells): (Vec<String>, Vec<FieldValue>) = cells.into_iter().unzip();
                self.row(number, names.iter().map(String::as_str), |at| {
                    cells.get(at).cloned().unwrap_or(FieldValue::Absent)
                })
            }
            InputRow::Other(what) => {
                SourceRow::unreadable(number, format!("the row is {what}; pass its fields by name"))
            }
        }
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
                    let texts =
                        (0..names.len()).map(|at| cell(at).into_text().ok().flatten().unwrap_or_default());
                    self.columns.extend(mapping.columns(&names, &[texts.collect()]));
                    (self.mapping, self.names) = (Some(mapping), names);
                }
                Err(problem) => return SourceRow::unreadable(number, problem),
            }
        }
        let Some(mapping) = &self.mapping else {
            return SourceRow::unreadable(number, "the row has no fields");
        };
        let unreadable = std::cell::Cell::new(None);
        let cells = mapping.cells(|at| {
            let text = cell(at).into_text().unwrap_or_else(|()| {
                unreadable.set(Some(at));
                None
            });
            text.map(Cow::Owned)
        });
        match unreadable.get() {
            Some(at) => {
                let name = self.names.get(at).map_or("", |name| name);
                SourceRow::unreadable(number, format!("{name:?} is neither text nor a whole number"))
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
    fn converts_cells_to_text() {
        let text = |text: &str| Ok(Some(text.to_owned()));
        for (cell, expected) in [
            (FieldValue::Absent, Ok(None)),
            (FieldValue::Text(" Ada ".to_owned()), text("Ada")),
            (FieldValue::Text(" ".to_owned()), Ok(None)),
            (FieldValue::Integer(393331234567), text("393331234567")),
            (FieldValue::Integer(-1), Err(())),
            (FieldValue::Float(f64::NAN), Ok(None)),
            (FieldValue::Float(393331234567.0), text("393331234567")),
            (FieldValue::Float(0.5), Err(())),
            (FieldValue::Float(1e300), Err(())),
            (FieldValue::Other, Err(())),
        ] {
            assert_eq!(cell.clone().into_text(), expected, "{cell:?}");
        }
    }

    #[test]
    fn maps_field_names_like_columns() {
        let mut records = RecordReader::new(&BTreeMap::new());
        let mut given = |cells: &[(&str, FieldValue)]| {
            let cells = cells.iter().map(|(name, cell)| (name.to_string(), cell.clone())).collect();
            records.given(1, InputRow::Record(cells))
        };
        let ada = || FieldValue::Text("Ada".to_owned());
        for phone in ["phone_number", "phoneNumber", "Cellulare"] {
            let row =
                given(&[("city", FieldValue::Other), (phone, FieldValue::Integer(39)), ("Nome", ada())]);
            assert_eq!(row.problem, None);
            assert_eq!(row.row.fields().map(Option::as_deref), [None, Some("39"), Some("Ada"), None]);
        }
        let problem = |row: SourceRow| row.problem.unwrap().message;
        let wrong = problem(given(&[("email", FieldValue::Other)]));
        assert_eq!(wrong, r#""email" is neither text nor a whole number"#);
        let none = problem(given(&[("emial", ada())]));
        assert!(none.contains(r#"the columns are "emial""#), "{none}");
        let neither = given(&[("first_name", ada())]);
        assert_eq!((neither.problem, neither.row.fields()[2].as_deref()), (None, Some("Ada")));
        let other = problem(records.given(1, InputRow::Other("a list".to_owned())));
        assert_eq!(other, "the row is a list; pass its fields by name");
    }
}
