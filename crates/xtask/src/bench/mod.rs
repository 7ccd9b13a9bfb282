//! `cargo xtask bench`: what the SDK costs, beside what a user would write instead.
//!
//! Every client runs in a process of its own and so does the server, which is this very program, built like what
//! ships. CPU times drift from run to run, so contestants take turns and only their ratio counts; instructions do
//! not drift.

mod bare;
mod bulk;
mod calls;
mod cost;
mod figure;
mod kotlin;
mod node;
mod part;
mod python;
mod server;
mod stream;
mod swift;

use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use serde::de::DeserializeOwned;

use figure::Figure;

pub(crate) use part::{Arguments as PartArguments, main as part};

use crate::workspace;

/// The languages that can be measured, and imports.
const LANGUAGES: &[&str] = &["rust", "python", "node", "kotlin", "swift", "bulk"];

#[derive(Args)]
pub(crate) struct Arguments {
    /// Which languages, such as `rust,python,node`
    #[arg(long, value_delimiter = ',', default_value = "rust")]
    lang: Vec<String>,
    /// Print every figure as JSON, as the last line
    #[arg(long)]
    json: bool,
}

/// `cargo xtask bench`. Fails when a figure is over its limit.
pub(crate) fn main(arguments: &Arguments) -> Result<ExitCode> {
    for language in &arguments.lang {
        ensure!(
            LANGUAGES.contains(&language.as_str()),
            "there is no benchmark of {language:?} yet; there is: {}",
            LANGUAGES.join(", ")
        );
    }
    println!("building what is measured (profile `measure`) …");
    let program = Program::build()?;
    let mut figures = Vec::new();
    for language in &arguments.lang {
        match language.as_str() {
            "kotlin" => figures.extend(kotlin::measure(&program)?),
            "node" => figures.extend(node::measure(&program)?),
            "swift" => figures.extend(swift::measure(&program)?),
            "bulk" => figures.extend(bulk::measure(&program)?),
            "python" => figures.extend(python::measure(&program)?),
            _ => {
                figures.extend(stream::measure(&program)?);
                figures.extend(cost::measure(&program)?);
                figures.extend(calls::measure(&program)?);
            }
        }
    }

    println!();
    figures.iter().for_each(|figure| println!("{figure}"));
    if arguments.json {
        println!("{}", serde_json::json!({ "figures": figures }));
    }
    let within = figures.iter().all(Figure::is_within_limit);
    Ok(if within { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// This program once more, built like what ships.
struct Program(PathBuf);

impl Program {
    fn build() -> Result<Program> {
        workspace::build("xtask", "measure").map(Program)
    }

    /// A part of a benchmark, to be started.
    fn part(&self, arguments: &[&str]) -> Command {
        self.part_under(&[], arguments)
    }

    /// The same under another program, such as valgrind.
    fn part_under(&self, tool: &[&str], arguments: &[&str]) -> Command {
        let mut words = tool.iter().map(|word| (*word).into()).chain([self.0.clone().into_os_string()]);
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words).arg("bench-part").args(arguments);
        command
    }
}

/// Runs a part to its end and reads the JSON that it prints.
fn run<T: DeserializeOwned>(mut part: Command) -> Result<T> {
    let output = part.stderr(Stdio::piped()).output().context("a part of the benchmark did not start")?;
    if !output.status.success() {
        bail!("a part of the benchmark failed:\n{}", String::from_utf8_lossy(&output.stderr));
    }
    let printed = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(printed.trim()).with_context(|| format!("not a measurement: {printed}"))
}

/// The middle one.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
