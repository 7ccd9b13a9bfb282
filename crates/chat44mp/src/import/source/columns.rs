//! Maps columns to fields: by the words of their names, by what their first cells hold, and by the caller's map, which takes
//! precedence.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chat44mp_macros::model;
use serde::Serialize;

use super::chosen;
use super::content::{self, Content};
use super::vocabulary::{Concept, meaning};
use crate::import::cleaning::{self, Cell};
use crate::import::row::{FIELDS, field_names};

/// The columns of a file, by field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Mapping {
    /// For each of [`FIELDS`] the columns, best first, counted from 0. A row's value is the first that can be used.
    columns: [Vec<usize>; 4],
    /// The columns of a first and last name, for rows that have neither on its own.
    full_names: Vec<usize>,
}

/// A column of the file and the field that it was mapped to.
#[model]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct MappedColumn {
    /// The field: `email`, `phone_number`, `first_name` or `last_name`, or `full_name` for the last two.
    pub field: String,
    /// The column's name in the file.
    pub column: String,
}

/// The place of a concept in [`FIELDS`].
const EMAIL: usize = 0;
const PHONE: usize = 1;
const FIRST_NAME: usize = 2;
const LAST_NAME: usize = 3;

impl Mapping {
    /// Maps the columns of a file that begins with `rows`. `map` names the columns of a field, or is empty for a field
    /// without one. Fails with the text of a message.
    pub(crate) fn of(
        headers: &[String],
        map: &BTreeMap<String, String>,
        rows: &[Vec<String>],
    ) -> Result<Mapping, String> {
        let mapping = Mapping::of_record(headers, map)?.without_flags(map, rows);
        if mapping.columns[..FIRST_NAME].iter().all(Vec::is_empty) {
            return Err(unknown(headers));
        }
        Ok(mapping)
    }

    /// The same for a record, which may have neither an e-mail address nor a phone number.
    pub(crate) fn of_record(names: &[String], map: &BTreeMap<String, String>) -> Result<Mapping, String> {
        if let Some((field, _)) = map.iter().find(|(field, _)| !FIELDS.contains(&field.as_str())) {
            return Err(format!("a contact has no {field:?}; a column can be {}", field_names()));
        }
        let mut mapping = Mapping::by_name(names);
        let mut mapped = Vec::new();
        for (at, field) in FIELDS.iter().enumerate() {
            if let Some(given) = map.get(*field) {
                mapping.columns[at] = chosen::columns(names, given, field)?;
                mapped.extend_from_slice(&mapping.columns[at]);
            }
        }
        // A column that the caller mapped is not also mapped by its name.
        for (columns, field) in mapping.columns.iter_mut().zip(FIELDS) {
            columns.retain(|column| map.contains_key(field) || !mapped.contains(column));
        }
        mapping.full_names.retain(|column| !mapped.contains(column));
        if mapping.is_empty() {
            return Err(unknown(names));
        }
        Ok(mapping)
    }

    /// Maps columns by their names alone.
    fn by_name(headers: &[String]) -> Mapping {
        let mut known: Vec<_> = headers
            .iter()
            .enumerate()
            .filter_map(|(at, header)| meaning(header).map(|meaning| (meaning.concept, meaning.rank, at)))
            .collect();
        known.sort_by_key(|(_, rank, at)| (*rank, *at));
        let of =
            |concept| known.iter().filter(move |known| known.0 == concept).map(|(_, _, at)| *at).collect();
        let mut mapping = Mapping {
            columns: [of(Concept::Email), of(Concept::Phone), of(Concept::FirstName), of(Concept::LastName)],
            full_names: of(Concept::FullName),
        };
        // `Name` beside `Surname` is the first name, and beside `Vorname` the last.
        let names: Vec<usize> = of(Concept::Name);
        match (mapping.columns[FIRST_NAME].is_empty(), mapping.columns[LAST_NAME].is_empty()) {
            (true, true) | (false, false) => mapping.full_names.extend(names),
            (true, false) => mapping.columns[FIRST_NAME] = names,
            (false, true) => mapping.columns[LAST_NAME] = names,
        }
        mapping
    }

    fn is_empty(&self) -> bool {
        self.columns.iter().all(Vec::is_empty) && self.full_names.is_empty()
    }

