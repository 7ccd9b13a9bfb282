//! The call that a handler receives.

use std::fmt::Display;

use chat44mp::Operation;

use crate::php;
use crate::php::params::Params;
use crate::profile::Profile;
use crate::seed::rows::RowId;
use crate::state::State;

use super::reply::{Handled, Reply, success_with};

/// An endpoint: its operation, the parameters that it reads although they are not documented, and its handler.
pub(super) struct Endpoint {
    pub(super) operation: Operation,
    pub(super) undocumented: &'static [&'static str],
    pub(super) handle: fn(Call<'_>) -> Handled,
}

impl Endpoint {
    pub(super) const fn new(operation: Operation, handle: fn(Call<'_>) -> Handled) -> Endpoint {
        Endpoint { operation, undocumented: &[], handle }
    }

    pub(super) const fn also_reading(self, undocumented: &'static [&'static str]) -> Endpoint {
        Endpoint { undocumented, ..self }
    }
}

/// The part of its work that a handler does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Whole,
    /// The first of two steps.
    Half,
    /// Everything except the uniqueness check, which was done earlier.
    Unchecked,
}

/// One call with its parameters and the state.
pub(crate) struct Call<'a> {
    pub(crate) state: &'a mut State,
    pub(crate) profile: Profile,
    pub(crate) params: &'a Params,
    /// The path segment after the endpoint, as sent.
    pub(crate) path_id: Option<&'a str>,
    pub(crate) mode: Mode,
    /// The user whose key it is.
    pub(super) user_id: RowId,
}

impl<'a> Call<'a> {
    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.params.text(name)
    }

    pub(super) fn raw(&self, name: &str) -> Option<&'a str> {
        self.params.raw(name)
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.params.number(name)
    }

    /// The id in the path, unless it is missing or 0.
    pub(super) fn path_number(&self) -> Option<RowId> {
        self.path_id.map(php::integer).filter(|id| *id != 0)
    }
}

/// The message about a deleted row.
pub(super) fn deleted(what: &str, id: impl Display) -> Reply {
    success_with("message", format!("The {what} ({id}) has been deleted"))
}
