//! Files on disk: how they are opened, replaced, locked and compared, and the threads that do so.
//!
//! The rules, for exports, results, errors and the profile file alike:
//!
//! - Only a regular file is replaced. FIFOs, character devices and descriptors such as `/dev/stdout` are written through;
//!   folders, sockets and block devices are refused.
//! - Symbolic links are followed: the target is replaced, and the link stays.
//! - An existing file keeps its mode, and its owner as far as the system permits. A new file is readable by its owner only,
//!   from the first byte. Other names of the same file (hard links) keep the earlier content.
//! - A file that this process may not write is not replaced either.
//! - Work that can block runs on threads of its own, which neither the runtime nor the end of the process waits for.

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
