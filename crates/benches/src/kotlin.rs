//! The Kotlin package as published, compared with the usual HTTP clients of Kotlin.

use std::fs;

use anyhow::Result;
use serde::Deserialize;

use crate::contest::{Measured, OURS, beside_all, ratio, take_turns};
use crate::figure::Figure;
use crate::program::{Program, run};
use crate::server::Server;
use xtask::kotlin::Kotlin;
use xtask::uniffi::Library;

const COUNT: &str = "5000";
const PEERS: &[&str] = &["okhttp", "ktor", "java.net.http"];

/// The races: a call, and the number of calls in flight.
const RACES: &[(&str, &str)] = &[("get", "1"), ("get", "64"), ("create", "64")];
/// Maximum ratio to OkHttp's CPU time.
const OF_OKHTTP: f64 = 1.0;

#[derive(Deserialize)]
struct Cost {
    cpu_us: f64,
    peak_mib: f64,
}

pub(crate) fn measure(program: &Program) -> Result<Vec<Figure>> {
    println!("building the Kotlin package and its peers (profile `dist`; takes some minutes) …");
    let kotlin = Kotlin::set_up_to_measure()?;
    let library = Library::to_ship()?.shared;
    let bytes = fs::metadata(&library)?.len() as f64;
    let mut figures = vec![Figure::new("size: the library", "MB", bytes / 1e6)];
    let server = Server::start(program)?;
    let address = server.to_argument()?;
    let mut runs = 0;
    for (call, in_flight) in RACES {
        let name = format!("{call}_contact, {in_flight} in flight");
        println!("CPU time per call in Kotlin: {name} …");
        let mut memory = Measured::new();
        let cpu = take_turns(PEERS.iter().copied().chain([OURS]), |contestant| {
            runs += 1;
            let mut command = kotlin.measured(&library)?;
            command.args([call, contestant, COUNT, &runs.to_string(), &address, in_flight]);
            let cost: Cost = run(command)?;
            memory.entry(contestant).or_default().push(cost.peak_mib);
            Ok(cost.cpu_us)
        })?;
        let share = Figure::new(format!("CPU time: {name}, by okhttp"), "×", ratio(&cpu, &["okhttp"]));
        figures.extend([
            beside_all(format!("CPU time: {name}"), "µs", &cpu),
            beside_all(format!("peak memory: {name}"), "MiB", &memory),
            share.at_most(OF_OKHTTP),
        ]);
    }
    Ok(figures.into_iter().map(|figure| Figure { lang: "kotlin", ..figure }).collect())
}
