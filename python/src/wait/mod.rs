//! How a caller waits for a call: in its thread, in asyncio, or under gevent.

#[cfg(unix)]
mod gevent;
pub(crate) mod later;
pub(crate) mod now;
pub(crate) mod port;
