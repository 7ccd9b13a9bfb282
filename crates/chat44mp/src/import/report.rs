//! What came of an import.

use std::collections::BTreeMap;
use std::time::Duration;

use chat44mp_macros::model;
use serde::{Serialize, Serializer};

use super::progress::RowStatus;
use super::source::columns::MappedColumn;
use crate::error::Error;
use crate::interop::words;

/// What came of an import. Every row is in exactly one of the counts but `earlier` and `rewritten`, which say something
/// more of some.
#[derive(Debug, Serialize)]
#[non_exhaustive]
pub struct ImportReport {
    /// How it ended.
    pub end: ImportEnd,
    /// What ended it before its time.
    pub error: Option<Error>,
    /// All rows, blank ones aside.
    pub rows: i64,
    /// Made.
    pub created: i64,
    /// There already: the install has the row's e-mail address or phone number, perhaps another user's.
    pub exists: i64,
    /// Not sent: a value is wrong, or an earlier row has the same e-mail address or phone number.
    pub invalid: i64,
    /// Not made; another run tries again.
    pub failed: i64,
    /// Perhaps made: it was sent, and no answer came.
    pub unknown: i64,
    /// Not sent: the import was stopped or given up, or is a dry run.
    pub pending: i64,
    /// Rows among the above that an earlier run had settled.
    pub earlier: i64,
    /// Rows sent with text that the server stores otherwise, such as emoji.
    pub rewritten: i64,
    /// Why rows were not made, or not now: most frequent first.
    pub reasons: Vec<ImportReason>,
    /// Which columns of the file were taken for which fields.
    pub columns: Vec<MappedColumn>,
    /// The file's encoding, by the name that the web knows, such as `UTF-8`.
    pub encoding: Option<String>,
    /// The delimiter of a CSV file, one character.
    pub delimiter: Option<String>,
    /// How long it took; seconds when serialized.
    #[serde(serialize_with = "seconds")]
    pub elapsed: Duration,
}

/// One reason for which rows were not made, or not now.
#[model]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct ImportReason {
    /// What became of the rows.
    pub status: RowStatus,
    /// The stable code, such as `email_taken`.
    pub code: String,
    /// The first row's message.
    pub message: String,
    /// How many rows.
    pub rows: i64,
    /// The first of them.
    pub first_row: i64,
}

/// How an import ended.
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportEnd {
    /// Every row was dealt with.
    Complete,
    /// It was stopped; rows may be left.
    Stopped,
    /// It was given up: `error` says why. Rows are left.
    GivenUp,
}

words!(ImportEnd {
    Complete => "complete",
    Stopped => "stopped",
    GivenUp => "given_up",
});

impl ImportReport {
    /// Whether every contact is there now: all rows were made, or existed.
    pub fn is_success(&self) -> bool {
        self.end == ImportEnd::Complete && self.invalid + self.failed + self.unknown == 0
    }
}

/// The reasons so far. There are as many as codes, however many rows.
#[derive(Debug, Default)]
pub(super) struct Reasons(BTreeMap<(RowStatus, String), ImportReason>);

impl Reasons {
    pub(super) fn count(&mut self, number: u32, status: RowStatus, code: &str, message: &str) {
        let reason = self.0.entry((status, code.to_owned())).or_insert_with(|| ImportReason {
            status,
            code: code.to_owned(),
            message: message.to_owned(),
            rows: 0,
            first_row: number.into(),
        });
        reason.rows += 1;
        let number = i64::from(number);
        if number < reason.first_row {
            (reason.first_row, reason.message) = (number, message.to_owned());
        }
    }

    pub(super) fn into_list(self) -> Vec<ImportReason> {
        let mut reasons: Vec<ImportReason> = self.0.into_values().collect();
        reasons.sort_by_key(|reason| std::cmp::Reverse(reason.rows));
        reasons
    }
}

fn seconds<S: Serializer>(elapsed: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(elapsed.as_secs_f64())
}
