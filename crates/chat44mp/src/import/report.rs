//! The result of an import.

use std::collections::BTreeMap;

use chat44mp_macros::model;
use serde::Serialize;

use super::cleaning::CleanedCells;
use super::preview::PreviewRow;
use super::progress::{ImportProgress, LISTED, RowStatus};
use super::source::columns::MappedColumn;
use super::warnings::ImportWarning;
use crate::error::Error;
use crate::interop::{Seconds, string_enum};

/// The result of an import. Each row is counted exactly once; `earlier` and `rewritten` overlap with those counts.
#[model]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct ImportReport {
    /// How it ended.
    pub end: ImportEnd,
    /// Whether every contact now exists: all rows were created or already existed.
    #[serde(default)]
    pub is_success: bool,
    /// The error that aborted the import.
    pub error: Option<Error>,
    /// All rows except blank ones.
    #[serde(default)]
    pub rows: i64,
    /// Created.
    #[serde(default)]
    pub created: i64,
    /// Already existed: a contact on the server, possibly another user's, has the row's e-mail address or phone number.
    #[serde(default)]
    pub exists: i64,
    /// Not sent: a value is invalid, or an earlier row has the same e-mail address or phone number.
    #[serde(default)]
    pub invalid: i64,
    /// Not created; another run retries the row.
    #[serde(default)]
    pub failed: i64,
    /// Possibly created: the row was sent, but its response was lost.
    #[serde(default)]
    pub unknown: i64,
    /// Not sent: the import was stopped or aborted, or is a dry run.
    #[serde(default)]
    pub pending: i64,
    /// Rows among the above whose result is from an earlier run.
    #[serde(default)]
    pub earlier: i64,
    /// Rows sent with text that the server stores differently, such as emoji.
    #[serde(default)]
    pub rewritten: i64,
    /// The reasons why rows were not created, most frequent first.
    #[serde(default)]
    pub reasons: Vec<ImportReason>,
    /// The cells from which something was removed, such as `p:` before a phone number.
    #[serde(default)]
    pub cleaned: Vec<CleanedCells>,
    /// What may be wrong although rows can be sent.
    #[serde(default)]
    pub warnings: Vec<ImportWarning>,
    /// A dry run's first five rows, as they would be sent.
    #[serde(default)]
    pub preview: Vec<PreviewRow>,
    /// The columns of the file and the fields that they were mapped to, in the order in which a row's value is looked for.
    #[serde(default)]
    pub columns: Vec<MappedColumn>,
    /// The columns that were not mapped.
    #[serde(default)]
    pub unused_columns: Vec<String>,
    /// The file's encoding, by its name in the WHATWG standard, such as `UTF-8`.
    pub encoding: Option<String>,
    /// The delimiter of a CSV file, one character.
    pub delimiter: Option<String>,
    /// Its duration.
    #[serde(default)]
    pub elapsed: Seconds,
}

/// A reason why rows were not created.
#[model]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct ImportReason {
    /// The result of the rows.
    pub status: RowStatus,
    /// The stable code, such as `email_taken`.
    pub code: String,
    /// The field that is wrong, if it is known.
    pub field: Option<String>,
    /// What is wrong.
    pub message: String,
    /// The number of rows.
    pub rows: i64,
    /// The first of them, at most 10.
    #[serde(default)]
    pub first_rows: Vec<i64>,
}

/// How an import ended.
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportEnd {
    /// All rows were processed.
    Complete,
    /// It was stopped; rows may be left.
    Stopped,
    /// It was aborted: `error` says why. Some rows are left.
    Aborted,
}

string_enum!(ImportEnd {
    Complete => "complete",
    Stopped => "stopped",
    Aborted => "aborted",
});

impl ImportReport {
    /// The report of an import that ended at this progress.
    pub(super) fn new(progress: ImportProgress, end: ImportEnd) -> ImportReport {
        let ImportProgress {
            phase: _,
            total: _,
            rows,
            created,
            exists,
            invalid,
            failed,
            unknown,
            pending,
            earlier,
            rewritten,
        } = progress;
        ImportReport {
            end,
            is_success: end == ImportEnd::Complete && invalid + failed + unknown == 0,
            error: None,
            rows,
            created,
            exists,
            invalid,
            failed,
            unknown,
            pending,
            earlier,
            rewritten,
            reasons: Vec::new(),
            cleaned: Vec::new(),
            warnings: Vec::new(),
            preview: Vec::new(),
            columns: Vec::new(),
            unused_columns: Vec::new(),
            encoding: None,
            delimiter: None,
            elapsed: Seconds::default(),
        }
    }
}

/// The reasons, one for each status, code, field and message. Rare messages share a reason, so that memory stays constant.
#[derive(Debug, Default)]
pub(super) struct Reasons(BTreeMap<(RowStatus, String, Option<String>, String), ImportReason>);

impl Reasons {
    /// The maximum number of reasons with a message of their own.
    const MOST: usize = 200;

    pub(super) fn count(
        &mut self,
        number: u32,
        status: RowStatus,
        code: &str,
        field: Option<&str>,
        message: &str,
    ) {
        let field = field.map(str::to_owned);
        let mut key = (status, code.to_owned(), field.clone(), message.to_owned());
        if self.0.len() >= Reasons::MOST && !self.0.contains_key(&key) {
            key.3.clear();
        }
        let reason = self.0.entry(key).or_insert_with(|| ImportReason {
            status,
            code: code.to_owned(),
            field,
            message: message.to_owned(),
            rows: 0,
            first_rows: Vec::new(),
        });
        reason.rows += 1;
        let number = i64::from(number);
        let at = reason.first_rows.partition_point(|row| *row < number);
        reason.first_rows.insert(at, number);
        reason.first_rows.truncate(LISTED);
    }

    /// The reasons, most frequent first.
    pub(super) fn into_list(self) -> Vec<ImportReason> {
        let mut reasons: Vec<ImportReason> = self.0.into_values().collect();
        reasons.sort_by_key(|reason| (std::cmp::Reverse(reason.rows), reason.first_rows.first().copied()));
        reasons
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_rows_by_what_is_wrong() {
        let mut reasons = Reasons::default();
        for number in (1..=12).rev() {
            reasons.count(number, RowStatus::Invalid, "invalid_value", Some("email"), "it has no `@`");
        }
        reasons.count(13, RowStatus::Invalid, "invalid_value", Some("phone_number"), "it has no digits");
        let list = reasons.into_list();
        assert_eq!((list[0].rows, &list[0].first_rows[..]), (12, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10][..]));
        assert_eq!((list[1].field.as_deref(), &list[1].first_rows[..]), (Some("phone_number"), &[13][..]));
    }

    #[test]
    fn memory_is_limited() {
        let mut reasons = Reasons::default();
        for number in 0..1_000 {
            reasons.count(number, RowStatus::Failed, "unknown_error", None, &number.to_string());
        }
        let list = reasons.into_list();
        assert_eq!(list.len(), Reasons::MOST + 1);
        assert_eq!((list[0].rows, list[0].first_rows[0]), (800, 200));
    }
}
