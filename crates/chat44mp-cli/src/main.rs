//! `chat44mp`: the command line of the Chat44MP SDK.
//!
//! It reads arguments and shows results. What a call means, and what is wrong with its arguments, is the
//! library's to say.

mod cli;
mod commands;
mod config;
mod errors;
mod input;
mod logging;
mod options;
mod output;
mod patterns;
mod profile_edit;
mod session;
mod signals;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
