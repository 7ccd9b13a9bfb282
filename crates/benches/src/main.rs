//! `cargo xtask bench`: measures the SDK against the alternatives.
//!
//! Each client runs in a separate process, and so does the server, which is this program, built like a release. CPU times
//! drift from run to run, so contestants take turns and only their ratio counts; instruction counts do not drift.

mod bare;
mod budgets;
mod bulk;
mod contest;
mod counts;
mod figure;
mod growth;
mod kotlin;
mod node;
mod part;
mod program;
mod python;
mod readings;
mod rust;
mod server;
mod swift;

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;

use budgets::Budgets;
use figure::Figure;
use program::Program;

/// The benchmarks: languages, an import, and how costs grow.
type Benchmark = (&'static str, fn(&Program, &mut Vec<Figure>) -> Result<()>);

const BENCHMARKS: &[Benchmark] = &[
    ("rust", rust::measure),
    ("python", python::measure),
    ("node", node::measure),
    ("kotlin", kotlin::measure),
    ("swift", swift::measure),
    ("bulk", bulk::measure),
    ("growth", growth::measure),
];

#[derive(Parser)]
#[command(name = "cargo xtask bench", about = "Measure the SDK against the alternatives")]
#[command(args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    part: Option<part::Part>,
    /// Languages to measure, such as `rust,python,node` [default: rust; all with --check]
    #[arg(long, value_delimiter = ',')]
    lang: Vec<String>,
    /// Only compare the counts per call with their budgets: instructions, allocations and system calls
    #[arg(long, conflicts_with = "json")]
    check: bool,
    /// Print every figure as JSON, as the last line
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match &arguments.part {
        Some(part) => part::main(part).map(|()| true),
        None if arguments.check => counts::check(&or(&arguments.lang, &counts::LANGUAGES)),
        None => bench(&arguments),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The languages of the command line, or those by default.
fn or(given: &[String], default: &[&str]) -> Vec<String> {
    if given.is_empty() { default.iter().map(|name| (*name).to_owned()).collect() } else { given.to_vec() }
}

/// Measures, and returns whether every figure is within its limit.
fn bench(arguments: &Arguments) -> Result<bool> {
    let find = |name: &String| {
        let found = BENCHMARKS.iter().find(|(known, _)| known == name);
        let names: Vec<_> = BENCHMARKS.iter().map(|(name, _)| *name).collect();
        found.with_context(|| format!("there is no benchmark {name:?}; benchmarks: {}", names.join(", ")))
    };
    let benchmarks = or(&arguments.lang, &["rust"]).iter().map(find).collect::<Result<Vec<_>>>()?;
    println!("building the measured program (profile `dist`) …");
    let program = Program::build()?;
    let budgets = Budgets::load()?;
    let mut figures = Vec::new();
    let mut result = Ok(());
    for (lang, measure) in benchmarks {
        // What was measured before a failure is not lost.
        let mut measured = Vec::new();
        result = result.and(measure(&program, &mut measured));
        figures.extend(budgets.apply(lang, measured));
    }

    println!();
    figures.iter().for_each(|figure| println!("{figure}"));
    if arguments.json {
        println!("{}", serde_json::json!({ "figures": figures }));
    }
    result.map(|()| figures.iter().all(Figure::is_within_limit))
}
