//! User instructions per call, counted by valgrind; reproducible.

use std::fs;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::contest::{OURS, next_run};
use crate::figure::Figure;
use crate::part::BARE;
use crate::program::Program;
use crate::server::Server;
use xtask::workspace;

/// Two lengths of a run; their difference excludes start-up.
const SHORT: i64 = 50;
const LONG: i64 = 550;

/// Maximum ratio to bare reqwest and serde_json.
const LIMIT: f64 = 1.10;

pub(crate) fn measure(program: &Program) -> Result<Vec<Figure>> {
    if Command::new("valgrind").arg("--version").stdout(Stdio::null()).status().is_err() {
        println!(
            "instructions per call: skipped, valgrind is missing; `cargo xtask setup` says how to install it"
        );
        return Ok(Vec::new());
    }
    let server = Server::start(program)?;
    let address = server.to_argument()?;
    let mut figures = Vec::new();
    for call in ["get-contact", "create-contact"] {
        println!("instructions per call: {call} …");
        let ours = per_call(program, &address, call, OURS)?;
        let bare = per_call(program, &address, call, BARE)?;
        let figure = Figure::new(format!("cost: {call}"), "instructions", ours);
        figures.push(figure.beside(BARE, bare).at_most(LIMIT));
    }
    Ok(figures)
}

fn per_call(program: &Program, address: &str, call: &str, client: &str) -> Result<f64> {
    let instructions = |count| count_instructions(program, address, call, client, count);
    Ok((instructions(LONG)? - instructions(SHORT)?) as f64 / (LONG - SHORT) as f64)
}

fn count_instructions(program: &Program, address: &str, call: &str, client: &str, count: i64) -> Result<i64> {
    let folder = workspace::root().join("target/callgrind");
    fs::create_dir_all(&folder)?;
    // Kept for callgrind_annotate.
    let file = folder.join(format!("{client}.{call}.{count}"));
    let option = format!("--callgrind-out-file={}", file.display());
    let arguments = ["calls", client, call, &count.to_string(), "1", &next_run(), address];
    let output = program
        .part_under(&["valgrind", "--tool=callgrind", &option], &arguments)
        .output()
        .context("valgrind did not start")?;
    ensure!(
        output.status.success(),
        "the measured program failed under valgrind:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let counted = fs::read_to_string(&file)?;
    let total = counted
        .lines()
        .find_map(|line| line.strip_prefix("totals: ").or_else(|| line.strip_prefix("summary: ")))
        .context("valgrind counted nothing")?;
    Ok(total.trim().parse()?)
}
