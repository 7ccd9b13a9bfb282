//! The state that all requests share: the world under one lock, and notifications of its changes.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::world::{Setup, Ticket, World};
use crate::fault::Fault;
use crate::http::request::Request;
use crate::http::response::Response;
use crate::http::session::Sessions;
use crate::journal::JournalEntry;
use crate::state::State;

pub(crate) struct Shared {
    world: Mutex<World>,
    changed: Condvar,
    /// Counts the changes.
    pulse: watch::Sender<u64>,
    pub(crate) sessions: Sessions,
    /// The settings of the emulator's start, the defaults of `POST reset`.
    started: Setup,
    observer: Option<Observer>,
}

/// Receives the journal entry of every request when its exchange has ended.
pub(crate) type Observer = Arc<dyn Fn(&JournalEntry) + Send + Sync>;

impl Shared {
    pub(crate) fn new(setup: Setup, observer: Option<Observer>) -> Arc<Shared> {
        Arc::new(Shared {
            world: Mutex::new(World::new(setup.clone())),
            changed: Condvar::new(),
            pulse: watch::Sender::default(),
            sessions: Sessions::default(),
            started: setup,
            observer,
        })
    }

    pub(crate) fn started(&self) -> &Setup {
        &self.started
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        // A panic in a caller's condition must not disable the emulator.
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the world and notifies all waiters.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let changed = change(&mut self.world());
        self.notify();
        changed
    }

    /// Waits until `condition` holds for the journal; returns false on timeout.
    pub(crate) fn wait_for(
        &self,
        mut condition: impl FnMut(&[JournalEntry]) -> bool,
        timeout: Duration,
    ) -> bool {
        let not_yet = |world: &mut World| !condition(world.journal.entries());
        let waited = self.changed.wait_timeout_while(self.world(), timeout, not_yet);
        let (_world, result) = waited.unwrap_or_else(PoisonError::into_inner);
        !result.timed_out()
    }

    /// The number of changes so far; wakes at every change.
    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.pulse.subscribe()
    }

    /// Records that a request arrived and chooses its fault.
    pub(crate) fn begin(&self, request: &Request) -> (Ticket, Option<Fault>) {
        self.change(|world| world.begin(request))
    }

    /// Handles a request, as [`World::run`].
    pub(crate) fn run(
        &self,
        ticket: Ticket,
        request: &Request,
        fault: Option<&Fault>,
        checked: Option<State>,
    ) -> Option<Response> {
        self.change(|world| world.run(ticket, request, fault, checked))
    }

    pub(crate) fn update(&self, ticket: Ticket, change: impl FnOnce(&mut JournalEntry)) {
        self.change(|world| world.update(ticket, change));
    }

    /// Records that the exchange of a request has ended.
    pub(crate) fn end(&self, ticket: Ticket) {
        if let Some(observer) = &self.observer {
            // The observer runs without the lock.
            let entry = self.world().entry(ticket).cloned();
            entry.iter().for_each(|entry| observer(entry));
        }
    }

    /// Notifies all waiters of a change.
    pub(crate) fn notify(&self) {
        self.changed.notify_all();
        self.pulse.send_modify(|changes| *changes = changes.wrapping_add(1));
    }

    /// Takes part in a race and returns the state that the request is checked against: the one at its arrival.
    pub(crate) async fn race(&self, requests: u64, longest: Duration) -> State {
        let mut pulse = self.subscribe();
        let (checked, joined) = {
            let mut world = self.world();
            (world.state().clone(), world.window.join(requests))
        };
        self.notify();
        let closed = async {
            while self.world().window.is_open(joined) {
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
