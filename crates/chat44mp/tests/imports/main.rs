//! Imports against the emulator.

#![allow(clippy::unwrap_used, clippy::panic)] // a test may

mod awkward_files;
mod cases;
mod faults;
mod results_file;
mod row_results;
mod stage;
mod stopping;
mod uniqueness;
mod values;
mod workbooks;
