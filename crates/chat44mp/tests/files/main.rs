//! Files of exports and imports: file types, modes and blocking.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)] // a test may

mod blocking;
mod exports;
mod imports;
mod same_file;
mod stage;
