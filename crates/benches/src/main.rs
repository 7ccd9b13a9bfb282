//! `cargo xtask bench`: measures the SDK against the alternatives.
//!
//! Each client runs in a separate process, and so does the server, which is this program, built like a release. CPU times
//! drift from run to run, so contestants take turns and only their ratio counts; instruction counts do not drift.

mod bare;
mod bulk;
mod calls;
mod contest;
mod cost;
mod figure;
mod kotlin;
mod node;
mod part;
mod program;
mod python;
mod readings;
mod server;
mod stream;
mod swift;

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;

use figure::Figure;
use program::Program;

/// The benchmarks: languages, and imports.
type Benchmark = (&'static str, fn(&Program) -> Result<Vec<Figure>>);

const BENCHMARKS: &[Benchmark] = &[
    ("rust", rust),
    ("python", python::measure),
    ("node", node::measure),
    ("kotlin", kotlin::measure),
    ("swift", swift::measure),
    ("bulk", bulk::measure),
];

#[derive(Parser)]
#[command(name = "cargo xtask bench", about = "Measure the SDK against the alternatives")]
#[command(args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    part: Option<part::Part>,
    /// Languages to measure, such as `rust,python,node`
    #[arg(long, value_delimiter = ',', default_value = "rust")]
    lang: Vec<String>,
    /// Print every figure as JSON, as the last line
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match &arguments.part {
        Some(part) => part::main(part).map(|()| true),
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

/// Measures, and returns whether every figure is within its limit.
fn bench(arguments: &Arguments) -> Result<bool> {
    let find = |name: &String| {
        let found = BENCHMARKS.iter().find(|(known, _)| known == name);
        let names: Vec<_> = BENCHMARKS.iter().map(|(name, _)| *name).collect();
        found.with_context(|| format!("there is no benchmark {name:?}; benchmarks: {}", names.join(", ")))
    };
    let benchmarks = arguments.lang.iter().map(find).collect::<Result<Vec<_>>>()?;
    println!("building the measured program (profile `measure`) …");
    let program = Program::build()?;
    let mut figures = Vec::new();
    for (lang, measure) in benchmarks {
        figures.extend(measure(&program)?.into_iter().map(|figure| Figure { lang, ..figure }));
    }

    println!();
    figures.iter().for_each(|figure| println!("{figure}"));
    if arguments.json {
        println!("{}", serde_json::json!({ "figures": figures }));
    }
    Ok(figures.iter().all(Figure::is_within_limit))
}

fn rust(program: &Program) -> Result<Vec<Figure>> {
    Ok([stream::measure(program)?, cost::measure(program)?, calls::measure(program)?].concat())
}
