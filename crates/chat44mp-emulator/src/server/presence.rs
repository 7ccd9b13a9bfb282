//! Whether the client is still connected, for the journal.

use std::fmt;
use std::sync::Arc;

use super::shared::Shared;
use super::world::Ticket;

/// The connection ends without an answer.
#[derive(Debug)]
pub(crate) struct Aborted;

impl fmt::Display for Aborted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection was ended without an answer")
    }
}

impl std::error::Error for Aborted {}

/// Whether the client is still there. Dropped before the answer is complete, it tells the journal: hyper drops what
/// it is doing for a client that hung up.
pub(crate) struct Presence {
    shared: Arc<Shared>,
    ticket: Ticket,
    answered: bool,
}

impl Presence {
    pub(crate) fn new(shared: Arc<Shared>, ticket: Ticket) -> Presence {
        Presence { shared, ticket, answered: false }
    }

    pub(crate) fn answered(&mut self) {
        self.answered = true;
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        if !self.answered {
            self.shared.update(self.ticket, |entry| entry.disconnected = true);
        }
    }
}
