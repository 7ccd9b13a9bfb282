//! The counts of a run of the matrix.

use serde::{Deserialize, Serialize};

/// The counts of a run.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Counts {
    pub(super) cells: usize,
    pub(super) wrong: usize,
    pub(super) duplicates: u64,
    pub(super) lost: usize,
    pub(super) key_leaks: usize,
}

impl Counts {
    /// Whether all counts except the number of cells are zero.
    pub(super) fn are_clean(&self) -> bool {
        self.wrong == 0 && self.duplicates == 0 && self.lost == 0 && self.key_leaks == 0
    }
}
