//! The Node package as published, compared with the usual HTTP clients of JavaScript.

use anyhow::Result;
use serde::Deserialize;

use crate::contest::{Measured, OURS, beside_all, ratio, take_turns};
use crate::figure::Figure;
use crate::program::{Program, run};
use crate::readings::Readings;
use crate::server::{SUBSCRIBERS, Server};
use xtask::node::{Node, Packed};

const COUNT: &str = "3000";
const PEERS: &[&str] = &["fetch", "undici.request", "undici.Pool", "axios", "got", "ky"];
const LOADED: &[&str] = &["undici", "axios", "got", "ky"];
const LOAD_MS: f64 = 6.0;
const LOAD_MIB: f64 = 5.0;

/// Peers, and the maximum ratio to their CPU time.
type Goals = &'static [(&'static str, f64)];

/// The races: a call, the number of calls in flight, and the goals.
const RACES: &[(&str, &str, Goals)] = &[
    ("get", "1", &[("undici.Pool", 0.85), ("fetch", 0.25), ("axios", 0.25)]),
    ("get", "64", &[("undici.Pool", 0.88), ("fetch", 0.15), ("axios", 0.15)]),
    ("create", "64", &[("undici.Pool", 0.88), ("fetch", 0.15), ("axios", 0.15)]),
];

/// An import from a generator, with 32 rows in flight.
const BULK_ROWS: &str = "20000";
const BULK: Goals = &[("undici.Pool", 0.35), ("fetch", 0.07)];
const BULK_PEERS: &[&str] = &["undici.Pool", "fetch", "axios"];
const BULK_GROWTH_MIB: f64 = 16.0;

/// The readers of all answers, and the maximum ratio to their CPU time.
const READERS: Goals = &[("JSON.parse", 1.0 / 1.5), ("stream-json", 1.0 / 6.0)];
/// The same for memory.
const READERS_MEMORY: Goals = &[("JSON.parse", 0.2)];
const READER_ROUNDS: usize = 3;

#[derive(Deserialize)]
struct Cost {
    cpu_us: f64,
    memory_mib: f64,
}

pub(crate) fn measure(program: &Program) -> Result<Vec<Figure>> {
    let node = Node;
    node.install_peers()?;
    println!("building the Node package (profile `dist`; takes some minutes) …");
    let folder = tempfile::tempdir()?;
    let packed = node.pack(folder.path())?;
    let server = Server::start(program)?;
    let address = server.to_argument()?;
    let mut figures = vec![sizes(&node, &packed)?];
    figures.extend(loads(&node)?);
    let mut runs = 0;
    for (call, in_flight, goals) in RACES {
        figures.extend(race(&node, call, in_flight, goals, &address, &mut runs)?);
    }
    figures.extend(bulk(&node, &address, &mut runs)?);
    figures.extend(answers(&node, &address)?);
    Ok(figures.into_iter().map(|figure| Figure { lang: "node", ..figure }).collect())
}

fn race(
    node: &Node,
    call: &str,
    in_flight: &str,
    goals: Goals,
    address: &str,
    runs: &mut usize,
) -> Result<Vec<Figure>> {
    let name = format!("{call}_contact, {in_flight} in flight");
    println!("CPU time per call in Node: {name} …");
    let mut memory = Measured::new();
    let cpu = take_turns(PEERS.iter().copied().chain([OURS]), |contestant| {
        *runs += 1;
        let run_number = runs.to_string();
        let mut command = node.node();
        command.args(["benches/measure.mjs", call, contestant, COUNT, &run_number, address, in_flight]);
        let cost: Cost = run(command)?;
        memory.entry(contestant).or_default().push(cost.memory_mib);
        Ok(cost.cpu_us)
    })?;
    let both = [
        beside_all(format!("CPU time: {name}"), "µs", &cpu),
        beside_all(format!("peak memory: {name}"), "MiB", &memory),
    ];
    Ok(both.into_iter().chain(self::goals(&format!("CPU time: {name}"), goals, &cpu)).collect())
}

/// `importRows`, compared with `p-limit` around a function that creates a contact.
fn bulk(node: &Node, address: &str, runs: &mut usize) -> Result<Vec<Figure>> {
    println!("an import of {BULK_ROWS} contacts in Node …");
    let mut growth = Measured::new();
    let cpu = take_turns(BULK_PEERS.iter().copied().chain([OURS]), |contestant| {
        *runs += 1;
        let run_number = runs.to_string();
        let mut command = node.node();
        command.args(["benches/measure.mjs", "bulk", contestant, BULK_ROWS, &run_number, address]);
        let cost: Cost = run(command)?;
        growth.entry(contestant).or_default().push(cost.memory_mib);
        Ok(cost.cpu_us / 1e3)
    })?;
    let both = [
        beside_all("import: CPU time".to_owned(), "ms", &cpu),
        beside_all("import: growth".to_owned(), "MiB", &growth).at_most(BULK_GROWTH_MIB),
    ];
    Ok(both.into_iter().chain(goals("import: CPU time", BULK, &cpu)).collect())
}

/// The ratio to each peer, with its limit.
fn goals(name: &str, goals: Goals, measured: &Measured) -> Vec<Figure> {
    let goal = |(peer, limit): &(&'static str, f64)| {
        Figure::new(format!("{name}, by {peer}"), "×", ratio(measured, &[peer])).at_most(*limit)
    };
    goals.iter().map(goal).collect()
}

/// The installed sizes of the packages, including dependencies.
fn sizes(node: &Node, packed: &Packed) -> Result<Figure> {
    let ours = (packed.main.unpacked + packed.platform.unpacked) as f64;
    let mut bytes = Measured::from([(OURS, vec![ours / 1e6])]);
    for name in LOADED {
        let mut command = node.node();
        command.args(["benches/measure.mjs", "size", name]);
        bytes.insert(name, vec![run::<f64>(command)? / 1e6]);
    }
    Ok(beside_all("size, installed".to_owned(), "MB", &bytes))
}

fn loads(node: &Node) -> Result<Vec<Figure>> {
    println!("CPU time of the import in Node …");
    let mut memory = Measured::new();
    let cpu = take_turns(LOADED.iter().copied().chain([OURS]), |name| {
        let mut command = node.node();
        command.args(["benches/measure.mjs", "load", name]);
        let cost: Cost = run(command)?;
        memory.entry(name).or_default().push(cost.memory_mib);
        Ok(cost.cpu_us / 1e3)
    })?;
    Ok(vec![
        beside_all("CPU time: import".to_owned(), "ms", &cpu).at_most(LOAD_MS),
        beside_all("memory: import".to_owned(), "MiB", &memory).at_most(LOAD_MIB),
    ])
}

fn answers(node: &Node, address: &str) -> Result<Vec<Figure>> {
    println!("the answers of {SUBSCRIBERS} subscribers in Node, {READER_ROUNDS} rounds …");
    let readers = READERS.iter().map(|(reader, _)| *reader).chain([OURS]);
    let readings = Readings::take(READER_ROUNDS, readers, |reader| {
        let mut command = node.node();
        command.args(["benches/measure.mjs", "answers", reader, address]);
        run(command)
    })?;
    let goals = [
        goals("all answers: CPU time", READERS, &readings.of(|reading| reading.cpu_ms)),
        goals("all answers: peak memory", READERS_MEMORY, &readings.of(|reading| reading.peak_mib)),
    ];
    Ok(readings.figures().into_iter().chain(goals.into_iter().flatten()).collect())
}
