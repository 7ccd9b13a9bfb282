//! The Swift package with the library as published, compared with URLSession.

use anyhow::Result;
use serde::Deserialize;

use crate::contest::{Measured, OURS, beside_all, ratio, take_turns};
use crate::figure::Figure;
use crate::program::{Program, run};
use crate::server::Server;
use xtask::swift::Swift;

const COUNT: &str = "3000";
/// URLSession with Codable.
const PEER: &str = "URLSession";

/// The races: a call, the number of calls in flight, and the maximum ratio to the peer's CPU time.
const RACES: &[(&str, &str, f64)] = &[("get", "1", 0.35), ("get", "64", 0.2), ("create", "64", 0.2)];

#[derive(Deserialize)]
struct Cost {
    cpu_us: f64,
    memory_mib: f64,
}

pub(crate) fn measure(program: &Program) -> Result<Vec<Figure>> {
    println!("building the Swift package (profile `dist`; takes some minutes) …");
    let swift = Swift::set_up_to_ship()?;
    let measuring = swift.measuring()?;
    let server = Server::start(program)?;
    let address = server.to_argument()?;
    let (mut figures, mut runs) = (Vec::new(), 0);
    for (call, in_flight, limit) in RACES {
        let name = format!("{call}_contact, {in_flight} in flight");
        println!("CPU time per call in Swift: {name} …");
        let mut memory = Measured::new();
        let cpu = take_turns([PEER, OURS].into_iter(), |contestant| {
            runs += 1;
            let mut command = measuring();
            command.args([call, contestant, COUNT, &runs.to_string(), &address, in_flight]);
            let cost: Cost = run(command)?;
            memory.entry(contestant).or_default().push(cost.memory_mib);
            Ok(cost.cpu_us)
        })?;
        figures.extend([
            beside_all(format!("CPU time: {name}"), "µs", &cpu),
            beside_all(format!("peak memory: {name}"), "MiB", &memory),
            Figure::new(format!("CPU time: {name}, by {PEER}"), "×", ratio(&cpu, &[PEER])).at_most(*limit),
        ]);
    }
    Ok(figures.into_iter().map(|figure| Figure { lang: "swift", ..figure }).collect())
}
