//! Cleans the cells of a row: what exports, spreadsheets and address books add to a value is removed, and counted by kind.
//!
//! Every source passes through here. Cleaning a clean value changes nothing, and never adds a character that the cell did
//! not contain, except the ASCII form of a digit or sign.

mod characters;
mod email;
mod name;
mod phone;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::interop::string_enum;

pub(super) use email::clean as email;
pub(super) use name::clean as name;
pub(super) use phone::clean as phone;

/// What was removed from a cell.
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Cleaning {
    /// Invisible characters, such as zero-width spaces and direction marks.
    Invisible,
    /// Control characters in a name, replaced by a space.
    Control,
    /// Digits and signs of another script, replaced by ASCII.
    Digits,
    /// The prefix of an export, such as `p:` of Meta's lead ads.
    Prefix,
    /// A link around the value: `tel:`, `mailto:`, `https://wa.me/`.
    Link,
    /// What a spreadsheet put around the value: a formula, an apostrophe, `.0`.
    Spreadsheet,
    /// Quotation marks, angle brackets and the name before them.
    Decoration,
    /// All values after the first.
    Several,
    /// A placeholder for an empty cell, such as `N/A`.
    Placeholder,
}

string_enum!(Cleaning {
    Invisible => "invisible",
    Control => "control",
    Digits => "digits",
    Prefix => "prefix",
    Link => "link",
    Spreadsheet => "spreadsheet",
    Decoration => "decoration",
    Several => "several",
    Placeholder => "placeholder",
});

/// A cell after cleaning.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cell {
    /// `None` if the cell is empty or holds a placeholder.
    pub(super) value: Option<String>,
    /// What was removed, in the order of the steps.
    pub(super) removed: Vec<Cleaning>,
    /// Why the value cannot be used.
    pub(super) problem: Option<&'static str>,
}

impl Cell {
    /// A cell to be cleaned.
    fn new(text: &str) -> Cell {
        Cell { value: Some(text.trim().to_owned()), ..Cell::default() }
    }

    fn text(&self) -> &str {
        self.value.as_deref().unwrap_or_default()
    }

    /// Replaces the text, if `cleaned` differs; returns whether it does.
    fn replace(&mut self, kind: Cleaning, cleaned: impl Into<String>) -> bool {
        let cleaned = cleaned.into();
        let cleaned = cleaned.trim();
        if self.text() == cleaned {
            return false;
        }
        self.value = Some(cleaned.to_owned());
        self.note(kind);
        true
    }

    fn note(&mut self, kind: Cleaning) {
        if !self.removed.contains(&kind) {
            self.removed.push(kind);
        }
    }

    /// Empties the cell if it holds a placeholder or nothing.
    fn without_placeholder(mut self) -> Cell {
        if characters::is_placeholder(self.text()) {
            self.note(Cleaning::Placeholder);
            self.value = None;
        }
        self.value = self.value.filter(|text| !text.is_empty());
        self
    }
}

/// The number of cells that were cleaned, by field and kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct CleaningCounts(BTreeMap<(&'static str, Cleaning), i64>);

impl CleaningCounts {
    pub(super) fn add(&mut self, field: &'static str, removed: &[Cleaning]) {
        for kind in removed {
            *self.0.entry((field, *kind)).or_default() += 1;
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&'static str, Cleaning, i64)> {
        self.0.iter().map(|((field, kind), cells)| (*field, *kind, *cells))
    }
}

#[cfg(test)]
mod tests;
