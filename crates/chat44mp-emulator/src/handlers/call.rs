//! One call as a handler sees it.

use std::fmt::Display;

use crate::php;
use crate::php::json::Json;
use crate::php::params::Params;
use crate::profile::Profile;
use crate::seed::rows::{Columns, RowId};
use crate::state::State;

use super::reply::{Reply, success_with};

/// How much of its work a handler does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Whole,
    /// The first of two things.
    Half,
    /// All but the uniqueness check, which was made earlier.
    Unchecked,
}

/// One call, as far as a handler sees it.
pub(crate) struct Call<'a> {
    pub(crate) state: &'a mut State,
    pub(crate) profile: Profile,
    pub(crate) params: &'a Params,
    /// The path segment after the endpoint, as sent.
    pub(crate) path_id: Option<&'a str>,
    pub(crate) mode: Mode,
    /// Whose key it is.
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

/// A row as a JSON object.
pub(super) fn row(columns: Columns) -> Json {
    Json::Object(columns.into_iter().map(|(name, value)| (name.into(), value)).collect())
}

/// The message about a deleted row.
pub(super) fn deleted(what: &str, id: impl Display) -> Reply {
    success_with("message", format!("The {what} ({id}) has been deleted"))
}
