//! The Node package as published, compared with the usual HTTP clients of JavaScript.

use std::process::Command;

use anyhow::Result;

use crate::contest::{Costs, Goals, Measured, OURS, beside_all, next_run, race, ratios};
use crate::figure::Figure;
use crate::program::{Program, run};
use crate::readings::Readings;
use crate::server::{SUBSCRIBERS, Server};
use xtask::node::{Node, Packed};

const COUNT: &str = "3000";
const PEERS: &[&str] = &["fetch", "undici.request", "undici.Pool", "axios", "got", "ky"];
const LOADED: [&str; 4] = ["undici", "axios", "got", "ky"];
const LOAD_MS: f64 = 6.0;
const LOAD_MIB: f64 = 5.0;

/// The races: a call, the number of calls in flight, and the goals.
const RACES: [(&str, &str, Goals); 3] = [
    ("get", "1", &[("undici.Pool", 0.85), ("fetch", 0.25), ("axios", 0.25)]),
    ("get", "64", &[("undici.Pool", 0.88), ("fetch", 0.15), ("axios", 0.15)]),
    ("create", "64", &[("undici.Pool", 0.88), ("fetch", 0.15), ("axios", 0.15)]),
];

/// An import from a generator, with 32 rows in flight.
const BULK_ROWS: &str = "20000";
const BULK: Goals = &[("undici.Pool", 0.35), ("fetch", 0.07)];
const BULK_PEERS: [&str; 3] = ["undici.Pool", "fetch", "axios"];
const BULK_GROWTH_MIB: f64 = 16.0;

/// The readers of all answers, and the maximum ratio to their CPU time.
const READERS: Goals = &[("JSON.parse", 1.0 / 1.5), ("stream-json", 1.0 / 6.0)];
/// The same for memory.
const READERS_MEMORY: Goals = &[("JSON.parse", 0.2)];
const READER_ROUNDS: usize = 3;

pub(crate) fn measure(program: &Program) -> Result<Vec<Figure>> {
    Node.install_peers()?;
    println!("building the Node package (profile `dist`; takes some minutes) …");
    let folder = tempfile::tempdir()?;
    let packed = Node.pack(folder.path())?.client;
    let server = Server::start(program)?;
    let address = server.to_argument()?;
    let mut figures = vec![sizes(&packed)?];
    figures.extend(loads()?);
    for goal in RACES {
        figures.extend(race(goal, COUNT, PEERS, &address, || Ok(script(&[])))?);
    }
    figures.extend(bulk(&address)?);
    figures.extend(answers(&address)?);
    Ok(figures)
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
        beside_all("import: growth", "MiB", &costs.memory).at_most(BULK_GROWTH_MIB),
    ];
    Ok(both.into_iter().chain(ratios("import: CPU time", BULK, &costs.cpu)).collect())
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

fn loads() -> Result<[Figure; 2]> {
    println!("CPU time of the import in Node …");
    let costs = Costs::measure(LOADED, |name| Ok(script(&["load", name])))?.in_milliseconds();
    Ok([
        beside_all("CPU time: import", "ms", &costs.cpu).at_most(LOAD_MS),
        beside_all("memory: import", "MiB", &costs.memory).at_most(LOAD_MIB),
    ])
}

fn answers(address: &str) -> Result<Vec<Figure>> {
    println!("the answers of {SUBSCRIBERS} subscribers in Node, {READER_ROUNDS} rounds …");
    let readers = READERS.iter().map(|(reader, _)| *reader).chain([OURS]);
    let readings =
        Readings::take(READER_ROUNDS, readers, |reader| run(script(&["answers", reader, address])))?;
    let (cpu, memory) = (readings.of(|reading| reading.cpu_ms), readings.of(|reading| reading.peak_mib));
    let cpu = ratios("all answers: CPU time", READERS, &cpu);
    let memory = ratios("all answers: peak memory", READERS_MEMORY, &memory);
    Ok(readings.figures().into_iter().chain(cpu).chain(memory).collect())
}
