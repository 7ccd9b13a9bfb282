//! Hooks around the attempts of a request.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};

use crate::error::Error;

/// Hooks around the attempts of a request. An import journals each attempt, and pauses all its rows after HTTP 429.
pub(crate) trait Delivery: fmt::Debug + Send + Sync {
    /// The action before the first byte of a new attempt is sent.
    fn before_send(self: Arc<Self>) -> Option<BeforeSend>;

    /// The maximum number of retries after HTTP 429, which are counted separately.
    fn max_throttles(&self) -> u32;

    /// Whether a failed attempt may be retried at all.
    fn may_retry(&self, error: &Error) -> bool;

    /// Waits before the next attempt, at least for the `wait` of the retry policy. Returns false to fail with `error`.
    fn pause<'a>(&'a self, error: &'a Error, wait: Duration) -> BoxFuture<'a, bool>;
}

/// Runs once per attempt, before the first byte of a write is sent. If it fails, the write is not sent.
#[derive(Clone)]
pub(crate) struct BeforeSend(Shared<BoxFuture<'static, Result<(), io::ErrorKind>>>);

impl BeforeSend {
    pub(crate) fn new(action: impl Future<Output = io::Result<()>> + Send + 'static) -> BeforeSend {
        let action: BoxFuture<'static, _> =
            Box::pin(async move { action.await.map_err(|error| error.kind()) });
        BeforeSend(action.shared())
    }

    /// Polls the action; it begins with the first call.
    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.poll_unpin(context).map_err(io::Error::from)
    }
}
