//! The emulated world: state, faults and journal.

use std::collections::BTreeMap;

use chat44mp::Operation;
use serde_json::Value;

use crate::fault::apply::apply;
use crate::fault::rules::Faults;
use crate::fault::{Extent, Fault, FaultKind};
use crate::handlers;
use crate::handlers::call::Mode;
use crate::handlers::reply::Reply;
use crate::http::request::Request;
use crate::http::response::{HTML, JSON, Response};
use crate::http::route::Route;
use crate::journal::{Journal, JournalEntry, Mask};
use crate::php::error_pages;
use crate::profile::Profile;
use crate::seed::Seed;
use crate::server::race::Window;
use crate::state::State;

/// The settings that an emulator is started or loaded with.
#[derive(Debug, Clone)]
pub(crate) struct Setup {
    pub(crate) profile: Profile,
    pub(crate) seed: Seed,
    pub(crate) php_errors: bool,
    /// The faults that are active from the start.
    pub(crate) faults: Vec<Fault>,
}

pub(crate) struct World {
    setup: Setup,
    state: State,
    pub(crate) faults: Faults,
    pub(crate) journal: Journal,
    pub(crate) window: Window,
    /// Number of resets, so that a request from before a reset cannot change the new state.
    generation: u64,
}

/// The journal entry of a request.
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

    pub(crate) fn profile(&self) -> Profile {
        self.setup.profile
    }

    pub(crate) fn fixtures(&self) -> BTreeMap<String, Value> {
        self.setup.seed.file().fixtures.clone()
    }

    pub(crate) fn new(setup: Setup) -> World {
        World {
            state: State::new(&setup.seed),
            faults: setup.faults.iter().cloned().collect(),
            setup,
            journal: Journal::default(),
            window: Window::default(),
            generation: 0,
        }
    }

    /// Records that a request arrived and chooses its fault.
    pub(crate) fn begin(&mut self, request: &Request) -> (Ticket, Option<Fault>) {
        self.state.clock.tick();
        let fault = self.faults.decide(request.operation());
        let sequence = self.journal.push(&request.seen(), fault.as_ref().map(|fault| fault.kind.name()));
        (Ticket { generation: self.generation, sequence }, fault)
    }

    /// Handles a request; none if there was a reset meanwhile. `checked` is the state that a race is checked against.
    pub(crate) fn run(
        &mut self,
        ticket: Ticket,
        request: &Request,
        fault: Option<&Fault>,
        checked: Option<State>,
    ) -> Option<Response> {
        if self.generation != ticket.generation {
            return None;
        }
        let mut response = self.response(request, fault, checked);
        response.date = self.state.clock.http_date().filter(|_| self.state.date_header);
        let applied = self.state.take_changed();
        let responds = fault.is_none_or(|fault| fault.kind.responds());
        let error = response.error.take().map(|error| Mask::of(&request.seen()).text(&error));
        self.journal.update(ticket.sequence, |entry| {
            entry.applied = applied;
            entry.status = responds.then_some(response.status);
            entry.error = error.filter(|_| responds);
        });
        Some(response)
    }

    /// Changes the journal entry of a request, unless there was a reset meanwhile.
    pub(crate) fn update(&mut self, ticket: Ticket, change: impl FnOnce(&mut JournalEntry)) {
        if self.generation == ticket.generation {
            self.journal.update(ticket.sequence, change);
        }
    }

    /// The journal entry of a request, unless there was a reset meanwhile.
    pub(crate) fn entry(&self, ticket: Ticket) -> Option<&JournalEntry> {
        self.journal.get(ticket.sequence).filter(|_| self.generation == ticket.generation)
    }

    fn response(&mut self, request: &Request, fault: Option<&Fault>, checked: Option<State>) -> Response {
        let refresh = fault.is_some_and(|fault| fault.kind == FaultKind::HttpsRefresh);
        if self.state.force_https || refresh {
            return Response::https_refresh(&request.host, &request.path);
        }
        let response = match &request.route {
            Route::Endpoint(operation, path_id) => {
                let reply = self.reply(*operation, path_id.as_deref(), request, fault, checked);
                Response::from_reply(reply, &self.state, self.setup.php_errors || self.state.php_errors)
            }
            Route::Home => Response::new(200, HTML, error_pages::home()),
            Route::Doc => Response::new(200, HTML, error_pages::plain("API documentation")),
            Route::Module => Response::new(200, HTML, error_pages::plain("Add-on manager")),
            Route::KeyCheck => Response::new(200, JSON, ""),
            Route::Unknown => {
                self.state.count_unknown_route();
                Response::new(200, HTML, error_pages::not_found(self.state.language))
            }
            Route::DisallowedCharacters => {
                web_server_error(400, error_pages::DISALLOWED_CHARACTERS.to_owned())
            }
            Route::EncodedSlash => web_server_error(404, error_pages::web_server(404, "Not Found")),
            Route::TooLong => web_server_error(414, error_pages::web_server(414, "Request-URI Too Long")),
        };
        match fault {
            Some(fault) => apply(response, &fault.kind, request),
            None => response,
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
            // A request rejected by the check at its arrival stays rejected.
            let reply = handle(&mut checked, Mode::Whole);
            let passed = checked.take_changed();
            return if passed { handle(&mut self.state, Mode::Unchecked) } else { reply };
        }
        let extent = fault.map_or(Extent::All, |fault| fault.extent(operation));
        if extent == Extent::All {
            return handle(&mut self.state, Mode::Whole);
        }
        // The client may see the start of a response to a request that is not applied, so it is handled on a copy.
        let reply = if fault.is_some_and(|fault| fault.kind.shows_response()) {
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

/// A response of the web server, without PHP.
fn web_server_error(status: u16, page: String) -> Response {
    Response { from_php: false, ..Response::new(status, "text/html", page) }
}
