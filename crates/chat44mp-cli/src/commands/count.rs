//! Counts for readers.

use indicatif::HumanCount;

/// `12,345`. No count is below zero.
pub(super) fn count(number: i64) -> HumanCount {
    HumanCount(number.unsigned_abs())
}
