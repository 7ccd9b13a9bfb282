//! Makes calls: encode → permit → send → receive → decode → retry.

pub(crate) mod attempts;
pub(crate) mod body;
mod challenge;
pub(crate) mod clock;
mod content_coding;
mod decoding;
pub(crate) mod encode;
pub(crate) mod engine;
pub(crate) mod failure;
pub(crate) mod proxy;
mod proxy_failure;
pub(crate) mod retry;
pub(crate) mod scope;
#[cfg(test)]
mod tests;
pub(crate) mod tls;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use url::Url;

use crate::decode::catalogue::MessagePattern;
use crate::error::Error;
use crate::events::EventSink;
use crate::options::CallOptions;
use clock::ServerClock;
use engine::Engine;
use retry::Budget;
use scope::Scope;

/// The state that all calls of a client share.
pub(crate) struct Transport {
    pub(crate) base_url: Url,
    pub(crate) engine: Arc<Engine>,
    pub(crate) in_flight: Arc<Semaphore>,
    pub(crate) server: Arc<Server>,
    pub(crate) patterns: Vec<MessagePattern>,
    pub(crate) timeout: Duration,
    pub(crate) head_timeout: Option<Duration>,
    pub(crate) stall_timeout: Duration,
    pub(crate) max_retries: u32,
    pub(crate) max_concurrency: usize,
    pub(crate) backoff: Duration,
    pub(crate) settle_delay: Duration,
    pub(crate) max_response_bytes: usize,
}

/// What a call needs of its client.
#[derive(Clone, Copy)]
pub(crate) struct Caller<'a> {
    pub(crate) transport: &'a Transport,
    pub(crate) scope: &'a Scope,
    pub(crate) events: &'a EventSink,
    pub(crate) options: &'a CallOptions,
}

/// The state that all clients of a server share.
pub(crate) struct Server {
    pub(crate) budget: Budget,
    pub(crate) clock: ServerClock,
}

impl Server {
    pub(crate) fn new() -> Server {
        Server { budget: Budget::new(), clock: ServerClock::new() }
    }
}

/// The time limits of one call.
pub(crate) struct Limits {
    /// From the first permit to the end of the call, including retries and waits.
    pub(crate) call: Option<Duration>,
    /// From a request to the head of its response.
    pub(crate) head: Duration,
}

impl Transport {
    /// The time limits of an ordinary call.
    pub(crate) fn limits(&self, options: &CallOptions) -> Result<Limits, Error> {
        let call = options.timeout_limit()?.unwrap_or(self.timeout);
        Ok(Limits { call: Some(call), head: self.head_timeout.unwrap_or(Duration::from_secs(30)) })
    }

    /// The time limits of a streamed call, whose response takes long to start and to finish: only a stall ends it, unless the
    /// call sets a timeout.
    pub(crate) fn long_limits(&self, options: &CallOptions) -> Result<Limits, Error> {
        let call = options.timeout_limit()?;
        Ok(Limits { call, head: self.head_timeout.unwrap_or(Duration::from_secs(300)) })
    }
}
