//! `chat44mp`: the command line of the Chat44MP SDK.
//!
//! It parses arguments and prints results; the library validates the arguments and makes the calls.

mod agent;
mod cli;
mod commands;
mod config;
mod errors;
mod flags;
mod guidance;
mod help;
mod input;
mod logging;
mod options;
mod output;
mod profile_edit;
mod session;
mod signals;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
