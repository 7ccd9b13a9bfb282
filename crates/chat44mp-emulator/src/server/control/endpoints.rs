//! The endpoints of the control interface, which `GET /__emulator` lists.

use hyper::Method;
use serde::Serialize;
use serde_json::{Value, json};

use crate::profile::Profile;

pub(crate) const PATH: &str = "/__emulator";

/// The value of a response, or the status and the message of an error.
pub(super) type Controlled = Result<Value, (u16, String)>;

/// An endpoint below [`PATH`].
#[derive(Serialize)]
pub(super) struct Endpoint {
    method: &'static str,
    #[serde(rename = "path", serialize_with = "path")]
    name: &'static str,
    pub(super) parameters: &'static [&'static str],
    about: &'static str,
    #[serde(skip)]
    pub(super) command: Command,
}

#[derive(Clone, Copy)]
pub(super) enum Command {
    Index,
    Health,
    Fixtures,
    State,
    Journal,
    ClearJournal,
    Faults,
    AddFaults,
    ClearFaults,
    #[cfg(feature = "schema")]
    FaultSchema,
    Changes,
    Reset,
}

const fn endpoint(
    method: &'static str,
    name: &'static str,
    command: Command,
    parameters: &'static [&'static str],
    about: &'static str,
) -> Endpoint {
    Endpoint { method, name, parameters, about, command }
}

const ENDPOINTS: &[Endpoint] = &[
    endpoint("GET", "", Command::Index, &[], "This list; for browsers, a web page."),
    endpoint("GET", "health", Command::Health, &[], "Whether the emulator is ready."),
    endpoint("GET", "fixtures", Command::Fixtures, &[], "The seed's names for its keys, IDs and values."),
    endpoint("GET", "state", Command::State, &[], "All rows and their counts, without secrets."),
    endpoint(
        "GET",
        "journal",
        Command::Journal,
        &["operation", "after", "limit", "wait", "count", "timeout_ms"],
        "The recorded requests, oldest first: those of `operation`, with a sequence number greater than `after`, and of these \
         the latest `limit`. With `wait` (`requests` or `disconnected`) the response is sent when `count` of them have arrived \
         or have disconnected, at the latest after `timeout_ms`.",
    ),
    endpoint("DELETE", "journal", Command::ClearJournal, &[], "Clears the journal."),
    endpoint("GET", "faults", Command::Faults, &[], "The fault rules, and how often each fired."),
    endpoint("POST", "faults", Command::AddFaults, &[], "Adds a fault rule or a list of them."),
    endpoint("DELETE", "faults", Command::ClearFaults, &[], "Removes all fault rules."),
    #[cfg(feature = "schema")]
    endpoint("GET", "faults/schema", Command::FaultSchema, &[], "The JSON schema of a fault rule."),
    endpoint(
        "GET",
        "changes",
        Command::Changes,
        &["since", "timeout_ms"],
        "The number of changes so far, as soon as it is not `since`, at the latest after `timeout_ms`.",
    ),
    endpoint(
        "POST",
        "reset",
        Command::Reset,
        &[],
        "Restores the state of the start; `profile`, `seed` and `php_errors` in the body replace those of the start.",
    ),
];

impl Endpoint {
    pub(super) fn find(method: &Method, name: &str) -> Option<&'static Endpoint> {
        ENDPOINTS.iter().find(|endpoint| method == endpoint.method && endpoint.name == name)
    }
}

/// The list of endpoints, and what runs.
pub(super) fn index(profile: Profile) -> Value {
    json!({
        "name": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "profile": profile,
        "endpoints": ENDPOINTS,
    })
}

fn path<S: serde::Serializer>(name: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(format!("{PATH}/{name}").trim_end_matches('/'))
}