    /// The number of fields with a column, by their names alone: a measure for a guess.
    pub(crate) fn score(headers: &[String]) -> usize {
        let mapping = Mapping::by_name(headers);
        mapping.columns.iter().filter(|columns| !columns.is_empty()).count()
            + usize::from(!mapping.full_names.is_empty())
    }

    /// Whether a column for e-mail addresses or phone numbers is among them, by their names alone.
    pub(super) fn is_contact(headers: &[String]) -> bool {
        Mapping::by_name(headers).columns[..FIRST_NAME].iter().any(|columns| !columns.is_empty())
    }

    /// Leaves out columns of addresses and numbers that only have flags in these rows: `WhatsApp` may say whether a person uses
    /// it. Names stay, because `No` is one, and so do columns of the caller's map.
    fn without_flags(mut self, map: &BTreeMap<String, String>, rows: &[Vec<String>]) -> Mapping {
        for (columns, field) in self.columns[..FIRST_NAME].iter_mut().zip(FIELDS) {
            if !map.contains_key(field) {
                columns.retain(|column| !content::are_flags(cells_of(rows, *column)));
            }
        }
        self
    }

    /// The cells of a row by field; `text` returns the text of a column's cell.
    pub(crate) fn cells<'a>(&self, text: impl Fn(usize) -> Option<Cow<'a, str>>) -> [Cell; 4] {
        let first_of = |columns: &[usize], clean: fn(Cow<'_, str>) -> Cell| {
            first_usable(columns.iter().filter_map(|column| text(*column)).map(clean))
        };
        let cell = |at: usize, clean| first_of(&self.columns[at], clean);
        let [email, phone] = [cell(EMAIL, cleaning::email), cell(PHONE, cleaning::phone)];
        let [first, last] = [cell(FIRST_NAME, cleaning::name), cell(LAST_NAME, cleaning::name)];
        if first.value.is_some() || last.value.is_some() {
            return [email, phone, first, last];
        }
        let [first, last] = cleaning::split_name(first_of(&self.full_names, cleaning::name));
        [email, phone, first, last]
    }

    /// The field of a column, or `full_name`.
    pub(crate) fn field(&self, column: usize) -> &'static str {
        let field = FIELDS.iter().zip(&self.columns).find(|(_, columns)| columns.contains(&column));
        field.map_or("full_name", |(field, _)| field)
    }

    /// The mapped columns, by field.
    fn named(&self, headers: &[String]) -> Vec<MappedColumn> {
        let fields = FIELDS.iter().zip(&self.columns).chain([(&"full_name", &self.full_names)]);
        let named = |field: &str, column: &usize| {
            Some(MappedColumn { field: field.to_owned(), column: headers.get(*column)?.clone() })
        };
        fields.flat_map(|(field, columns)| columns.iter().filter_map(|column| named(field, column))).collect()
    }

    /// Whether a row has an e-mail address or a phone number where its columns are.
    pub(crate) fn has_contact(&self, row: &[String]) -> bool {
        let mut cells = self.columns[..FIRST_NAME].iter().flatten().filter_map(|column| row.get(*column));
        cells.any(|cell| content::of_cell(cell).is_some())
    }

    /// The columns of a source that begins with `rows`.
    pub(crate) fn columns(&self, headers: &[String], rows: &[Vec<String>]) -> Columns {
        let is_used = |at: &usize| {
            self.columns.iter().any(|columns| columns.contains(at)) || self.full_names.contains(at)
        };
        let unused = || (0..headers.len()).filter(|at| !is_used(at) && !headers[*at].trim().is_empty());
        let is_fax = |at: &usize| headers[*at].to_lowercase().contains("fax");
        let overlooked = unused().filter(|at| !is_fax(at)).filter_map(|at| {
            let field = match content::of_cells(cells_of(rows, at))? {
                Content::Email => FIELDS[EMAIL],
                Content::Phone => FIELDS[PHONE],
            };
            Some(MappedColumn { field: field.to_owned(), column: headers[at].clone() })
        });
        Columns {
            mapped: self.named(headers),
            unused: unused().map(|at| headers[at].clone()).collect(),
            overlooked: overlooked.collect(),
        }
    }
}

/// The columns of a source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Columns {
    pub(crate) mapped: Vec<MappedColumn>,
    /// The names of the columns that were not mapped.
    pub(crate) unused: Vec<String>,
    /// Those of them whose cells look like a field.
    pub(crate) overlooked: Vec<MappedColumn>,
}

