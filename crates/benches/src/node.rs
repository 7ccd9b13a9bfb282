//! The Node package as published, compared with the usual HTTP clients of JavaScript.

use std::process::Command;

use anyhow::Result;

use crate::contest::{Costs, Measured, OURS, beside_all, race, ratios};
use crate::figure::Figure;
use crate::program::{Program, next_run, run};
use crate::readings::Readings;
use crate::server::{SUBSCRIBERS, Server};
use xtask::node::{Node, Packed};

const COUNT: &str = "3000";
const PEERS: &[&str] = &["fetch", "undici.request", "undici.Pool", "axios", "got", "ky"];
const LOADED: [&str; 4] = ["undici", "axios", "got", "ky"];

/// The races: a call, and the number of calls in flight.
const RACES: [(&str, &str); 3] = [("get", "1"), ("get", "64"), ("create", "64")];

/// An import from a generator, with 32 rows in flight.
const BULK_ROWS: &str = "20000";
const BULK_PEERS: [&str; 3] = ["undici.Pool", "fetch", "axios"];

/// The readers of all answers.
const READERS: [&str; 3] = ["JSON.parse", "stream-json", OURS];
const READER_ROUNDS: usize = 3;

pub(crate) fn measure(program: &Program, figures: &mut Vec<Figure>) -> Result<()> {
    Node.install_peers()?;
    println!("building the Node package (profile `dist`; takes some minutes) …");
    let folder = tempfile::tempdir()?;
    let packed = Node.pack(folder.path())?.client;
    let server = Server::start(program)?;
    let address = server.to_argument()?;
    figures.push(sizes(&packed)?);
    figures.extend(loads()?);
    for calls in RACES {
        figures.extend(race("node", calls, COUNT, PEERS, &address, || Ok(script(&[])))?);
    }
    figures.extend(bulk(&address)?);
    figures.extend(answers(&address)?);
    Ok(())
}

/// The measuring script.
fn script(arguments: &[&str]) -> Command {
    let mut command = Node.node();
    command.arg("benches/measure.mjs").args(arguments);
    command
}

/// `importRows`, compared with `p-limit` around a function that creates a contact.
fn bulk(address: &str) -> Result<Vec<Figure>> {
    println!("an import of {BULK_ROWS} contacts in Node …");
    let command = |contestant| Ok(script(&["bulk", contestant, BULK_ROWS, &next_run(), address]));
    let costs = Costs::measure(BULK_PEERS, command)?.in_milliseconds();
    let both = [
        beside_all("import: CPU time", "ms", &costs.cpu),
        beside_all("import: growth", "MiB", &costs.memory),
    ];
    Ok(both.into_iter().chain(ratios("node", "import: CPU time", &costs.cpu)?).collect())
}

/// The installed sizes of the packages, including dependencies.
fn sizes(packed: &Packed) -> Result<Figure> {
    let ours = (packed.main.unpacked + packed.platform.unpacked) as f64;
    let mut bytes = Measured::from([(OURS, vec![ours / 1e6])]);
    for name in LOADED {
        bytes.insert(name, vec![run::<f64>(script(&["size", name]))? / 1e6]);
    }
    Ok(beside_all("size, installed", "MB", &bytes))
}

fn loads() -> Result<Vec<Figure>> {
    println!("CPU time of the import in Node …");
    let costs = Costs::measure(LOADED, |name| Ok(script(&["load", name])))?.in_milliseconds();
    let both = [
        beside_all("CPU time: import", "ms", &costs.cpu),
        beside_all("memory: import", "MiB", &costs.memory),
    ];
    Ok(both.into_iter().chain(ratios("node", "CPU time: import", &costs.cpu)?).collect())
}

fn answers(address: &str) -> Result<Vec<Figure>> {
    println!("the answers of {SUBSCRIBERS} subscribers in Node, {READER_ROUNDS} rounds …");
    let readings = Readings::take(READER_ROUNDS, READERS.into_iter(), |reader| {
        run(script(&["answers", reader, address]))
    })?;
    readings.figures("node")
}
