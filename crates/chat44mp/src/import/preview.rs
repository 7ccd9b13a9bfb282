//! The preview of a dry run: the first rows as they would be sent.

use chat44mp_macros::model;
use serde::Serialize;

use super::row::ImportRow;

/// A row as it would be sent.
#[model]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct PreviewRow {
    /// The row's number.
    pub row: i64,
    /// E-mail address.
    pub email: Option<String>,
    /// Phone number.
    pub phone_number: Option<String>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// The cells that were cleaned, as they are in the source.
    #[serde(default)]
    pub before: Vec<PreviewCell>,
}

/// A cell before it was cleaned.
#[model]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct PreviewCell {
    /// The field: `email`, `phone_number`, `first_name` or `last_name`.
    pub field: String,
    /// The text of the source.
    pub text: String,
}

/// Collects the first rows.
#[derive(Debug, Default)]
pub(super) struct Preview(Vec<PreviewRow>);

impl Preview {
    const ROWS: usize = 5;

    /// Adds a row that would be sent, with the original texts of its cleaned cells.
    pub(super) fn note(&mut self, number: u32, row: &ImportRow, before: Vec<(&'static str, String)>) {
        if self.0.len() == Preview::ROWS {
            return;
        }
        let ImportRow { email, phone_number, first_name, last_name } = row.clone();
        let cell = |(field, text): (&str, String)| PreviewCell { field: field.to_owned(), text };
        let before = before.into_iter().map(cell).collect();
        self.0.push(PreviewRow { row: number.into(), email, phone_number, first_name, last_name, before });
    }

    pub(super) fn into_list(self) -> Vec<PreviewRow> {
        self.0
    }
}