impl Columns {
    /// The maximum number of names: records may have other ones each time.
    const MOST: usize = 500;

    /// Adds the columns of records with other names.
    pub(crate) fn extend(&mut self, other: Columns) {
        fn add<T: PartialEq>(all: &mut Vec<T>, more: Vec<T>) {
            for one in more {
                if all.len() < Columns::MOST && !all.contains(&one) {
                    all.push(one);
                }
            }
        }
        add(&mut self.mapped, other.mapped);
        add(&mut self.unused, other.unused);
        add(&mut self.overlooked, other.overlooked);
    }
}

fn cells_of(rows: &[Vec<String>], column: usize) -> impl Iterator<Item = &str> {
    rows.iter().filter_map(move |row| row.get(column)).map(String::as_str)
}

/// The first cell with a value and no problem; otherwise the first with a value.
fn first_usable(cells: impl Iterator<Item = Cell>) -> Cell {
    let mut first: Option<Cell> = None;
    for cell in cells {
        if cell.value.is_some() && cell.problem.is_none() {
            return cell;
        }
        if first.as_ref().is_none_or(|first| first.value.is_none() && cell.value.is_some()) {
            first = Some(cell);
        }
    }
    first.unwrap_or_default()
}

fn unknown(headers: &[String]) -> String {
    format!(
        "no column with e-mail addresses or phone numbers was recognised; the columns are {}",
        chosen::listed(headers)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping(headers: &str, map: &[(&str, &str)]) -> Result<Vec<String>, String> {
        let headers: Vec<String> = headers.split(',').map(str::to_owned).collect();
        let map = map.iter().map(|(field, column)| (field.to_string(), column.to_string())).collect();
        Ok(Mapping::of(&headers, &map, &[])?
            .named(&headers)
            .into_iter()
            .map(|mapped| mapped.column)
            .collect())
    }

    #[test]
    fn recognises_exports_of_common_crms() {
        for (headers, expected) in [
            ("Email,Cellulare,Nome,Cognome", "Email,Cellulare,Nome,Cognome"),
            // HubSpot
            ("Record ID,First Name,Last Name,Email,Phone Number", "Email,Phone Number,First Name,Last Name"),
            // Outlook
            (
                "First Name,Last Name,E-mail Address,Home Phone,Business Phone,Mobile Phone",
                "E-mail Address,Mobile Phone,Home Phone,Business Phone,First Name,Last Name",
            ),
            // Google
            (
                "Given Name,Family Name,E-mail 1 - Value,Phone 1 - Value",
                "E-mail 1 - Value,Phone 1 - Value,Given Name,Family Name",
            ),
            ("Indirizzo e-mail,Numero di telefono", "Indirizzo e-mail,Numero di telefono"),
            ("EMAIL ADDRESS ,first_name", "EMAIL ADDRESS ,first_name"),
            ("Tel.", "Tel."),
            // WooCommerce
            (
                "Billing First Name,Billing Last Name,Billing Email,Billing Phone",
                "Billing Email,Billing Phone,Billing First Name,Billing Last Name",
            ),
            // Mailchimp
            (
                "Email Address,First Name,Last Name,Phone Number,MEMBER_RATING",
                "Email Address,Phone Number,First Name,Last Name",
            ),
            (
                "ID,Ragione sociale,Nome,Cognome,E-mail,Telefono fisso,Telefono cellulare",
                "E-mail,Telefono cellulare,Telefono fisso,Nome,Cognome",
            ),
            (
                "Nome cliente,Cognome cliente,Email del cliente,N. cellulare",
                "Email del cliente,N. cellulare,Nome cliente,Cognome cliente",
            ),
        ] {
            assert_eq!(mapping(headers, &[]).unwrap().join(","), expected);
        }
    }

    #[test]
    fn the_callers_map_takes_precedence() {
        let own = mapping("Email,Correo,Phone", &[("email", "correo"), ("phone_number", "")]);
        assert_eq!(own.unwrap(), ["Correo"]);
        assert!(mapping("Email", &[("email", "Mail")]).unwrap_err().contains("no column \"Mail\""));
        assert!(mapping("Email", &[("city", "Email")]).unwrap_err().contains("no \"city\""));
    }

    #[test]
    fn refuses_files_without_a_known_column() {
        let none = mapping("Name,City", &[]).unwrap_err();
        assert!(none.contains("\"Name\", \"City\""), "{none}");
    }
}
