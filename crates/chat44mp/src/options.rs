//! Options of one call, beside those of its client.

use chat44mp_macros::options;
use serde::Deserialize;

use crate::interop::Seconds;

/// Options of one call; they default to those of the client.
///
/// ```
/// use std::time::Duration;
///
/// let options = chat44mp::CallOptions::default().timeout(Duration::from_secs(5)).max_retries(0);
/// ```
#[options(setters(CallOptions), list(call_options))]
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct CallOptions {
    /// The timeout of the call with all its attempts and waits.
    pub timeout: Option<Seconds>,
    /// The maximum number of retries; 0 disables them.
    pub max_retries: Option<u32>,
    /// Keeps the response body for the raw variant.
    pub keep_body: Option<bool>,
}
