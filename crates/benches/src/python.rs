//! The Python package as published, compared with the usual HTTP clients of Python.

use std::process::Command;

use anyhow::Result;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::contest::{Measured, OURS, ROUNDS, beside_all, ratio, take_turns};
use crate::figure::Figure;
use crate::part::CallsCost;
use crate::program::{Program, run};
use crate::readings::Readings;
use crate::server::{SUBSCRIBERS, Server};
use xtask::package;
use xtask::python::Python;

const COUNT: usize = 1000;

/// Contestants that do the same work, and limits for the ratio to the best of some of them.
struct Race {
    name: &'static str,
    /// The arguments of `measure.py` before the contestant's name, and after the address.
    kind: &'static [&'static str],
    after: &'static [&'static str],
    peers: &'static [&'static str],
    goals: &'static [(&'static [&'static str], f64)],
}

const BLOCKING: &[&str] =
    &["requests", "httpx", "urllib3", "niquests", "pycurl", "httpr", "primp", "ry", "pyreqwest"];
const BLOCKING_GOALS: &[(&[&str], f64)] =
    &[(&["pycurl", "httpr", "primp"], 0.90), (&["httpx"], 0.16), (&["requests"], 0.08)];
const ASYNC: &[&str] = &["aiohttp", "httpx", "niquests", "ry", "pyreqwest"];
const ONE_GOALS: &[(&[&str], f64)] = &[(&["ry"], 0.90), (&["aiohttp"], 0.60)];
const MANY_GOALS: &[(&[&str], f64)] = &[(&["ry"], 0.92), (&["aiohttp"], 0.25)];

const RACES: &[Race] = &[
    Race {
        name: "get_contact",
        kind: &["blocking", "get"],
        after: &[],
        peers: BLOCKING,
        goals: BLOCKING_GOALS,
    },
    Race {
        name: "create_contact",
        kind: &["blocking", "create"],
        after: &[],
        peers: BLOCKING,
        goals: BLOCKING_GOALS,
    },
    Race {
        name: "get_contact, asyncio, one at a time",
        kind: &["coroutines", "get"],
        after: &["1"],
        peers: ASYNC,
        goals: ONE_GOALS,
    },
    Race {
        name: "get_contact, asyncio, 64 in flight",
        kind: &["coroutines", "get"],
        after: &["64"],
        peers: ASYNC,
        goals: MANY_GOALS,
    },
    Race {
        name: "create_contact, asyncio, 64 in flight",
        kind: &["coroutines", "create"],
        after: &["64"],
        peers: ASYNC,
        goals: MANY_GOALS,
    },
];

/// An import from a generator, with 32 rows in flight.
const BULK_ROWS: &str = "20000";
const BULK_GOALS: &[(&str, f64)] = &[("ry", 0.75), ("aiohttp", 0.15)];
const BULK_GROWTH_MIB: f64 = 12.0;

/// The readers of all answers, and the maximum ratio to their CPU time.
const READERS: &[(&str, Option<f64>)] =
    &[("json", Some(1.0 / 3.3)), ("orjson", None), ("msgspec", Some(1.0 / 2.3)), ("ijson", Some(1.0 / 1.9))];
const READER_ROUNDS: usize = 3;
const GROWTH_MIB: f64 = 16.0;
const FIRST_ROW_MS: f64 = 20.0;

const IMPORTED: &[&str] = &["requests", "httpx", "aiohttp", "niquests", "ry", "pyreqwest"];
const IMPORT_MS: f64 = 3.0;
const IMPORT_MB: f64 = 2.0;
const IMPORT: &str = "import json, os, sys, time
def memory():
    with open('/proc/self/statm') as pages:
        return int(pages.read().split()[1]) * os.sysconf('SC_PAGESIZE') / 1e6
module, before, began = sys.argv[1], memory(), time.process_time()
__import__(module)
print(json.dumps({'cpu_ms': (time.process_time() - began) * 1e3, 'memory_mb': memory() - before}))";

/// The cost of importing a module.
#[derive(Deserialize)]
struct Import {
    cpu_ms: f64,
    memory_mb: f64,
}

/// The environments. niquests needs a separate one, because it depends on a fork of another peer's dependency.
struct Environments {
    all: Python,
    niquests: Python,
}

impl Environments {
    fn set_up() -> Result<Environments> {
        let wheel = package::wheel()?;
        let all = Python::with(".cache/python-peers", "benches/requirements.txt")?;
        all.install(&wheel)?;
        let niquests = Python::with(".cache/python-niquests", "benches/requirements-niquests.txt")?;
        Ok(Environments { all, niquests })
    }

    fn python(&self, contestant: &str) -> Command {
        if contestant == "niquests" { &self.niquests } else { &self.all }.tool("python")
    }

    fn measure<T: DeserializeOwned>(&self, contestant: &str, arguments: &[&str]) -> Result<T> {
        let mut command = self.python(contestant);
        command.arg("benches/measure.py").args(arguments);
        run(command)
    }
}

