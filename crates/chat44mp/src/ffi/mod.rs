//! Shared code of the language bindings: runtimes, forking, imports, exports and rows. Not part of the Rust API.
//!
//! A binding either blocks the calling thread ([`block`], which drives a runtime from the waiting thread), or runs a call
//! on the I/O thread ([`spawn`]), where the call itself notifies its waiter, or lets an event loop run it in steps. Each
//! runtime has its own connections, because a connection works only while its runtime is driven.

mod client;
mod completions;
mod errors;
#[cfg(feature = "python")]
pub mod exceptions;
mod export;
mod fork;
mod import;
mod log;
#[cfg(feature = "node")]
mod node_error;
mod numbers;
mod pipe;
mod rows;
mod runtime;
#[cfg(feature = "uniffi")]
mod uniffi_error;

#[cfg(feature = "node")]
pub use crate::interop::node;
#[cfg(feature = "python")]
pub use crate::interop::python;
pub use crate::interop::snake_case;
pub use client::ClientHandle;
pub use completions::Completions;
#[cfg(feature = "node")]
pub use errors::invalid_value;
pub use errors::{busy, error_of, negative_option, no_response, spelled};
pub use export::{Export, ExportEvent, ExportTarget};
pub use fork::{ForkAware, PerProcess};
pub use import::{Import, ImportEvent, Reports, read_import_results};
pub use log::{StderrLog, log_level};
pub use numbers::count;
pub use pipe::without_sigpipe;
pub use rows::{BatchReader, RowSource, Table, TableRow};
#[cfg(any(feature = "node", feature = "python"))]
pub use runtime::{Stepped, TICK, Thread};
pub use runtime::{Task, block, run_pending, spawn, stopped};
#[cfg(feature = "uniffi")]
pub use uniffi_error::CallFailure;
