//! Races between writes: the server takes no lock between the uniqueness check and the insert.

/// The requests that have passed the check and are not stored yet.
#[derive(Debug, Default)]
pub(crate) struct Window {
    /// Number of the current window, so that a request can detect that its own has closed.
    number: u64,
    waiting: u64,
}

impl Window {
    /// Joins the open window and returns its number; closes it when `requests` have joined.
    pub(crate) fn join(&mut self, requests: u64) -> u64 {
        let joined = self.number;
        self.waiting += 1;
        if self.waiting >= requests {
            self.close(joined);
        }
        joined
    }

    /// Whether this window is still open.
    pub(crate) fn is_open(&self, number: u64) -> bool {
        self.number == number
    }

    pub(crate) fn close(&mut self, number: u64) {
        if self.number == number {
            self.number += 1;
            self.waiting = 0;
        }
    }
}
