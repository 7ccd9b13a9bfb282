//! Runs the program against the emulator and checks stdout, stderr and the exit code.

#![allow(clippy::unwrap_used, clippy::panic)] // a test may

mod completions;
#[cfg(unix)]
mod docs;
mod doctor;
mod emulator;
mod exit_codes;
mod export;
#[cfg(unix)]
mod files;
mod import;
#[cfg(unix)]
mod interrupt;
mod mcp;
mod newcomer;
mod nouns;
mod output;
mod profiles;
#[cfg(unix)]
mod pty;
mod secrets;
mod stage;
#[cfg(unix)]
mod terminal;
