//! Runs calls on the I/O thread.
//!
//! uniffi polls futures on threads of the other language, which only wait: on a phone, that may be the UI thread.

use std::future::Future;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::pin::pin;

use chat44mp::ffi::{Task, spawn};
use chat44mp::{Call, Client, Error};
use futures_util::FutureExt;
use futures_util::future::{Either, select};
use tokio::sync::oneshot;

use crate::client::NativeClient;
use crate::control::CallControl;
use crate::error::NativeError;

impl NativeClient {
    /// The core's client with the options of one call.
    pub(crate) fn with(&self, control: &CallControl) -> Result<Client, NativeError> {
        Ok(self.handle.client()?.with_options(control.options().over(&self.options)?))
    }

    /// Makes a call and returns its value.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        control: &CallControl,
        make: impl FnOnce(&Client) -> Call<T>,
    ) -> Result<T, NativeError> {
        let call = make(&self.with(control)?).raw();
        run(control, call).await.map(|response| control.keep(response))
    }
}

/// Runs `call` on the I/O thread until it finishes or is cancelled. Dropping the future also stops it.
pub(crate) async fn run<T: Send + 'static>(
    control: &CallControl,
    call: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, NativeError> {
    if control.is_cancelled() {
        return Err(NativeError::Cancelled);
    }
    let (sender, result) = oneshot::channel();
    let _task = Stopping(spawn(async move {
        let _ = sender.send(AssertUnwindSafe(call).catch_unwind().await);
    })?);
    // The value first: a call that finished before it was cancelled is not lost.
    match select(result, pin!(control.cancelled())).await {
        Either::Left((Ok(Ok(result)), _)) => Ok(result?),
        // Kotlin and Swift receive it as an exception of uniffi.
        Either::Left((Ok(Err(panic)), _)) => resume_unwind(panic),
        Either::Left((Err(_), _)) | Either::Right(_) => Err(NativeError::Cancelled),
    }
}

/// Stops the task when its waiter is dropped.
struct Stopping(Task);

impl Drop for Stopping {
    fn drop(&mut self) {
        self.0.stop();
    }
}
