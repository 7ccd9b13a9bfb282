//! Control over HTTP, below `/__emulator`, for tests in other processes.

use std::sync::Arc;
use std::time::Duration;

use hyper::Method;
use hyper::body::Incoming;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::fault::Fault;
use crate::http::request;
use crate::http::response::{JSON, Response};
use crate::journal::JournalEntry;
use crate::php::params::Params;
use crate::profile::Profile;
use crate::seed::Seed;
use crate::server::presence::Aborted;
use crate::server::shared::Shared;
use crate::server::world::Setup;

pub(crate) const PATH: &str = "/__emulator";

/// The body of `POST reset`. Missing fields, and all fields of an empty body, keep the values of the emulator's start.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reset {
    profile: Option<Profile>,
    seed: Option<Seed>,
    php_errors: Option<bool>,
}

pub(crate) async fn control(
    shared: &Arc<Shared>,
    command: &str,
    incoming: hyper::Request<Incoming>,
) -> Result<Response, Aborted> {
    let method = incoming.method().clone();
    let query = Params::urlencoded(incoming.uri().query().unwrap_or_default().as_bytes());
    let body = request::read(incoming.into_body(), usize::MAX).await.map_err(|_| Aborted)?;
    let result = match (&method, command) {
        (&Method::GET, "health") => Ok(json!({"status": "ok"})),
        (&Method::GET, "fixtures") => Ok(json!(shared.world().fixtures())),
        (&Method::GET, "state") => Ok(shared.world().state().to_value()),
        (&Method::GET, "journal") => journal(shared, &query).await,
        (&Method::DELETE, "journal") => {
            shared.world().journal.clear();
            Ok(json!({"status": "ok"}))
        }
        (&Method::POST, "faults") => add_faults(shared, &body),
        (&Method::DELETE, "faults") => {
            shared.world().faults.clear();
            Ok(json!({"status": "ok"}))
        }
        (&Method::POST, "reset") => reset(shared, &body),
        _ => Err((404, format!("there is no {method} {PATH}/{command}"))),
    };
    let (status, value) = match result {
        Ok(value) => (200, value),
        Err((status, message)) => (status, json!({"error": message})),
    };
    Ok(Response { from_php: false, ..Response::new(status, JSON, value.to_string()) })
}

type Controlled = Result<Value, (u16, String)>;

fn add_faults(shared: &Shared, body: &[u8]) -> Controlled {
    let faults: Vec<Value> =
        serde_json::from_slice(body).map_err(|error| (400, format!("expected a list of faults: {error}")))?;
    let mut checked = Vec::with_capacity(faults.len());
    for (n, fault) in faults.into_iter().enumerate() {
        let fault =
            serde_json::from_value::<Fault>(fault).map_err(|error| (400, format!("fault {n}: {error}")))?;
        checked.push(fault);
    }
    let added = checked.len();
    let mut world = shared.world();
    checked.into_iter().for_each(|fault| world.faults.add(fault));
    Ok(json!({"status": "ok", "added": added}))
}

fn reset(shared: &Shared, body: &[u8]) -> Controlled {
    let reset = match body.trim_ascii() {
        [] => Reset::default(),
        body => serde_json::from_slice(body).map_err(|error| (400, error.to_string()))?,
    };
    let started = shared.started();
    shared.world().load(Setup {
        profile: reset.profile.unwrap_or(started.profile),
        seed: reset.seed.unwrap_or_else(|| started.seed.clone()),
        php_errors: reset.php_errors.unwrap_or(started.php_errors),
    });
    Ok(json!({"status": "ok"}))
}

/// The journal, immediately or after a wait: `wait=disconnected` for a client that disconnected, `wait=requests` for
/// `count` requests. After `timeout_ms` it is returned unchanged.
async fn journal(shared: &Shared, query: &Params) -> Controlled {
    let count = query.number("count").and_then(|count| usize::try_from(count).ok()).unwrap_or(1);
    let reached = |entries: &[JournalEntry]| match query.text("wait") {
        None => Ok(true),
        Some("disconnected") => Ok(entries.iter().filter(|entry| entry.disconnected).count() >= count),
        Some("requests") => Ok(entries.len() >= count),
        Some(other) => Err((400, format!("wait: {other:?} is neither \"disconnected\" nor \"requests\""))),
    };
    let timeout = query.number("timeout_ms").and_then(|ms| u64::try_from(ms).ok()).unwrap_or(2000);
    let deadline = Instant::now() + Duration::from_millis(timeout);
    let mut pulse = shared.subscribe();
    loop {
        {
            let mut world = shared.world();
            let entries = world.journal.entries();
            if reached(entries)? || Instant::now() >= deadline {
                return Ok(json!(entries));
            }
        }
        // On timeout and on shutdown the journal is returned unchanged.
        let _ = tokio::time::timeout_at(deadline, pulse.changed()).await;
    }
}
