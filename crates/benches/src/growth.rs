//! How the cost of a call grows with the calls in flight and with the number of calls.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Deserialize;

use crate::contest::OURS;
use crate::figure::Figure;
use crate::program::{Program, run};
use crate::server::Server;

const IN_FLIGHT: [u32; 4] = [1, 8, 64, 256];
const CALLS: [u32; 3] = [1_000, 10_000, 100_000];

/// The cost of one run.
#[derive(Debug, Clone, Copy, Deserialize)]
struct Cost {
    /// CPU time per call.
    cpu_us: f64,
    peak_mib: f64,
}

pub(crate) fn measure(program: &Program, figures: &mut Vec<Figure>) -> Result<()> {
    let server = Server::start(program)?;
    let address = server.to_argument()?;
    let mut costs = BTreeMap::new();
    for in_flight in IN_FLIGHT {
        for calls in CALLS {
            println!("{calls} calls, {in_flight} in flight …");
            let (count, at_once) = (calls.to_string(), in_flight.to_string());
            let cost: Cost = run(program.calls(OURS, "get-contact", &count, &at_once, &address))?;
            costs.insert((in_flight, calls), cost);
        }
    }
    print(&costs);
    let cost = |in_flight, calls| costs[&(in_flight, calls)];
    let [few, many] = [CALLS[0], CALLS[2]];
    let ratio = |ours: Cost, peer: Cost| ours.cpu_us / peer.cpu_us;
    figures.extend([
        Figure::new(
            "CPU time of a call, 256 in flight, by 8 in flight",
            "×",
            ratio(cost(256, many), cost(8, many)),
        ),
        Figure::new(
            "CPU time of a call, 100,000 calls, by 1,000 calls",
            "×",
            ratio(cost(64, many), cost(64, few)),
        ),
        Figure::new(
            "growth from 1,000 to 100,000 calls",
            "MiB",
            cost(64, many).peak_mib - cost(64, few).peak_mib,
        ),
    ]);
    Ok(())
}

/// Prints the table.
fn print(costs: &BTreeMap<(u32, u32), Cost>) {
    println!("\nCPU time per call, and peak memory of the process:\n");
    print!("{:>10}", "in flight");
    CALLS.iter().for_each(|calls| print!("{:>24}", format!("{calls} calls")));
    println!();
    for in_flight in IN_FLIGHT {
        print!("{in_flight:>10}");
        for calls in CALLS {
            let Cost { cpu_us, peak_mib } = costs[&(in_flight, calls)];
            print!("{:>24}", format!("{cpu_us:.1} µs, {peak_mib:.1} MiB"));
        }
        println!();
    }
}
