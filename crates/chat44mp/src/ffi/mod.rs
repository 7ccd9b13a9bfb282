//! What the bindings share: the runtimes that calls are driven on, and forking. Not for programs in Rust.
//!
//! A binding either blocks the calling thread ([`block`], which drives one runtime of the process from whichever thread
//! waits), or hands a call to the one I/O thread ([`spawn`]) and is told when it is done. The two have connections of
//! their own, because a connection works only while its runtime is driven.

mod client;
mod errors;
mod fork;
mod import;
mod pipe;
mod rows;
mod runtime;

#[cfg(feature = "node")]
pub use crate::interop::node;
#[cfg(feature = "python")]
pub use crate::interop::python;
pub use client::ClientHandle;
pub use errors::{busy, negative_option};
pub use fork::{OfProcess, PerProcess};
pub use import::{Import, ImportEvent};
pub use pipe::without_sigpipe;
pub use rows::{Portion, Portions, RowSource, Table, TableRow, portion};
pub use runtime::{Task, block, settle, spawn, stopped};
