//! CPU time per call, sequential and concurrent.

use anyhow::Result;

use crate::figure::Figure;
use crate::part::CallsCost;
use crate::program::{Program, median, run};
use crate::server::Server;

/// The contestants take turns, so that changes in machine load affect both.
const ROUNDS: usize = 7;
const COUNT: usize = 4000;

pub(crate) fn measure(program: &Program) -> Result<Vec<Figure>> {
    let server = Server::start(program)?;
    let address = server.to_argument()?;
    let mut figures = Vec::new();
    // Avoids the contacts of the other clients of this server.
    let mut next = 1000;
    for call in ["get-contact", "create-contact"] {
        for in_flight in [1, 64] {
            println!("CPU time per call: {call}, {in_flight} in flight, {ROUNDS} rounds …");
            let (mut ours, mut bare, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
            for round in 0..ROUNDS {
                let mut cpu_us = |client| {
                    next += 1;
                    let (count, in_flight, run_number) =
                        (COUNT.to_string(), in_flight.to_string(), next.to_string());
                    let part = program.part(&[
                        "calls",
                        "--client",
                        client,
                        "--call",
                        call,
                        "--count",
                        &count,
                        "--in-flight",
                        &in_flight,
                        "--run",
                        &run_number,
                        &address,
                    ]);
                    run::<CallsCost>(part).map(|cost| cost.cpu_us)
                };
                let (sdk, peer) = if round % 2 == 0 {
                    let sdk = cpu_us("sdk")?;
                    (sdk, cpu_us("bare")?)
                } else {
                    let peer = cpu_us("bare")?;
                    (cpu_us("sdk")?, peer)
                };
                ours.push(sdk);
                bare.push(peer);
                ratios.push(sdk / peer);
            }
            let figure = Figure::new(format!("CPU time: {call}, {in_flight} in flight"), "µs", median(ours))
                .beside("reqwest + serde_json", median(bare));
            figures.push(Figure { ratio: Some(median(ratios)), ..figure });
        }
    }
    Ok(figures)
}
