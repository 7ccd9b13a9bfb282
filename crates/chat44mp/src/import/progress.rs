//! How far an import is.

use chat44mp_macros::model;
use serde::Serialize;

use crate::interop::words;

/// The result of a row.
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RowStatus {
    /// Created.
    Created,
    /// Already existed.
    Exists,
    /// Not sent: the row is invalid.
    Invalid,
    /// Not created.
    Failed,
    /// Possibly created: the response was lost.
    Unknown,
}

words!(RowStatus {
    Created => "created",
    Exists => "exists",
    Invalid => "invalid",
    Failed => "failed",
    Unknown => "unknown",
});

/// The phase of an import.
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportPhase {
    /// It reads and validates the file.
    #[default]
    Checking,
    /// It sends rows.
    Sending,
    /// It waits after too many requests (HTTP 429).
    Paused,
    /// It is stopping, and waits for the rows in flight.
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
    /// Its phase.
    pub phase: ImportPhase,
    /// How many rows there are, once that is known: rows that are handed over one by one cannot be counted before.
    pub total: Option<i64>,
    /// All rows so far, blank ones aside.
    pub rows: i64,
    /// Created.
    pub created: i64,
    /// Already existed: a contact on the server, possibly another user's, has the row's e-mail address or phone number.
    pub exists: i64,
    /// Not sent: a value is invalid, or an earlier row has the same e-mail address or phone number.
    pub invalid: i64,
    /// Not created; another run retries the row.
    pub failed: i64,
    /// Possibly created: the row was sent, but its response was lost.
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
}
