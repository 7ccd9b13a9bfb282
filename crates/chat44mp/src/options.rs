//! Options of one call, beside those of its client.

use std::time::Duration;

/// Options of one call; what is not set is the client's.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct CallOptions {
    /// How long the whole call may take, over its attempts and waits.
    pub timeout: Option<Duration>,
    /// How many times a failed attempt may be followed by another; 0 means exactly one attempt.
    pub max_retries: Option<u32>,
    /// Whether the raw variant also returns the response's body.
    pub keep_body: bool,
}
