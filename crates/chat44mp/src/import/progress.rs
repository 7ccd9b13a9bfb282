//! How far an import is.

use chat44mp_macros::model;
use serde::Serialize;

use super::report::{ImportEnd, ImportReport};
use crate::interop::words;

/// What became of a row.
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RowStatus {
    /// Made.
    Created,
    /// There already.
    Exists,
    /// Not sent: something is wrong with it.
    Invalid,
    /// Not made.
    Failed,
    /// Perhaps made.
    Unknown,
}

words!(RowStatus {
    Created => "created",
    Exists => "exists",
    Invalid => "invalid",
    Failed => "failed",
    Unknown => "unknown",
});

/// What an import is at.
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportPhase {
    /// It reads the file and looks for mistakes.
    #[default]
    Checking,
    /// It sends rows.
    Sending,
    /// It waits, because the server gets too many requests.
    Paused,
    /// It was told to stop, and waits for the rows in flight.
    Stopping,
}

words!(ImportPhase {
    Checking => "checking",
    Sending => "sending",
    Paused => "paused",
    Stopping => "stopping",
});

/// How far an import is, and how many rows have come to what. Every row is in exactly one of the counts but `earlier` and
/// `rewritten`, which say something more of some.
#[model]
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct ImportProgress {
    /// What it is at.
    pub phase: ImportPhase,
    /// How many rows there are, once that is known: rows that are handed over one by one cannot be counted before.
    pub total: Option<i64>,
    /// All rows so far, blank ones aside.
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
    /// Not sent (yet): the import was stopped, or is a dry run.
    pub pending: i64,
    /// Rows among the above that an earlier run had settled.
    pub earlier: i64,
    /// Rows sent with text that the server stores otherwise, such as emoji.
    pub rewritten: i64,
}

impl ImportProgress {
    pub(super) fn count(&mut self, status: RowStatus) {
        *match status {
            RowStatus::Created => &mut self.created,
            RowStatus::Exists => &mut self.exists,
            RowStatus::Invalid => &mut self.invalid,
            RowStatus::Failed => &mut self.failed,
            RowStatus::Unknown => &mut self.unknown,
        } += 1;
    }

    /// How many rows are settled.
    pub fn settled(&self) -> i64 {
        self.created + self.exists + self.invalid + self.failed + self.unknown
    }

    /// The report of an import that got this far and no further.
    pub(super) fn into_report(self, end: ImportEnd) -> ImportReport {
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
        } = self;
        ImportReport {
            end,
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
            columns: Vec::new(),
            encoding: None,
            delimiter: None,
            elapsed: std::time::Duration::ZERO,
        }
    }
}
