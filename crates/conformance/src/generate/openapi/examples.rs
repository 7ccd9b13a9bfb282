//! Examples of requests and responses: those of the published reference, and those of the emulator.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};
use chat44mp::{Access, Client, Operation};
use chat44mp_emulator::Emulator;
use serde_json::Value;
use xtask::workspace;

use crate::faults;
use crate::scenarios::{self, Variables};

/// The example bodies of the published reference.
const REFERENCE: &str = "crates/chat44mp/tests/data/reference";

/// Examples of all operations.
pub(super) struct Examples {
    observed: BTreeMap<&'static str, Exchange>,
    /// The bodies of the reference, by the names of their files.
    documented: BTreeMap<String, Value>,
    fixtures: BTreeMap<String, Value>,
}

/// A request to the emulator, and its response.
pub(super) struct Exchange {
    pub(super) parameters: BTreeMap<String, String>,
    pub(super) path_id: Option<String>,
    pub(super) response: Value,
}

impl Examples {
    /// Reads the reference, and calls every operation on the emulator.
    pub(super) fn collect() -> Result<Examples> {
        let emulator = Emulator::start()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let observed = runtime.block_on(observe(&emulator))?;
        Ok(Examples { observed, documented: documented()?, fixtures: emulator.fixtures() })
    }

    /// The exchange with the emulator.
    pub(super) fn observed(&self, operation: Operation) -> Result<&Exchange> {
        self.observed.get(operation.name()).with_context(|| format!("no call of {operation}"))
    }

    /// The documented success.
    pub(super) fn documented(&self, operation: Operation) -> Result<&Value> {
        let name = format!("{operation}.json");
        self.documented.get(&name).with_context(|| format!("{REFERENCE} has no {name}"))
    }

    /// The documented errors.
    pub(super) fn errors(&self, operation: Operation) -> impl Iterator<Item = &Value> {
        let start = format!("{operation}.error");
        self.documented.iter().filter(move |(name, _)| name.starts_with(&start)).map(|(_, body)| body)
    }

    /// The number of bodies of the reference.
    #[cfg(test)]
    pub(super) fn documented_bodies(&self) -> usize {
        self.documented.len()
    }

    /// The emulator's key for an operation.
    pub(super) fn key(&self, operation: Operation) -> Result<&str> {
        let name = match operation.info().access {
            Access::Admin => "admin_key",
            Access::Member => "member_key",
        };
        self.fixtures.get(name).and_then(Value::as_str).with_context(|| format!("the seed has no {name}"))
    }
}

fn documented() -> Result<BTreeMap<String, Value>> {
    let files = fs::read_dir(workspace::root().join(REFERENCE))?;
    let read = |file: std::io::Result<fs::DirEntry>| {
        let file = file?;
        let body = serde_json::from_slice(&fs::read(file.path())?);
        let name = file.file_name().to_string_lossy().into_owned();
        Ok((name.clone(), body.with_context(|| format!("{REFERENCE}/{name}"))?))
    };
    files.map(read).collect()
}

/// Calls every operation with the arguments of the fault matrix, then sends what the emulator received once more, for its JSON.
async fn observe(emulator: &Emulator) -> Result<BTreeMap<&'static str, Exchange>> {
    let fixtures = emulator.fixtures();
    let mut observed = BTreeMap::new();
    for call in faults::calls(&scenarios::load()?)? {
        let operation = call.operation;
        if observed.contains_key(operation.name()) {
            continue;
        }
        let key = match operation.info().access {
            Access::Admin => &fixtures["admin_key"],
            Access::Member => &fixtures["member_key"],
        };
        let key = key.as_str().context("a key is no text")?;
        let client = Client::builder(key).base_url(emulator.base_url()).build()?;
        call.send(&client, &Variables::new(fixtures.clone())).await??;
        let journal = emulator.journal();
        let received = journal.into_iter().find(|entry| entry.operation == Some(operation.name()));
        let received = received.with_context(|| format!("the emulator did not receive {operation}"))?;
        let info = operation.info();
        let path_id = info.path_id.and_then(|_| Some(received.path.rsplit_once('/')?.1.to_owned()));
        let mut parameters = if info.kind.is_write() { received.form } else { received.query };
        parameters.remove("api_key");
        emulator.reset();
        let response = client.call(info.name, parameters.clone(), info.kind, path_id.clone()).await?;
        emulator.reset();
        observed.insert(info.name, Exchange { parameters, path_id, response });
    }
    Ok(observed)
}
