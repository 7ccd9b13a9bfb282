//! Instructions per call, counted by valgrind; reproducible.

use std::process::{Command, Stdio};

use anyhow::Result;

use crate::contest::OURS;
use crate::counts::{Path, under_callgrind};
use crate::figure::Figure;
use crate::part::BARE;
use crate::program::Program;
use crate::server::Server;

pub(crate) fn measure(program: &Program) -> Result<Vec<Figure>> {
    if Command::new("valgrind").arg("--version").stdout(Stdio::null()).status().is_err() {
        println!(
            "instructions per call: skipped, valgrind is missing; `cargo xtask setup` says how to install it"
        );
        return Ok(Vec::new());
    }
    let server = Server::start(program)?;
    let address = server.to_argument()?;
    let per_call = |client, call| {
        let command = |count: u32| Ok(program.calls(client, call, &count.to_string(), "1", &address));
        let path =
            Path { name: format!("{client}, {call}"), library: "/benches", command: Box::new(command) };
        under_callgrind(&path).map(|counted| counted.all)
    };
    ["get-contact", "create-contact"]
        .into_iter()
        .map(|call| {
            let (ours, bare) = (per_call(OURS, call)?, per_call(BARE, call)?);
            Ok(Figure::new(format!("cost: {call}"), "instructions", ours).beside(BARE, bare))
        })
        .collect()
}
