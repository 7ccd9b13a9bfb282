//! Control over HTTP, below `/__emulator`, for the web page and for tests in other processes.

mod endpoints;
mod journal;
#[cfg(feature = "page")]
mod page;
mod query;

use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::header::{self, HeaderMap};
use serde::Deserialize;
use serde_json::json;

pub(crate) use self::endpoints::PATH;
use self::endpoints::{Command, Controlled, Endpoint};
use self::query::Query;
use crate::fault::Fault;
use crate::http::request;
use crate::http::response::{JSON, Response};
use crate::lenient;
use crate::profile::Profile;
use crate::seed::Seed;
use crate::server::presence::Aborted;
use crate::server::shared::Shared;
use crate::server::world::Setup;

/// Handles a request below [`PATH`].
pub(crate) async fn control(
    shared: &Arc<Shared>,
    name: &str,
    incoming: hyper::Request<Incoming>,
) -> Result<Response, Aborted> {
    let (head, body) = incoming.into_parts();
    let body = request::read(body, usize::MAX).await.map_err(|_| Aborted)?;
    let is_foreign = is_foreign(&head.headers);
    #[cfg(feature = "page")]
    if let Some(file) = page::file(&head, name).filter(|_| !is_foreign) {
        return Ok(file);
    }
    let result = match Endpoint::find(&head.method, name) {
        _ if is_foreign => Err((403, "a page of another origin must not control the emulator".to_owned())),
        Some(endpoint) => match Query::parse(head.uri.query().unwrap_or_default(), endpoint.parameters) {
            Ok(query) => run(shared, endpoint.command, &query, &body).await,
            Err(message) => Err((400, message)),
        },
        None => {
            Err((404, format!("there is no {} {PATH}/{name}; GET {PATH} lists the endpoints", head.method)))
        }
    };
    let (status, value) = match result {
        Ok(value) => (200, value),
        Err((status, message)) => (status, json!({"error": message})),
    };
    Ok(Response { from_php: false, ..Response::new(status, JSON, value.to_string()) })
}

/// Whether a browser sends the request for a page of another origin.
fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    text(header::ORIGIN).is_some_and(|origin| origin.strip_prefix("http://") != text(header::HOST))
}

async fn run(shared: &Shared, command: Command, query: &Query, body: &[u8]) -> Controlled {
    match command {
        Command::Index => Ok(endpoints::index(shared.world().profile())),
        Command::Health => done(),
        Command::Fixtures => Ok(json!(shared.world().fixtures())),
        Command::State => Ok(shared.world().state().to_value()),
        Command::Journal => journal::journal(shared, query).await,
        Command::ClearJournal => {
            shared.change(|world| world.journal.clear());
            done()
        }
        Command::Faults => Ok(json!(shared.world().faults.counts())),
        Command::AddFaults => add_faults(shared, body),
        Command::ClearFaults => {
            shared.change(|world| world.faults.clear());
            done()
        }
        #[cfg(feature = "schema")]
        Command::FaultSchema => Ok(schemars::schema_for!(Fault).to_value()),
        Command::Changes => changes(shared, query).await,
        Command::Reset => reset(shared, body),
    }
}

fn done() -> Controlled {
    Ok(json!({"status": "ok"}))
}

fn text(body: &[u8]) -> Result<&str, (u16, String)> {
    str::from_utf8(body).map_err(|_| (400, "the body is not UTF-8".to_owned()))
}

fn add_faults(shared: &Shared, body: &[u8]) -> Controlled {
    let faults = Fault::list_from_yaml(text(body)?).map_err(|error| (400, error.to_string()))?;
    let added = faults.len();
    shared.change(|world| faults.into_iter().for_each(|fault| world.faults.add(fault)));
    Ok(json!({"status": "ok", "added": added}))
}

/// The body of `POST reset`. Missing fields, and all fields of an empty body, keep the values of the emulator's start.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reset {
    profile: Option<Profile>,
    seed: Option<Seed>,
    php_errors: Option<bool>,
}

fn reset(shared: &Shared, body: &[u8]) -> Controlled {
    let reset = match text(body)?.trim() {
        "" => Reset::default(),
        body => lenient::parse(body).map_err(|error| (400, error))?,
    };
    let started = shared.started();
    let setup = Setup {
        profile: reset.profile.unwrap_or(started.profile),
        seed: reset.seed.unwrap_or_else(|| started.seed.clone()),
        php_errors: reset.php_errors.unwrap_or(started.php_errors),
        faults: started.faults.clone(),
    };
    shared.change(|world| world.load(setup));
    done()
}

/// Waits until the number of changes is not `since`, at most for `timeout_ms`, and returns it.
async fn changes(shared: &Shared, query: &Query) -> Controlled {
    let bad = |message| (400, message);
    let since = query.number("since").map_err(bad)?;
    let timeout = query.number("timeout_ms").map_err(bad)?.unwrap_or(20_000);
    let mut pulse = shared.subscribe();
    if since == Some(*pulse.borrow()) {
        // On timeout the number is returned unchanged.
        let _ = tokio::time::timeout(Duration::from_millis(timeout), pulse.changed()).await;
    }
    let changes = *pulse.borrow();
    Ok(json!({"changes": changes}))
}
