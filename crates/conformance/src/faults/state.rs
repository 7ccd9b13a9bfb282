//! The part of a write that the server applied.

use std::fmt;

/// The state of the server after a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Untouched,
    Half,
    Applied,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            State::Untouched => "untouched",
            State::Half => "half",
            State::Applied => "applied",
        })
    }
}
