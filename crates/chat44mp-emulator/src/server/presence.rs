//! Whether the client is still connected, for the journal.

use std::fmt;
use std::sync::Arc;

use super::shared::Shared;
use super::world::Ticket;

/// The connection is closed without a response.
#[derive(Debug)]
pub(crate) struct Aborted;

impl fmt::Display for Aborted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection was closed without a response")
    }
}

impl std::error::Error for Aborted {}

/// Tracks whether the client is still connected. hyper drops the work for a client that disconnects; if this is dropped
/// before the response is complete, the journal records a disconnect.
pub(crate) struct Presence {
    shared: Arc<Shared>,
    ticket: Ticket,
    is_complete: bool,
}

impl Presence {
    pub(crate) fn new(shared: Arc<Shared>, ticket: Ticket) -> Presence {
        Presence { shared, ticket, is_complete: false }
    }

    pub(crate) fn complete(&mut self) {
        self.is_complete = true;
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        if !self.is_complete {
            self.shared.update(self.ticket, |entry| entry.disconnected = true);
        }
        self.shared.end(self.ticket);
    }
}
