//! The options, the cancellation and the raw response of a call.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chat44mp::RawResponse;
use chat44mp::ffi::no_response;
use tokio::sync::watch;

use crate::error::NativeError;
use crate::options::CallOptions;

/// The control handle of a call. Calls can share one that is not cancelled and does not store the response.
#[derive(Debug, uniffi::Object)]
pub struct CallControl {
    options: CallOptions,
    cancelled: watch::Sender<bool>,
    response: Option<Mutex<Option<NativeRawResponse>>>,
}

#[uniffi::export]
impl CallControl {
    /// With `keep_response`, the HTTP response is available from [`response`](Self::response).
    #[uniffi::constructor(default(keep_response = false))]
    pub fn new(options: CallOptions, keep_response: bool) -> Arc<Self> {
        let response = keep_response.then(Mutex::default);
        Arc::new(CallControl { options, cancelled: watch::Sender::new(false), response })
    }

    /// Aborts the call, which fails with `Cancelled`. A call that has not started sends nothing.
    pub fn cancel(&self) {
        self.cancelled.send_replace(true);
    }

    /// Whether the call was cancelled.
    pub fn is_cancelled(&self) -> bool {
        *self.cancelled.borrow()
    }

    /// The HTTP response of the call, after it has succeeded.
    pub fn response(&self) -> Option<NativeRawResponse> {
        self.response.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl CallControl {
    pub(crate) fn options(&self) -> &CallOptions {
        &self.options
    }

    /// Waits until the call is cancelled.
    pub(crate) async fn cancelled(&self) {
        // Cannot fail: `self` owns the sender.
        let _ = self.cancelled.subscribe().wait_for(|cancelled| *cancelled).await;
    }

    /// Returns the value, and stores the response if `keep_response` was set.
    pub(crate) fn store<T>(&self, response: RawResponse<T>) -> T {
        if let Some(slot) = &self.response {
            let response = NativeRawResponse::from(&response);
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(response);
        }
        response.value
    }
}

/// The HTTP response of a call.
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

/// Returns the last response of a block of calls. Fails if the block received none.
#[uniffi::export]
pub fn require_response(last: Option<NativeRawResponse>) -> Result<NativeRawResponse, NativeError> {
    last.ok_or_else(|| no_response().into())
}
