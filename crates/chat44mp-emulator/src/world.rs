//! Everything that the requests share: state, faults and journal under one lock.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use chat44mp::Operation;
use serde_json::Value;
use tokio::sync::watch;

use crate::answer::{Answer, HTML, JSON};
use crate::fault::{Extent, Fault, FaultKind, Faults};
use crate::handlers::{self, Mode};
use crate::harm::harm;
use crate::journal::{Journal, JournalEntry};
use crate::pages;
use crate::profile::Profile;
use crate::race::Window;
use crate::reply::Reply;
use crate::request::Request;
use crate::route::Route;
use crate::seed::Seed;
use crate::session::Sessions;
use crate::state::State;

/// What an emulator is started or loaded with.
#[derive(Debug, Clone)]
pub(crate) struct Setup {
    pub(crate) profile: Profile,
    pub(crate) seed: Seed,
    pub(crate) php_errors: bool,
}

pub(crate) struct World {
    setup: Setup,
    state: State,
    pub(crate) faults: Faults,
    pub(crate) journal: Journal,
    pub(crate) window: Window,
    /// Counts the resets, so that a request from before one cannot touch what came after.
    generation: u64,
}

/// Which journal entry a request has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ticket {
    generation: u64,
    sequence: u64,
}

impl World {
    pub(crate) fn load(&mut self, setup: Setup) {
        let generation = self.generation + 1;
        *self = World::new(setup);
        self.generation = generation;
    }

    pub(crate) fn reset(&mut self) {
        self.load(self.setup.clone());
    }

    pub(crate) fn state(&self) -> &State {
        &self.state
    }

    pub(crate) fn fixtures(&self) -> BTreeMap<String, Value> {
        self.setup.seed.file().fixtures.clone()
    }

    fn new(setup: Setup) -> World {
        World {
            state: State::new(&setup.seed),
            setup,
            faults: Faults::default(),
            journal: Journal::default(),
            window: Window::default(),
            generation: 0,
        }
    }

    fn answer(&mut self, request: &Request, fault: Option<&Fault>, checked: Option<State>) -> Answer {
        let refresh = fault.is_some_and(|fault| fault.kind == FaultKind::HttpsRefresh);
        if self.state.force_https || refresh {
            return Answer::https_refresh(&request.host, &request.path);
        }
        let answer = match &request.route {
            Route::Endpoint(operation, path_id) => {
                let reply = self.reply(*operation, path_id.as_deref(), request, fault, checked);
                Answer::from_reply(reply, &self.state, self.setup.php_errors || self.state.php_errors)
            }
            Route::Home => Answer::new(200, HTML, pages::home()),
            Route::Doc => Answer::new(200, HTML, pages::plain("API documentation")),
            Route::Module => Answer::new(200, HTML, pages::plain("Add-on manager")),
            Route::KeyCheck => Answer::new(200, JSON, ""),
            Route::Unknown => {
                self.state.count_unknown_route();
                Answer::new(200, HTML, pages::not_found(self.state.language))
            }
            Route::DisallowedCharacters => refused(400, pages::DISALLOWED_CHARACTERS.to_owned()),
            Route::EncodedSlash => refused(404, pages::web_server(404, "Not Found")),
            Route::TooLong => refused(414, pages::web_server(414, "Request-URI Too Long")),
        };
        match fault {
            Some(fault) => harm(answer, &fault.kind, request),
            None => answer,
        }
    }

