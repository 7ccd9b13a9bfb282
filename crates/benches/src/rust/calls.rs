//! CPU time per call, sequential and concurrent.

use anyhow::Result;

use crate::contest::{Costs, beside_all, ratio};
use crate::figure::Figure;
use crate::part::BARE;
use crate::program::Program;
use crate::server::Server;

pub(crate) fn measure(program: &Program) -> Result<Vec<Figure>> {
    let server = Server::start(program)?;
    let address = server.to_argument()?;
    let mut figures = Vec::new();
    for call in ["get-contact", "create-contact"] {
        for in_flight in ["1", "64"] {
            println!("CPU time per call: {call}, {in_flight} in flight …");
            let costs =
                Costs::measure(
                    [BARE],
                    |client| Ok(program.calls(client, call, "4000", in_flight, &address)),
                )?;
            let figure = beside_all(format!("CPU time: {call}, {in_flight} in flight"), "µs", &costs.cpu);
            figures.push(Figure { ratio: Some(ratio(&costs.cpu, BARE)), ..figure });
        }
    }
    Ok(figures)
}
