//! An import of 100,000 contacts from a file: memory, and CPU time compared with a script.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};

use crate::figure::Figure;
use crate::part::ImportCost;
use crate::program::{Program, median, run};
use crate::server::Server;
use xtask::python::Python;

const ROWS: usize = 100_000;
const FEWER_ROWS: usize = 10_000;
const ROUNDS: usize = 3;

pub(crate) fn measure(program: &Program, figures: &mut Vec<Figure>) -> Result<()> {
    let peers = Python::with(".cache/python-peers", "benches/requirements.txt")?;
    let folder = tempfile::tempdir()?;
    let (few, many) = (folder.path().join("few.csv"), folder.path().join("many.csv"));
    write(&few, FEWER_ROWS)?;
    write(&many, ROWS)?;

    println!("an import of {ROWS} contacts, {ROUNDS} rounds …");
    let ours = |file: &Path, rows: usize| -> Result<ImportCost> {
        // A fresh server, because a contact can be created only once.
        let server = Server::start(program)?;
        let results = folder.path().join("results.jsonl");
        let address = server.to_argument()?;
        let files = [results.to_string_lossy(), file.to_string_lossy()];
        let cost: ImportCost = run(program.part(&["import", &files[0], &files[1], &address]))?;
        fs::remove_file(results)?;
        ensure!(cost.created == rows as i64, "{} of {rows} contacts were created", cost.created);
        Ok(cost)
    };
    let script = || -> Result<ImportCost> {
        let server = Server::start(program)?;
        let mut command = peers.tool("python");
        command.arg("benches/importing.py").arg(&many).arg(server.to_argument()?);
        let cost: ImportCost = run(command)?;
        ensure!(cost.created == ROWS as i64, "the script created {} of {ROWS} contacts", cost.created);
        Ok(cost)
    };
    let (mut sdk, mut aiohttp, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (ours, peer) = (ours(&many, ROWS)?, script()?);
        ratios.push(ours.cpu_s / peer.cpu_s);
        sdk.push(ours);
        aiohttp.push(peer);
    }
    let small = ours(&few, FEWER_ROWS)?;

    let of =
        |costs: &[ImportCost], figure: fn(&ImportCost) -> f64| median(costs.iter().map(figure).collect());
    let per_thousand = |cost: &ImportCost| cost.cpu_s * 1e3 / (ROWS as f64 / 1e3);
    let peak = |cost: &ImportCost| cost.peak_rss_kib as f64 / 1024.0;
    let name = "aiohttp script, no results file";
    let cpu = Figure::new("import: CPU time per 1,000 rows", "ms", of(&sdk, per_thousand))
        .beside(name, of(&aiohttp, per_thousand));
    let memory = Figure::new("import: peak memory, 100,000 rows", "MiB", of(&sdk, peak))
        .beside(name, of(&aiohttp, peak));
    figures.extend([
        Figure { ratio: Some(median(ratios)), ..cpu },
        Figure { ratio: None, ..memory },
        Figure::new("import: growth from 10,000 rows", "MiB", of(&sdk, peak) - peak(&small)),
        Figure::new("import: rows per second", "rows/s", of(&sdk, |cost| ROWS as f64 / cost.wall_s))
            .beside(name, of(&aiohttp, |cost| ROWS as f64 / cost.wall_s)),
    ]);
    Ok(())
}

/// Writes a file of distinct people.
fn write(path: &Path, rows: usize) -> Result<()> {
    let mut text = "First Name,Last Name,Email,Phone\n".to_owned();
    for row in 0..rows {
        writeln!(text, "Ada,Lovelace {row},person{row}@import.example,+39333{row:07}")?;
    }
    Ok(fs::write(path, text)?)
}
