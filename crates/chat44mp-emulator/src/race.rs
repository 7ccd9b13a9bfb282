//! Races between writes: the time between the uniqueness check and the insert, which the server does not lock.

use std::time::Duration;

use crate::state::State;
use crate::world::Shared;

/// The requests that have passed the check and are not stored yet.
#[derive(Debug, Default)]
pub(crate) struct Window {
    /// Counts the windows, so that a request knows when its own has closed.
    number: u64,
    waiting: u64,
}

impl Window {
    /// Joins the open window and returns its number; closes it when `requests` have joined.
    fn join(&mut self, requests: u64) -> u64 {
        let joined = self.number;
        self.waiting += 1;
        if self.waiting >= requests {
            self.close(joined);
        }
        joined
    }

    fn close(&mut self, number: u64) {
        if self.number == number {
            self.number += 1;
            self.waiting = 0;
        }
    }
}

impl Shared {
    /// Takes part in a race and returns the state that the request is checked against: the one at its arrival.
    pub(crate) async fn race(&self, requests: u64, longest: Duration) -> State {
        let mut pulse = self.subscribe();
        let (checked, joined) = {
            let mut world = self.world();
            (world.state().clone(), world.window.join(requests))
        };
        self.notify();
        let closed = async {
            while self.world().window.number == joined {
                // The sender lives as long as `self`.
                if pulse.changed().await.is_err() {
                    break;
                }
            }
        };
        if tokio::time::timeout(longest, closed).await.is_err() {
            self.world().window.close(joined);
            self.notify();
        }
        checked
    }
}
