//! Waits for calls: in the calling thread, in asyncio, or under gevent.

pub(crate) mod blocking;
pub(crate) mod completions;
#[cfg(unix)]
mod gevent;
pub(crate) mod pending;
pub(crate) mod waiter;
