//! The files that exports and imports read and write: what they are, who may read them, and what blocks.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)] // a test may

mod blocking;
mod exports;
mod imports;
mod same_file;
mod stage;
