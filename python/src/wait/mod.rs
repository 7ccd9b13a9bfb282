//! How a caller waits for a call: in its thread, in asyncio, or under gevent.

pub(crate) mod blocking;
pub(crate) mod completions;
#[cfg(unix)]
mod gevent;
pub(crate) mod pending;
