//! Wording that several commands share.

use chat44mp::Change;
use indicatif::HumanCount;

/// Formats a count as `12,345`.
pub(crate) fn count(number: i64) -> HumanCount {
    HumanCount(number.unsigned_abs())
}

/// The result of an update.
pub(crate) fn changed(what: &str, id: i64, change: Change) -> String {
    match change {
        Change::Applied => format!("{what} {id} was updated."),
        Change::Unchanged => format!("{what} {id} already had these values; nothing was changed."),
    }
}
