//! The disk space that the test suites take.

use crate::workspace;

/// What all suites take in a fresh clone, with their downloads, in GB.
const ALL_SUITES: u64 = 16;

/// Prints the free space, and warns if it may not suffice.
pub(super) fn announce() {
    // Where it cannot be determined, a full disk fails a suite.
    let Ok(free) = fs4::available_space(workspace::target()) else { return };
    let free = free / 1_000_000_000;
    let needed = format!("all suites take {ALL_SUITES} GB in a fresh clone");
    if free >= ALL_SUITES {
        println!("{free} GB of disk are free; {needed}");
    } else {
        println!(
            "WARNING: only {free} GB of disk are free; {needed}. CARGO_TARGET_DIR can name another disk"
        );
    }
}
