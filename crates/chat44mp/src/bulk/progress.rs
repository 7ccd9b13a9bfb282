//! How far an import is.

use serde::Serialize;

use crate::words::words;

/// How many rows have come to what. Every row is in exactly one of them but `earlier` and `rewritten`, which say
/// something more of some.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ImportCounts {
    /// All rows so far, blank ones aside.
    pub rows: u64,
    /// Made.
    pub created: u64,
    /// There already: the install has the row's e-mail address or phone number, perhaps another user's.
    pub exists: u64,
    /// Not sent: a value is wrong, or an earlier row has the same e-mail address or phone number.
    pub invalid: u64,
    /// Not made; another run tries again.
    pub failed: u64,
    /// Perhaps made: it was sent, and no answer came.
    pub unknown: u64,
    /// Not sent (yet): the import was stopped, or is a dry run.
    pub pending: u64,
    /// Rows among the above that an earlier run had settled.
    pub earlier: u64,
    /// Rows sent with text that the server stores otherwise, such as emoji.
    pub rewritten: u64,
}

/// What became of a row.
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

impl ImportCounts {
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
    pub fn settled(&self) -> u64 {
        self.created + self.exists + self.invalid + self.failed + self.unknown
    }
}

/// What an import is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportPhase {
    /// It reads the file and looks for mistakes.
    Checking,
    /// It sends rows.
    Sending,
    /// It waits, because the server gets too many requests.
    Paused,
    /// It was told to stop, and waits for the rows in flight.
    Stopping,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ImportProgress {
    /// What it is at.
    pub phase: ImportPhase,
    /// The rows so far.
    pub counts: ImportCounts,
    /// How many rows there are, once that is known: rows that are handed over one by one cannot be counted before.
    pub total: Option<u64>,
}
