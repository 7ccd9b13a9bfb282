//! The progress of an import.

use chat44mp_macros::model;
use serde::Serialize;

use crate::interop::string_enum;

/// The maximum number of rows that are listed with a reason or a warning.
pub(super) const LISTED: usize = 10;

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

string_enum!(RowStatus {
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

string_enum!(ImportPhase {
    Checking => "checking",
    Sending => "sending",
    Paused => "paused",
    Stopping => "stopping",
});

/// The progress of an import, with row counts by result. Each row is counted exactly once; `earlier` and `rewritten` overlap
/// with those counts.
#[model]
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct ImportProgress {
    /// Its phase.
    pub phase: ImportPhase,
    /// The total number of rows, once it is known: rows from an iterator cannot be counted in advance.
    pub total: Option<i64>,
    /// Rows read, except blank ones.
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
    /// Rows among the above whose result is from an earlier run.
    pub earlier: i64,
    /// Rows sent with text that the server stores differently, such as emoji.
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

    /// The number of rows with a result.
    pub fn settled(&self) -> i64 {
        self.created + self.exists + self.invalid + self.failed + self.unknown
    }
}
