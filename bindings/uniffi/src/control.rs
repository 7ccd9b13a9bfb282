//! How one call is to be made, what stops it, and what came back around its value.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use chat44mp::{Error, Response};
use http::HeaderMap;
use tokio::sync::watch;

use crate::error::NativeError;

/// Options of one call, or of all made through a client; what is left out stays as it is.
#[derive(Debug, Clone, Default, uniffi::Record)]
pub struct CallOptions {
    /// How many seconds the whole call may take, over its attempts and waits.
    #[uniffi(default = None)]
    pub timeout: Option<f64>,
    /// How many times a failed attempt may be followed by another; 0 means exactly one attempt.
    #[uniffi(default = None)]
    pub max_retries: Option<i64>,
    /// Whether the answer that is kept has its body.
    #[uniffi(default = None)]
    pub keep_body: Option<bool>,
}

impl CallOptions {
    /// These options, and `others` where these have none.
    pub(crate) fn over(&self, others: &chat44mp::CallOptions) -> Result<chat44mp::CallOptions, NativeError> {
        let mut merged = others.clone();
        if let Some(timeout) = self.timeout {
            merged.timeout = Some(seconds(timeout));
        }
        if let Some(max_retries) = self.max_retries {
            merged.max_retries = Some(count("max_retries", max_retries)?);
        }
        if let Some(keep_body) = self.keep_body {
            merged.keep_body = keep_body;
        }
        Ok(merged)
    }
}

/// What no duration can say becomes the nearest one, for the core to judge.
pub(crate) fn seconds(seconds: f64) -> Duration {
    let nearest = if seconds > 0.0 { Duration::MAX } else { Duration::ZERO };
    Duration::try_from_secs_f64(seconds).unwrap_or(nearest)
}

/// How many of something. More than there can be becomes the most.
pub(crate) fn count(name: &'static str, count: i64) -> Result<u32, Error> {
    if count < 0 {
        return Err(chat44mp::ffi::negative_option(name));
    }
    Ok(count.try_into().unwrap_or(u32::MAX))
}

/// What one call is made with. One that is neither stopped nor keeps an answer can serve any number of calls.
#[derive(Debug, uniffi::Object)]
pub struct CallControl {
    options: CallOptions,
    stopped: watch::Sender<bool>,
    answer: Option<Mutex<Option<HttpAnswer>>>,
}

#[uniffi::export]
impl CallControl {
    /// With `keep_answer`, the HTTP answer is kept for [`answer`](Self::answer).
    #[uniffi::constructor(default(keep_answer = false))]
    pub fn new(options: CallOptions, keep_answer: bool) -> Arc<Self> {
        let answer = keep_answer.then(Mutex::default);
        Arc::new(CallControl { options, stopped: watch::Sender::new(false), answer })
    }

    /// Stops the call on the wire; it fails with `Cancelled`. One that has not begun never sends anything.
    pub fn cancel(&self) {
        self.stopped.send_replace(true);
    }

    /// Whether it was stopped.
    pub fn is_cancelled(&self) -> bool {
        *self.stopped.borrow()
    }

    /// The HTTP answer of the call, once it succeeded.
    pub fn answer(&self) -> Option<HttpAnswer> {
        self.answer.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl CallControl {
    pub(crate) fn options(&self) -> &CallOptions {
        &self.options
    }

    /// Waits until the call is to stop.
    pub(crate) async fn cancelled(&self) {
        // It cannot fail: the sender is ours.
        let _ = self.stopped.subscribe().wait_for(|stopped| *stopped).await;
    }

    /// Keeps the answer, if that is wished, and gives its value.
    pub(crate) fn take<T>(&self, response: Response<T>) -> T {
        let Response { value, status, headers, body, .. } = response;
        self.keep(status, &headers, body.as_ref());
        value
    }

    pub(crate) fn keep(&self, status: u16, headers: &HeaderMap, body: Option<&Bytes>) {
        if let Some(answer) = &self.answer {
            *answer.lock().unwrap_or_else(PoisonError::into_inner) =
                Some(HttpAnswer::new(status, headers, body));
        }
    }
}

/// The HTTP answer around a value.
#[derive(Debug, Clone, uniffi::Record)]
pub struct HttpAnswer {
    /// The HTTP status.
    pub status: i32,
    /// The headers by name, in lower case; those that came more than once joined by `, `.
    pub headers: HashMap<String, String>,
    /// The body, if it was asked for.
    pub body: Option<Vec<u8>>,
}

impl HttpAnswer {
    fn new(status: u16, headers: &HeaderMap, body: Option<&Bytes>) -> HttpAnswer {
        let joined = |name| {
            let values = headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
            values.collect::<Vec<_>>().join(", ")
        };
        HttpAnswer {
            status: status.into(),
            headers: headers.keys().map(|name| (name.to_string(), joined(name))).collect(),
            body: body.map(|body| body.to_vec()),
        }
    }
}
