//! The second round of observations: one test per row of part E, named after it. Rows E5 and E13 have further tests
//! (`races.rs`, the vectors of the text filter).

mod contacts;
mod labels;
mod protocol;
mod users;
mod values;

use crate::support::*;

/// HTTP 500 with an empty body: PHP crashed.
fn is_crash(response: &Response) -> bool {
    response.status == 500 && response.text.is_empty()
}
