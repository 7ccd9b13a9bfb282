//! How a call travels: encode → limit → send → cap → retry.

pub(crate) mod attempts;
pub(crate) mod body;
pub(crate) mod clock;
mod content_coding;
pub(crate) mod encode;
pub(crate) mod engine;
pub(crate) mod proxy;
pub(crate) mod retry;
#[cfg(test)]
mod tests;
pub(crate) mod tls;

use std::time::Duration;

use tokio::sync::Semaphore;
use url::Url;

use crate::decode::catalogue::MessagePattern;
use crate::events::EventSink;
use crate::options::CallOptions;
use crate::secret::ApiKey;
use clock::ServerClock;
use engine::Engine;
use retry::Budget;

/// What all calls of a client share on their way.
pub(crate) struct Transport {
    pub(crate) key: ApiKey,
    pub(crate) base_url: Url,
    pub(crate) engine: Engine,
    pub(crate) in_flight: Semaphore,
    pub(crate) budget: Budget,
    pub(crate) clock: ServerClock,
    pub(crate) events: EventSink,
    pub(crate) patterns: Vec<MessagePattern>,
    pub(crate) timeout: Duration,
    pub(crate) head_timeout: Option<Duration>,
    pub(crate) stall_timeout: Duration,
    pub(crate) max_retries: u32,
    pub(crate) backoff: Duration,
    pub(crate) settle_delay: Duration,
    pub(crate) max_response_bytes: usize,
}

/// The time limits of one call.
pub(crate) struct Limits {
    /// From the first place among those in flight to the end, over all attempts and waits.
    pub(crate) whole: Option<Duration>,
    /// From a request to the beginning of its answer.
    pub(crate) head: Duration,
}

/// No limit may be longer: nobody waits for a week.
pub(crate) const LONGEST: Duration = Duration::from_secs(7 * 24 * 3600);

impl Transport {
    /// The time limits of an ordinary call.
    pub(crate) fn limits(&self, options: &CallOptions) -> Limits {
        let whole = options.timeout.unwrap_or(self.timeout).min(LONGEST);
        Limits { whole: Some(whole), head: self.head_timeout.unwrap_or(Duration::from_secs(30)) }
    }

    /// The time limits of a call whose answer takes long to begin and to end: only silence ends it, unless the
    /// call was given a limit of its own.
    pub(crate) fn long_limits(&self, options: &CallOptions) -> Limits {
        let whole = options.timeout.map(|timeout| timeout.min(LONGEST));
        Limits { whole, head: self.head_timeout.unwrap_or(Duration::from_secs(300)) }
    }
}
