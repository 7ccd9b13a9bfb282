//! The options, the cancellation and the raw response of one call.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chat44mp::ffi::seconds;
use chat44mp::{Error, RawResponse};
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
    /// Whether the raw response keeps its body.
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

/// A count, clamped to the largest possible one. Fails for a negative number.
pub(crate) fn count(name: &'static str, count: i64) -> Result<u32, Error> {
    chat44mp::ffi::count(count).ok_or_else(|| chat44mp::ffi::negative_option(name))
}

/// The control handle of a call. One that is neither cancelled nor keeps the response can serve any number of calls.
#[derive(Debug, uniffi::Object)]
pub struct CallControl {
    options: CallOptions,
    stopped: watch::Sender<bool>,
    response: Option<Mutex<Option<NativeRawResponse>>>,
}

#[uniffi::export]
impl CallControl {
    /// With `keep_response`, the HTTP response is kept for [`response`](Self::response).
    #[uniffi::constructor(default(keep_response = false))]
    pub fn new(options: CallOptions, keep_response: bool) -> Arc<Self> {
        let response = keep_response.then(Mutex::default);
        Arc::new(CallControl { options, stopped: watch::Sender::new(false), response })
    }

    /// Stops the call on the wire; it fails with `Cancelled`. One that has not begun never sends anything.
    pub fn cancel(&self) {
        self.stopped.send_replace(true);
    }

    /// Whether it was stopped.
    pub fn is_cancelled(&self) -> bool {
        *self.stopped.borrow()
    }

    /// The HTTP response of the call, once it succeeded.
    pub fn response(&self) -> Option<NativeRawResponse> {
        self.response.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner).clone()
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

    /// Returns the value, and keeps the response if `keep_response` was set.
    pub(crate) fn keep<T>(&self, response: RawResponse<T>) -> T {
        if let Some(kept) = &self.response {
            let response = NativeRawResponse::from(&response);
            *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(response);
        }
        response.value
    }
}

/// The HTTP response around a value.
#[derive(Debug, Clone, uniffi::Record)]
pub struct NativeRawResponse {
    /// The HTTP status.
    pub status: i32,
    /// The headers by lower-case name; the values of a repeated header are joined with `, `.
    pub headers: HashMap<String, String>,
    /// The body, if `keep_body` was set.
    pub body: Option<Vec<u8>>,
}

impl<T> From<&RawResponse<T>> for NativeRawResponse {
    fn from(response: &RawResponse<T>) -> NativeRawResponse {
        NativeRawResponse {
            status: response.status.into(),
            headers: response.headers_joined().into_iter().collect(),
            body: response.body.as_ref().map(|body| body.to_vec()),
        }
    }
}
