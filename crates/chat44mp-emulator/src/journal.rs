//! The requests that the emulator received, for assertions. Secrets are masked before they are stored.

use std::collections::{BTreeMap, VecDeque};

use chat44mp::{ApiKey, Operation};
use serde::Serialize;

use crate::php::params::Params;

/// A request that the emulator received; key and passwords are masked. Requests to the control address are not recorded.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct JournalEntry {
    /// The number of the request, from 1 since the start or the last reset.
    pub sequence: u64,
    /// The number of the connection that it arrived on, from 1 since the start.
    pub connection: u64,
    /// The operation's wire name; none for an unknown path.
    pub operation: Option<&'static str>,
    /// The HTTP method.
    pub method: String,
    /// The path as sent.
    pub path: String,
    /// The query, decoded; key and password masked.
    pub query: BTreeMap<String, String>,
    /// The form, decoded; key and password masked.
    pub form: BTreeMap<String, String>,
    /// The User-Agent header.
    pub user_agent: Option<String>,
    /// The kind of the fault that applied to this request.
    pub fault: Option<&'static str>,
    /// Whether it changed the state, including Facebook's.
    pub applied: bool,
    /// The HTTP status of the response; none until there is one.
    pub status: Option<u16>,
    /// Whether the client disconnected before its response was complete.
    pub disconnected: bool,
}

/// A request as it arrived.
pub(crate) struct Seen<'a> {
    pub(crate) connection: u64,
    pub(crate) operation: Option<Operation>,
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) query: &'a Params,
    pub(crate) form: &'a Params,
    pub(crate) user_agent: Option<&'a str>,
}

/// The latest requests, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    entries: VecDeque<JournalEntry>,
    last: u64,
}

/// Maximum number of entries: an emulator may run for days, and no test needs more.
const KEPT: usize = 100_000;

impl Journal {
    pub(crate) fn push(&mut self, seen: &Seen<'_>, fault: Option<&'static str>) -> u64 {
        self.last += 1;
        if self.entries.len() == KEPT {
            self.entries.pop_front();
        }
        let mask = Mask::of(seen);
        self.entries.push_back(JournalEntry {
            sequence: self.last,
            connection: seen.connection,
            operation: seen.operation.map(Operation::name),
            method: seen.method.to_owned(),
            path: mask.text(seen.path),
            query: mask.params(seen.query),
            form: mask.params(seen.form),
            user_agent: seen.user_agent.map(|text| mask.text(text)),
            fault,
            applied: false,
            status: None,
            disconnected: false,
        });
        self.last
    }

    pub(crate) fn update(&mut self, sequence: u64, change: impl FnOnce(&mut JournalEntry)) {
        let from_end = self.last.saturating_sub(sequence) as usize;
        if let Some(at) = self.entries.len().checked_sub(from_end + 1)
            && let Some(entry) = self.entries.get_mut(at)
        {
            change(entry);
        }
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }

    pub(crate) fn entries(&mut self) -> &[JournalEntry] {
        self.entries.make_contiguous()
    }
}

/// The secrets of one request, which may also occur in the wrong place.
struct Mask<'a>(Vec<(&'a str, String)>);

/// A shorter value could occur in any text by chance.
const SHORTEST_SECRET: usize = 4;

impl<'a> Mask<'a> {
    fn of(seen: &Seen<'a>) -> Self {
        let values =
            seen.query.iter().chain(seen.form.iter()).filter(|(_, value)| value.len() >= SHORTEST_SECRET);
        Mask(values.filter_map(|(name, value)| Some((value, shown(name, value)?))).collect())
    }

    fn params(&self, params: &Params) -> BTreeMap<String, String> {
        let masked = |(name, value)| {
            let value = shown(name, value).unwrap_or_else(|| self.text(value));
            (self.text(name), value)
        };
        params.iter().map(masked).collect()
    }

    fn text(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (secret, shown)| text.replace(secret, shown))
    }
}

fn shown(name: &str, value: &str) -> Option<String> {
    match name {
        "api_key" => Some(ApiKey::from(value).to_string()),
        "password" => Some(if value.is_empty() { "" } else { "***" }.to_owned()),
        _ => None,
    }
}