    fn reply(
        &mut self,
        operation: Operation,
        path_id: Option<&str>,
        request: &Request,
        fault: Option<&Fault>,
        checked: Option<State>,
    ) -> Reply {
        if request.query.contains("ref") {
            return Reply::Crash("Table 'affiliate_visitors_action' doesn't exist");
        }
        let params = request.params(operation);
        let profile = self.setup.profile;
        let handle =
            |state: &mut State, mode| handlers::handle(operation, params, path_id, state, profile, mode);
        if let Some(mut checked) = checked {
            // Whatever the check at arrival refused stays refused.
            let reply = handle(&mut checked, Mode::Whole);
            let passed = checked.take_changed();
            return if passed { handle(&mut self.state, Mode::Unchecked) } else { reply };
        }
        let extent = fault.map_or(Extent::All, |fault| fault.extent(operation));
        if extent == Extent::All {
            return handle(&mut self.state, Mode::Whole);
        }
        // The client may see the beginning of an answer to what was not done: it is made from a copy.
        let reply = if fault.is_some_and(|fault| fault.kind.shows_the_answer()) {
            handle(&mut self.state.clone(), Mode::Whole)
        } else {
            Reply::Empty
        };
        if extent == Extent::Half {
            handle(&mut self.state, Mode::Half);
        }
        reply
    }
}

/// An answer that is not PHP's.
fn refused(status: u16, page: String) -> Answer {
    Answer { from_php: false, ..Answer::new(status, "text/html", page) }
}

pub(crate) struct Shared {
    world: Mutex<World>,
    changed: Condvar,
    pulse: watch::Sender<()>,
    pub(crate) sessions: Sessions,
    /// What the emulator was started with; `/reset` falls back on it.
    started: Setup,
}

impl Shared {
    pub(crate) fn new(setup: Setup) -> Arc<Shared> {
        Arc::new(Shared {
            world: Mutex::new(World::new(setup.clone())),
            changed: Condvar::new(),
            pulse: watch::Sender::new(()),
            sessions: Sessions::default(),
            started: setup,
        })
    }

    pub(crate) fn started(&self) -> &Setup {
        &self.started
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        // A panic in a caller's own condition must not take the emulator with it.
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the journal is as wished. Says whether it got so in time.
    pub(crate) fn wait_for(
        &self,
        mut condition: impl FnMut(&[JournalEntry]) -> bool,
        timeout: std::time::Duration,
    ) -> bool {
        let not_yet = |world: &mut World| !condition(world.journal.entries());
        let waited = self.changed.wait_timeout_while(self.world(), timeout, not_yet);
        let (_world, result) = waited.unwrap_or_else(PoisonError::into_inner);
        !result.timed_out()
    }

    /// Wakes at every change of the journal.
    pub(crate) fn subscribe(&self) -> watch::Receiver<()> {
        self.pulse.subscribe()
    }

    /// Records that a request arrived and decides what happens to it.
    pub(crate) fn begin(&self, request: &Request) -> (Ticket, Option<Fault>) {
        let mut world = self.world();
        world.state.clock.tick();
        let fault = world.faults.decide(request.operation());
        let sequence = world.journal.push(&request.seen(), fault.as_ref().map(|fault| fault.kind.name()));
        let ticket = Ticket { generation: world.generation, sequence };
        self.notify();
        (ticket, fault)
    }

    /// Handles a request; none if there was a reset meanwhile. `checked` is the state that a race is checked against.
    pub(crate) fn run(
        &self,
        ticket: Ticket,
        request: &Request,
        fault: Option<&Fault>,
        checked: Option<State>,
    ) -> Option<Answer> {
        let mut world = self.world();
        if world.generation != ticket.generation {
            return None;
        }
        let mut answer = world.answer(request, fault, checked);
        answer.date = world.state.clock.http_date().filter(|_| world.state.date_header);
        let applied = world.state.take_changed();
        let answered = fault.is_none_or(|fault| fault.kind.answers());
        world.journal.update(ticket.sequence, |entry| {
            entry.applied = applied;
            entry.status = answered.then_some(answer.status);
        });
        self.notify();
        Some(answer)
    }

    pub(crate) fn update(&self, ticket: Ticket, change: impl FnOnce(&mut JournalEntry)) {
        let mut world = self.world();
        if world.generation == ticket.generation {
            world.journal.update(ticket.sequence, change);
            self.notify();
        }
    }

    /// Wakes those who wait for a change.
    pub(crate) fn notify(&self) {
        self.changed.notify_all();
        self.pulse.send_replace(());
    }
}
