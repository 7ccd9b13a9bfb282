//! The Python package as published, compared with the usual HTTP clients of Python.

use std::process::Command;

use anyhow::Result;

use crate::contest::{Costs, OURS, beside_all, ratios};
use crate::figure::Figure;
use crate::program::{Program, next_run, run};
use crate::readings::Readings;
use crate::server::{SUBSCRIBERS, Server};
use xtask::package;
use xtask::python::Python;

const COUNT: &str = "1000";

/// Contestants that do the same work.
struct Race {
    name: &'static str,
    /// The arguments of `measure.py` before the contestant's name, and after the address.
    kind: [&'static str; 2],
    in_flight: Option<&'static str>,
    peers: &'static [&'static str],
}

const BLOCKING: Race = Race {
    name: "get_contact",
    kind: ["blocking", "get"],
    in_flight: None,
    peers: &["requests", "httpx", "urllib3", "niquests", "pycurl", "httpr", "primp", "ry", "pyreqwest"],
};

const ASYNC: Race = Race {
    name: "get_contact, asyncio, 64 in flight",
    kind: ["coroutines", "get"],
    in_flight: Some("64"),
    peers: &["aiohttp", "httpx", "niquests", "ry", "pyreqwest"],
};

const RACES: [Race; 5] = [
    BLOCKING,
    Race { name: "create_contact", kind: ["blocking", "create"], ..BLOCKING },
    Race { name: "get_contact, asyncio, one at a time", in_flight: Some("1"), ..ASYNC },
    ASYNC,
    Race { name: "create_contact, asyncio, 64 in flight", kind: ["coroutines", "create"], ..ASYNC },
];

/// An import from a generator, with 32 rows in flight.
const BULK_ROWS: &str = "20000";
const BULK_PEERS: [&str; 2] = ["ry", "aiohttp"];

/// The readers of all answers.
const READERS: [&str; 5] = ["json", "orjson", "msgspec", "ijson", OURS];
const READER_ROUNDS: usize = 3;

const IMPORTED: [&str; 6] = ["requests", "httpx", "aiohttp", "niquests", "ry", "pyreqwest"];
const IMPORT: &str = "import json, os, sys, time
def memory():
    with open('/proc/self/statm') as pages:
        return int(pages.read().split()[1]) * os.sysconf('SC_PAGESIZE') / 1e6
module, before, began = sys.argv[1], memory(), time.process_time()
__import__(module)
print(json.dumps({'cpu_ms': (time.process_time() - began) * 1e3, 'memory_mb': memory() - before}))";

/// The environments. niquests needs a separate one, because it depends on a fork of another peer's dependency.
struct Environments {
    all: Python,
    niquests: Python,
}

impl Environments {
    fn set_up() -> Result<Environments> {
        let wheel = package::wheel()?;
        let all = Python::with(".cache/python-peers", "benches/requirements.txt")?;
        all.install(&[wheel])?;
        let niquests = Python::with(".cache/python-niquests", "benches/requirements-niquests.txt")?;
        Ok(Environments { all, niquests })
    }

    fn python(&self, contestant: &str) -> Command {
        if contestant == "niquests" { &self.niquests } else { &self.all }.tool("python")
    }

    fn script(&self, contestant: &str, arguments: &[&str]) -> Command {
        let mut command = self.python(contestant);
        command.arg("benches/measure.py").args(arguments);
        command
    }
}

pub(crate) fn measure(program: &Program, figures: &mut Vec<Figure>) -> Result<()> {
    let environments = Environments::set_up()?;
    let server = Server::start(program)?;
    let address = server.to_argument()?;
    figures.extend(imports(&environments)?);
    for race in RACES {
        figures.extend(race.run(&environments, &address)?);
    }
    figures.extend(bulk(&environments, &address)?);
    figures.extend(answers(&environments, &address)?);
    Ok(())
}

impl Race {
    fn run(&self, environments: &Environments, address: &str) -> Result<Vec<Figure>> {
        println!("CPU time per call in Python: {} …", self.name);
        let costs = Costs::measure(self.peers.iter().copied(), |contestant| {
            let [client, call] = self.kind;
            let arguments = [client, call, contestant, COUNT, &next_run(), address];
            let mut command = environments.script(contestant, &arguments);
            command.args(self.in_flight);
            Ok(command)
        })?;
        let name = format!("CPU time: {}", self.name);
        let ratios = ratios("python", &name, &costs.cpu)?;
        Ok([beside_all(&name, "µs", &costs.cpu)].into_iter().chain(ratios).collect())
    }
}

fn imports(environments: &Environments) -> Result<Vec<Figure>> {
    println!("the import …");
    let costs = Costs::measure(IMPORTED, |module| {
        let mut command = environments.python(module);
        // Isolated, so that the installed package is imported instead of this folder.
        command.args(["-I", "-c", IMPORT, module]);
        Ok(command)
    })?;
    let both = [
        beside_all("CPU time: import of the package", "ms", &costs.cpu),
        beside_all("memory: import of the package", "MB", &costs.memory),
    ];
    Ok(both.into_iter().chain(ratios("python", "CPU time: import of the package", &costs.cpu)?).collect())
}

fn bulk(environments: &Environments, address: &str) -> Result<Vec<Figure>> {
    println!("an import of {BULK_ROWS} contacts in Python …");
    let costs = Costs::measure(BULK_PEERS, |contestant| {
        Ok(environments.script(contestant, &["bulk", contestant, BULK_ROWS, &next_run(), address]))
    })?;
    let both = [
        beside_all("import: CPU time", "ms", &costs.cpu),
        beside_all("import: growth", "MiB", &costs.memory),
    ];
    Ok(both.into_iter().chain(ratios("python", "import: CPU time", &costs.cpu)?).collect())
}

fn answers(environments: &Environments, address: &str) -> Result<Vec<Figure>> {
    println!("the answers of {SUBSCRIBERS} subscribers in Python, {READER_ROUNDS} rounds …");
    let readings = Readings::take(READER_ROUNDS, READERS.into_iter(), |reader| {
        run(environments.script(reader, &["answers", reader, address]))
    })?;
    readings.figures("python")
}