/// One measured import.
#[derive(Deserialize)]
struct Bulk {
    cpu_ms: f64,
    growth_mib: f64,
}

pub(crate) fn measure(program: &Program) -> Result<Vec<Figure>> {
    let environments = Environments::set_up()?;
    let server = Server::start(program)?;
    let mut runs = 0;
    let mut figures = imports(&environments)?;
    for race in RACES {
        figures.extend(race.run(&environments, &server, &mut runs)?);
    }
    figures.extend(bulk(&environments, &server, &mut runs)?);
    figures.extend(answers(&environments, &server)?);
    Ok(figures.into_iter().map(|figure| Figure { lang: "python", ..figure }).collect())
}

impl Race {
    fn run(&self, environments: &Environments, server: &Server, runs: &mut usize) -> Result<Vec<Figure>> {
        println!("CPU time per call in Python: {}, {ROUNDS} rounds …", self.name);
        let (count, address) = (COUNT.to_string(), server.to_argument()?);
        let contestants = self.peers.iter().copied().chain([OURS]);
        let measured = take_turns(contestants, |contestant| {
            *runs += 1;
            let run = runs.to_string();
            let arguments =
                [self.kind, &[contestant, count.as_str(), run.as_str(), address.as_str()], self.after]
                    .concat();
            Ok(environments.measure::<CallsCost>(contestant, &arguments)?.cpu_us)
        })?;
        let goals = self.goals.iter().map(|(peers, limit)| {
            let name = format!("CPU time: {}, by {}", self.name, peers.join(" or "));
            Figure::new(name, "×", ratio(&measured, peers)).at_most(*limit)
        });
        Ok([beside_all(format!("CPU time: {}", self.name), "µs", &measured)]
            .into_iter()
            .chain(goals)
            .collect())
    }
}

fn imports(environments: &Environments) -> Result<Vec<Figure>> {
    println!("the import, {ROUNDS} rounds …");
    let mut memory = Measured::new();
    let cpu = take_turns(IMPORTED.iter().copied().chain([OURS]), |module| {
        let mut command = environments.python(module);
        // Isolated, so that the installed package is imported instead of this folder.
        command.args(["-I", "-c", IMPORT, module]);
        let import: Import = run(command)?;
        memory.entry(module).or_default().push(import.memory_mb);
        Ok(import.cpu_ms)
    })?;
    Ok(vec![
        beside_all("CPU time: import of the package".to_owned(), "ms", &cpu).at_most(IMPORT_MS),
        beside_all("memory: import of the package".to_owned(), "MB", &memory).at_most(IMPORT_MB),
    ])
}

fn bulk(environments: &Environments, server: &Server, runs: &mut usize) -> Result<Vec<Figure>> {
    println!("an import of {BULK_ROWS} contacts in Python, {ROUNDS} rounds …");
    let address = server.to_argument()?;
    let mut growth = Measured::new();
    let cpu = take_turns(BULK_GOALS.iter().map(|(peer, _)| *peer).chain([OURS]), |contestant| {
        *runs += 1;
        let run = runs.to_string();
        let cost: Bulk =
            environments.measure(contestant, &["bulk", contestant, BULK_ROWS, &run, &address])?;
        growth.entry(contestant).or_default().push(cost.growth_mib);
        Ok(cost.cpu_ms)
    })?;
    let both = [
        beside_all("import: CPU time".to_owned(), "ms", &cpu),
        beside_all("import: growth".to_owned(), "MiB", &growth).at_most(BULK_GROWTH_MIB),
    ];
    let goals = BULK_GOALS.iter().map(|(peer, limit)| {
        Figure::new(format!("import: CPU time, by {peer}"), "×", ratio(&cpu, &[peer])).at_most(*limit)
    });
    Ok(both.into_iter().chain(goals).collect())
}

fn answers(environments: &Environments, server: &Server) -> Result<Vec<Figure>> {
    println!("the answers of {SUBSCRIBERS} subscribers in Python, {READER_ROUNDS} rounds …");
    let address = server.to_argument()?;
    let readers = READERS.iter().map(|(reader, _)| *reader).chain([OURS]);
    let readings = Readings::take(READER_ROUNDS, readers, |reader| {
        environments.measure(reader, &["answers", reader, &address])
    })?;
    let [cpu_time, peak, growth, first] = readings.figures();
    let mut figures = vec![cpu_time, peak, growth.at_most(GROWTH_MIB), first.at_most(FIRST_ROW_MS)];
    let cpu = readings.of(|reading| reading.cpu_ms);
    for (reader, limit) in READERS.iter().filter_map(|(reader, limit)| Some((*reader, (*limit)?))) {
        let name = format!("all answers: CPU time, by {reader}");
        figures.push(Figure::new(name, "×", ratio(&cpu, &[reader])).at_most(limit));
    }
    Ok(figures)
}
