//! What came of an import.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Serialize, Serializer};

use super::headers::MappedColumn;
use super::progress::{ImportCounts, RowStatus};
use crate::error::Error;

/// What came of an import.
#[derive(Debug, Serialize)]
#[non_exhaustive]
pub struct ImportReport {
    /// How many rows have come to what.
    #[serde(flatten)]
    pub counts: ImportCounts,
    /// Why rows were not made, or not now: most frequent first.
    pub reasons: Vec<ImportReason>,
    /// How it ended.
    pub end: ImportEnd,
    /// What ended it before its time.
    pub error: Option<Error>,
    /// Which columns of the file were taken for which fields.
    pub columns: Vec<MappedColumn>,
    /// The file's encoding.
    pub encoding: Option<&'static str>,
    /// The delimiter of a CSV file.
    pub delimiter: Option<char>,
    /// How long it took; seconds when serialized.
    #[serde(serialize_with = "seconds")]
    pub elapsed: Duration,
}

/// One reason for which rows were not made, or not now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ImportReason {
    /// What became of the rows.
    pub status: RowStatus,
    /// The stable code, such as `email_taken`.
    pub code: String,
    /// The first row's message.
    pub message: String,
    /// How many rows.
    pub rows: u64,
    /// The first of them.
    pub first_row: u32,
}

/// How an import ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportEnd {
    /// Every row was dealt with.
    Complete,
    /// It was stopped; rows may be left.
    Stopped,
    /// It was given up: `error` says why. Rows are left.
    GivenUp,
}

impl ImportReport {
    /// Whether every contact is there now: all rows were made, or existed.
    pub fn is_success(&self) -> bool {
        let ImportCounts { invalid, failed, unknown, .. } = self.counts;
        self.end == ImportEnd::Complete && invalid + failed + unknown == 0
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
            first_row: number,
        });
        reason.rows += 1;
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
