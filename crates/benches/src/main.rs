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

use anyhow::{Result, ensure};
use clap::Parser;

use figure::Figure;
use program::Program;

/// The benchmarks: languages, and imports.
const LANGUAGES: &[&str] = &["rust", "python", "node", "kotlin", "swift", "bulk"];

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
    for language in &arguments.lang {
        ensure!(
            LANGUAGES.contains(&language.as_str()),
            "there is no benchmark {language:?}; benchmarks: {}",
            LANGUAGES.join(", ")
        );
    }
    println!("building the measured program (profile `measure`) …");
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
    Ok(figures.iter().all(Figure::is_within_limit))
}
