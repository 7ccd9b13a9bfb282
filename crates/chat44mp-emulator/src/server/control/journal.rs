//! `GET journal`: the journal, filtered, immediately or after a wait.

use std::time::Duration;

use chat44mp::Operation;
use serde_json::json;
use tokio::time::Instant;

use super::endpoints::Controlled;
use super::query::Query;
use crate::fault::read;
use crate::journal::JournalEntry;
use crate::server::shared::Shared;

/// The parameters of the request.
struct Selection {
    operation: Option<Operation>,
    after: u64,
    limit: usize,
    wait: Option<Wait>,
    count: usize,
    timeout: Duration,
}

#[derive(Clone, Copy)]
enum Wait {
    Requests,
    Disconnected,
}

pub(super) async fn journal(shared: &Shared, query: &Query) -> Controlled {
    let selection = Selection::parse(query).map_err(|message| (400, message))?;
    let deadline = Instant::now() + selection.timeout;
    let mut pulse = shared.subscribe();
    loop {
        {
            let mut world = shared.world();
            let selected = selection.select(world.journal.entries());
            if selection.is_complete(&selected) || Instant::now() >= deadline {
                let skipped = selected.len().saturating_sub(selection.limit);
                return Ok(json!(selected[skipped..]));
            }
        }
        // On timeout and on shutdown the journal is returned as it is.
        let _ = tokio::time::timeout_at(deadline, pulse.changed()).await;
    }
}

impl Selection {
    fn parse(query: &Query) -> Result<Selection, String> {
        let size = |name| -> Result<Option<usize>, String> {
            Ok(query.number(name)?.map(|number| usize::try_from(number).unwrap_or(usize::MAX)))
        };
        Ok(Selection {
            operation: query.text("operation").map(read::operation).transpose()?,
            after: query.number("after")?.unwrap_or_default(),
            limit: size("limit")?.unwrap_or(usize::MAX),
            wait: match query.text("wait") {
                None => None,
                Some("requests") => Some(Wait::Requests),
                Some("disconnected") => Some(Wait::Disconnected),
                Some(other) => {
                    return Err(format!("wait: {other:?} is neither \"disconnected\" nor \"requests\""));
                }
            },
            count: size("count")?.unwrap_or(1),
            timeout: Duration::from_millis(query.number("timeout_ms")?.unwrap_or(2000)),
        })
    }

    /// The entries of the operation after a sequence number.
    fn select<'a>(&self, entries: &'a [JournalEntry]) -> Vec<&'a JournalEntry> {
        let start = entries.partition_point(|entry| entry.sequence <= self.after);
        let name = self.operation.map(Operation::name);
        entries[start..].iter().filter(|entry| name.is_none() || entry.operation == name).collect()
    }

    fn is_complete(&self, selected: &[&JournalEntry]) -> bool {
        let reached = match self.wait {
            None => return true,
            Some(Wait::Requests) => selected.len(),
            Some(Wait::Disconnected) => selected.iter().filter(|entry| entry.disconnected).count(),
        };
        reached >= self.count
    }
}
