//! Runs one cell: a new client makes a call, the emulator injects a fault, and the result is compared with the table.

use std::time::Duration;

use anyhow::{Context, Result};
use chat44mp::Client;
use chat44mp_emulator::Emulator;
use serde::{Deserialize, Serialize};

use super::calls::{self, PASSWORD};
use super::canary::{self, Logs};
use super::table::{Cell, ClientSide, Trouble};
use crate::scenarios::Variables;

/// Maximum response size of the clients; the bombs are larger.
const MAX_RESPONSE_BYTES: usize = 1024 * 1024;

/// Maximum wait for a request that the server continues after the client has aborted it.
const TIMEOUT: Duration = Duration::from_secs(20);

/// The result of a cell.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    /// Differences from the table.
    pub(super) problems: Vec<String>,
    /// Number of duplicate rows.
    pub(super) duplicates: u64,
    /// Whether a write that was reported as successful was not applied.
    pub(super) lost: bool,
    /// Texts that contain a secret.
    pub(super) leaks: Vec<String>,
}

/// The counts of a run of the matrix.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Counts {
    pub(super) cells: usize,
    pub(super) wrong: usize,
    pub(super) duplicates: u64,
    pub(super) lost: usize,
    pub(super) key_leaks: usize,
}

/// Runs `cell` on `emulator`, which must not be in use.
pub(super) async fn run(cell: &Cell<'_>, emulator: &Emulator, logs: &Logs) -> Result<Verdict> {
    emulator.reset();
    let fixtures = Variables::new(emulator.fixtures());
    let admin = cell.call.operation.info().access == chat44mp::Access::Admin;
    let key = fixtures.fill(if admin { "${admin_key}" } else { "${member_key}" })?;
    let sends_password = cell.call.operation == chat44mp::Operation::CREATE_SYSTEM_USER;
    if let Some(rule) = cell.trouble.rule(cell, &key, if sends_password { PASSWORD } else { "" })? {
        emulator.add_fault(rule);
    }
    let before = emulator.state();
    logs.take();

    let client = client(cell, emulator, &key)?;
    let result = cell.call.send(&client, &fixtures).await?;
    let shown = format!("{client:?} {client:#?}");
    drop(client);

    // A request that the server continues after the client has aborted it also counts.
    let late = matches!(&cell.trouble, Trouble::Server(fault) if fault["kind"] == "latency");
    let ended =
        !late || emulator.wait_for(|journal| journal.iter().all(|request| request.status.is_some()), TIMEOUT);
    let after = emulator.state();
    let journal = emulator.journal();

    let mut verdict = Verdict { duplicates: calls::duplicates(&before, &after), ..Verdict::default() };
    let mut compare = |what: &str, expected: &str, found: &str| {
        if expected != found {
            verdict.problems.push(format!("{what}: expected {expected}, found {found}"));
        }
    };
    let expected = &cell.expectation;
    let nothing = "none";
    match &result {
        Ok(done) => compare("result", &expected.result, done.as_str()),
        Err(error) => {
            compare("result", &expected.result, error.code().as_str());
            let outcome = error.outcome().map_or(nothing, chat44mp::Outcome::as_str);
            compare("outcome", expected.outcome.as_deref().unwrap_or(nothing), outcome);
            // Of a call with several requests, the attempts of all.
            let attempts = expected.attempts as usize + expected.others;
            compare("attempts", &attempts.to_string(), &error.attempts().to_string());
        }
    }
    let name = cell.call.operation.name();
    let own = journal.iter().filter(|request| request.operation == Some(name)).count();
    let reaches_the_server = matches!(cell.trouble, Trouble::Server(_));
    let requests = if reaches_the_server { expected.attempts } else { 0 };
    compare("requests seen", &requests.to_string(), &own.to_string());
    compare("other requests", &expected.others.to_string(), &(journal.len() - own).to_string());
    let state = cell.call.state(&before, &after);
    compare("state", &expected.state, state);
    if !ended {
        verdict.problems.push("the server did not finish".to_owned());
    }
    let is_write = cell.call.operation.info().kind.is_write();
    verdict.lost = is_write && matches!(result, Ok(calls::Done::Ok)) && state != "applied";

    let mut places = result.as_ref().err().map(canary::places).unwrap_or_default();
    places.extend([("log", logs.take()), ("Debug of the client", shown)]);
    verdict.leaks = canary::leaks(&places, &[("the key", &key), ("the password", PASSWORD)])?;
    Ok(verdict)
}

fn client(cell: &Cell<'_>, emulator: &Emulator, key: &str) -> Result<Client> {
    let base_url = match cell.trouble {
        Trouble::Server(_) => emulator.base_url().to_owned(),
        Trouble::Client(ClientSide::ClosedPort) => format!("http://127.0.0.1:{}", closed_port()?),
        Trouble::Client(ClientSide::UnknownHost) => "https://chat44mp.invalid".to_owned(),
        Trouble::Client(ClientSide::HttpsToHttp) => emulator.base_url().replace("http://", "https://"),
    };
    let client = Client::builder(key)
        .base_url(base_url)
        .backoff(Duration::from_millis(1))
        .settle_delay(Duration::from_millis(20))
        .max_response_bytes(MAX_RESPONSE_BYTES)
        .options(cell.client.clone())
        .build()?;
    Ok(client.with_options(cell.options.clone()))
}

/// A closed port: one that was just released.
fn closed_port() -> Result<u16> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").context("no port is free")?;
    Ok(listener.local_addr()?.port())
}
