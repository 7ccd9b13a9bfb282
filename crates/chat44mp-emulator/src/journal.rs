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
    /// The message of the API's error in the response; none for any other response.
    pub error: Option<String>,
    /// Whether the client disconnected before its response was complete.
    pub disconnected: bool,
}

impl JournalEntry {
    /// The size of its text in bytes.
    fn size(&self) -> usize {
        let params = self.query.iter().chain(&self.form).map(|(name, value)| name.len() + value.len());
        let agent = self.user_agent.as_ref().map_or(0, String::len);
        self.method.len() + self.path.len() + agent + params.sum::<usize>()
    }
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
    /// The total size of the entries' text in bytes.
    size: usize,
}

/// Maximum number of entries: an emulator may run for days, and no test needs more.
const MAX_ENTRIES: usize = 100_000;
/// Maximum size of the entries' text in bytes: forms may have megabytes.
const MAX_SIZE: usize = 64 * 1024 * 1024;

impl Journal {
    pub(crate) fn push(&mut self, seen: &Seen<'_>, fault: Option<&'static str>) -> u64 {
        let mask = Mask::of(seen);
        self.store(JournalEntry {
            sequence: self.last + 1,
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
            error: None,
            disconnected: false,
        });
        self.last
    }

    /// Stores an entry and drops the oldest ones that exceed a limit.
    fn store(&mut self, entry: JournalEntry) {
        self.last = entry.sequence;
        self.size += entry.size();
        self.entries.push_back(entry);
        while self.entries.len() > MAX_ENTRIES || self.size > MAX_SIZE && self.entries.len() > 1 {
            self.size -= self.entries.pop_front().map_or(0, |oldest| oldest.size());
        }
    }

    /// The entry of a request, unless it was dropped.
    pub(crate) fn get(&self, sequence: u64) -> Option<&JournalEntry> {
        self.entries.get(self.position(sequence)?)
    }

    fn position(&self, sequence: u64) -> Option<usize> {
        let from_end = self.last.checked_sub(sequence)?;
        self.entries.len().checked_sub(usize::try_from(from_end).ok()? + 1)
    }

    pub(crate) fn update(&mut self, sequence: u64, change: impl FnOnce(&mut JournalEntry)) {
        if let Some(at) = self.position(sequence)
            && let Some(entry) = self.entries.get_mut(at)
        {
            change(entry);
        }
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
        self.size = 0;
    }

    pub(crate) fn entries(&mut self) -> &[JournalEntry] {
        self.entries.make_contiguous()
    }
}

/// The secrets of one request, which may also occur in the wrong place.
pub(crate) struct Mask<'a>(Vec<(&'a str, String)>);

/// A shorter value could occur in any text by chance.
const SHORTEST_SECRET: usize = 4;

impl<'a> Mask<'a> {
    pub(crate) fn of(seen: &Seen<'a>) -> Self {
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

    pub(crate) fn text(&self, text: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(journal: &mut Journal, note: String) {
        let params = Params::default();
        let seen = Seen {
            connection: 1,
            operation: None,
            method: "GET",
            path: "",
            query: &params,
            form: &params,
            user_agent: Some(&note),
        };
        journal.push(&seen, None);
    }

    #[test]
    fn drops_the_oldest_entries_beyond_its_limits() {
        let mut journal = Journal::default();
        for _ in 0..3 {
            stored(&mut journal, "x".repeat(MAX_SIZE / 2 - 10));
        }
        let kept =
            |journal: &mut Journal| journal.entries().iter().map(|entry| entry.sequence).collect::<Vec<_>>();
        assert_eq!(kept(&mut journal), [2, 3]);
        stored(&mut journal, "x".repeat(MAX_SIZE + 1));
        assert_eq!(kept(&mut journal), [4], "the newest one is kept, whatever its size");
        for _ in 0..=MAX_ENTRIES {
            stored(&mut journal, String::new());
        }
        assert_eq!(journal.entries().len(), MAX_ENTRIES);
        assert!(
            journal.get(5).is_none() && journal.get(6).is_some() && journal.get(journal.last + 1).is_none()
        );
        journal.clear();
        assert_eq!((journal.entries().len(), journal.size), (0, 0));
    }
}
