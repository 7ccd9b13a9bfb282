//! What the audit counts.

use serde::Serialize;

use super::people::CONCURRENCY;

/// The results of imports, added up.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Counts {
    pub(super) imports: u64,
    pub(super) kills: u64,
    pub(super) rows: u64,
    /// Rows that are nowhere, or that are reported as created and do not exist.
    pub(super) lost: u64,
    /// Contacts that were created twice.
    pub(super) duplicates: u64,
    /// Rows without a final state, or with more than one.
    pub(super) unsettled: u64,
    /// Rows that may have been created.
    pub(super) unknown: u64,
    /// Those of them whose request never reached the server.
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

    /// Whether no row was lost, duplicated or left unsettled, whenever the imports were killed.
    pub(super) fn keep_promises(&self) -> bool {
        self.lost + self.duplicates + self.unsettled == 0
            && self.kills >= self.imports
            && self.unknown <= self.kills * CONCURRENCY
    }

    /// Whether at most one unknown row in `share` was never sent. Their number depends on the moment of each kill, and so on the
    /// load of the machine; only many imports measure it well.
    pub(super) fn are_mostly_sent(&self, share: u64) -> bool {
        self.false_unknown * share <= self.unknown
    }
}
