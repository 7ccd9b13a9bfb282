//! Cells that a spreadsheet would run.

use std::borrow::Cow;

/// A cell's text, made harmless: a spreadsheet runs what begins like a formula, and names and answers come from
/// strangers.
pub(super) fn neutralised(text: &str) -> Cow<'_, str> {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}").into(),
        false => text.into(),
    }
}
