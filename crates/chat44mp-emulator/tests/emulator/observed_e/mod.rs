//! What the second round of observation found: one test per row of part E, named after it. The rows E5 and E13 have
//! tests of their own elsewhere too (`races.rs`, the vectors of the text filter).

mod contacts;
mod labels;
mod protocol;
mod users;
mod values;

use crate::support::*;

/// HTTP 500 with an empty body: PHP crashed.
fn is_crash(answer: &Answer) -> bool {
    answer.status == 500 && answer.text.is_empty()
}
