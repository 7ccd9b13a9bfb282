//! The counts of the audit.

use serde::Serialize;

use super::people::CONCURRENCY;

/// The summed results of imports.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Counts {
    pub(super) imports: u64,
    pub(super) kills: u64,
    pub(super) rows: u64,
    /// Rows without a result, or reported as created without a contact.
    pub(super) lost: u64,
    /// Duplicate contacts.
    pub(super) duplicates: u64,
    /// Rows without a final state, or with more than one.
    pub(super) unsettled: u64,
    /// Rows that may have been created.
    pub(super) unknown: u64,
    /// Unknown rows whose request never reached the server.
    pub(super) false_unknown: u64,
}

impl Counts {
    pub(super) fn add(&mut self, other: Counts) {
        self.imports += other.imports;
        self.kills += other.kills;
        self.rows += other.rows;
        self.lost += other.lost;
        self.duplicates += other.duplicates;
        self.unsettled += other.unsettled;
        self.unknown += other.unknown;
        self.false_unknown += other.false_unknown;
    }

    /// Whether no row was lost, duplicated or left unsettled.
    pub(super) fn keep_promises(&self) -> bool {
        self.lost + self.duplicates + self.unsettled == 0
            && self.kills >= self.imports
            && self.unknown <= self.kills * CONCURRENCY
    }

    /// Whether at most one unknown row in `share` was never sent. The ratio depends on the time of each kill and so on the load
    /// of the machine; it is reliable only for many imports.
    pub(super) fn are_mostly_sent(&self, share: u64) -> bool {
        self.false_unknown * share <= self.unknown
    }
}
