//! Cleans the cells of a row: what exports, spreadsheets and address books add to a value is removed, and counted by kind.
//!
//! Every source passes through here. Cleaning a clean value changes nothing, and never adds a character that the cell did
//! not contain, except the ASCII form of a digit or sign.

mod characters;
mod e164;
mod email;
mod name;
mod phone;
mod value;

use std::borrow::Cow;
use std::collections::BTreeMap;

use chat44mp_macros::model;
use serde::Serialize;

use crate::interop::string_enum;

pub(super) use characters::{is_flag, is_placeholder};
pub(super) use e164::{E164, Written};
pub(super) use email::clean as email;
pub(super) use name::{clean as name, split as split_name};
pub(super) use phone::clean as phone;
pub(super) use value::text as text_of;

/// What was removed from a cell, or rewritten in it.
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
    /// A phone number was written as E.164, as `phone_region` says.
    E164,
    /// The extension of a phone number, which E.164 cannot contain.
    Extension,
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
    E164 => "e164",
    Extension => "extension",
});

impl Cleaning {
    /// Describes what was removed, such as "invisible characters".
    pub fn describe(self) -> &'static str {
        match self {
            Cleaning::Invisible => "invisible characters",
            Cleaning::Control => "control characters",
            Cleaning::Digits => "digits or signs of another script",
            Cleaning::Prefix => "prefix `p:`",
            Cleaning::Link => "link",
            Cleaning::Spreadsheet => "spreadsheet formula, apostrophe or `.0`",
            Cleaning::Decoration => "quotation marks, brackets or name around the value",
            Cleaning::Several => "all values after the first",
            Cleaning::Placeholder => "placeholder for an empty cell",
            Cleaning::Extension => "extension",
            Cleaning::E164 => "spelling other than E.164",
        }
    }
}

/// Why a value cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unusable {
    /// It is dummy data of Meta's tool that tests lead ads.
    TestLead,
    NoDigits,
    Rounded,
}

/// A cell after cleaning.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cell {
    /// `None` if the cell is empty or holds a placeholder.
    pub(super) value: Option<String>,
    /// What was removed, in the order of the steps.
    pub(super) removed: Vec<Cleaning>,
    /// The text before something was removed.
    pub(super) before: Option<String>,
    pub(super) problem: Option<Unusable>,
}

impl Cell {
    /// A cell with nothing to clean. Most cells are: this only allocates if the text is not owned.
    fn plain(text: Cow<'_, str>) -> Cell {
        let value = match text.trim() {
            "" => None,
            trimmed if trimmed.len() == text.len() => Some(text.into_owned()),
            trimmed => Some(trimmed.to_owned()),
        };
        Cell { value, ..Cell::default() }
    }

    /// A cell to be cleaned.
    fn new(text: &str) -> Cell {
        let problem = text.contains("<test lead: dummy data for").then_some(Unusable::TestLead);
        Cell { value: Some(text.trim().to_owned()), problem, ..Cell::default() }
    }

    fn text(&self) -> &str {
        self.value.as_deref().unwrap_or_default()
    }

    /// Replaces the text, if `cleaned` differs.
    fn replace(&mut self, kind: Cleaning, cleaned: &str) {
        let cleaned = cleaned.trim();
        if self.text() != cleaned {
            self.set(kind, Some(cleaned.to_owned()));
        }
    }

    /// Replaces the text with a part of it.
    fn narrow(&mut self, kind: Cleaning, part: impl FnOnce(&str) -> &str) {
        let part = part(self.text()).to_owned();
        self.replace(kind, &part);
    }

    /// Applies `convert` to each character; those without a result are removed.
    fn convert(&mut self, kind: Cleaning, convert: impl Fn(char) -> Option<char>) {
        let converted: String = self.text().chars().filter_map(convert).collect();
        self.replace(kind, &converted);
    }

    fn set(&mut self, kind: Cleaning, value: Option<String>) {
        let before = std::mem::replace(&mut self.value, value);
        self.before = self.before.take().or(before);
        if !self.removed.contains(&kind) {
            self.removed.push(kind);
        }
    }

    /// Applies `step` until it changes nothing. Each change shortens the text, so that this ends.
    fn repeat(&mut self, step: impl Fn(&mut Cell)) {
        loop {
            let before = self.value.clone();
            step(self);
            if self.value == before {
                return;
            }
        }
    }

    /// Empties the cell if it holds a placeholder or nothing.
    fn without_placeholder(mut self) -> Cell {
        if characters::is_placeholder(self.text()) {
            self.set(Cleaning::Placeholder, None);
        }
        self.value = self.value.filter(|text| !text.is_empty());
        self
    }
}

/// `text` after one of these beginnings, in any case.
fn after_any<'a>(text: &'a str, beginnings: &[&str]) -> Option<&'a str> {
    beginnings.iter().find_map(|beginning| {
        let start = text.get(..beginning.len())?;
        start.eq_ignore_ascii_case(beginning).then(|| &text[beginning.len()..])
    })
}

/// Cells that were cleaned in the same way.
#[model]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct CleanedCells {
    /// The field: `email`, `phone_number`, `first_name` or `last_name`.
    pub field: String,
    /// What was removed or rewritten.
    pub removed: Cleaning,
    /// The number of cells.
    pub cells: i64,
}

/// The cells that were cleaned so far. There are as many counts as fields and kinds, however many rows.
#[derive(Debug, Default)]
pub(super) struct CleaningCounts(BTreeMap<(&'static str, Cleaning), i64>);

impl CleaningCounts {
    pub(super) fn add(&mut self, cleaned: &[(&'static str, Cleaning)]) {
        for key in cleaned {
            *self.0.entry(*key).or_default() += 1;
        }
    }

    /// The counts, by field and kind.
    pub(super) fn into_list(self) -> Vec<CleanedCells> {
        let counts = self.0.into_iter();
        counts
            .map(|((field, removed), cells)| CleanedCells { field: field.to_owned(), removed, cells })
            .collect()
    }
}

#[cfg(test)]
mod tests;
