//! Waits for calls: in the calling thread, in asyncio, or under gevent.

pub(crate) mod blocking;
pub(crate) mod completions;
#[cfg(unix)]
mod gevent;
mod main_thread;
pub(crate) mod pending;
// Loops on Windows cannot watch a descriptor.
#[cfg_attr(not(unix), allow(dead_code))]
mod stepper;
pub(crate) mod waiter;
