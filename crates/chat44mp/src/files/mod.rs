//! Files on disk: opens, replaces, locks and compares them, on separate threads.
//!
//! The rules for exports, results, errors and the profile file:
//!
//! - Only a regular file is replaced. FIFOs, character devices and descriptors such as `/dev/stdout` are written through;
//!   folders, sockets, block devices and terminals are rejected.
//! - Symbolic links are followed: the target is replaced, and the link stays.
//! - An existing file keeps its mode, and its owner if the system permits. A new file is created readable by its owner only.
//!   Other hard links to the file keep the earlier content.
//! - A file that this process has no permission to write is not replaced.
//! - Work that can block runs on separate threads, for which neither the runtime nor the exit of the process waits.

mod background;
mod blocking;
mod errors;
mod identity;
mod local;
mod lock;
mod output;
mod target;

pub(crate) use background::{Background, Buffer, Sink};
pub(crate) use blocking::{Abandoned, blocking, spawn};
pub(crate) use errors::{failed, failed_option};
pub(crate) use identity::Identity;
pub(crate) use local::is_local;
#[cfg(feature = "ffi")]
pub(crate) use lock::locked_descriptors;
pub use lock::{Lock, TryLock};
pub(crate) use output::persist_name;
pub use output::{Output, private};
