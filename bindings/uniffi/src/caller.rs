//! Runs calls on the I/O thread.
//!
//! uniffi polls futures on threads of the other language; on a phone, this can be the UI thread. They only wait.

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
    /// Returns the core's client with the options of one call.
    pub(crate) fn client(&self, control: &CallControl) -> Result<Client, NativeError> {
        Ok(self.handle.client()?.for_call(control.options().clone().lift()?))
    }

    /// Runs a call and returns its value.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        control: &CallControl,
        call: impl FnOnce(&Client) -> Call<T>,
    ) -> Result<T, NativeError> {
        let call = call(&self.client(control)?).raw();
        run(control, call).await.map(|response| control.store(response))
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
    let _task = StopOnDrop(spawn(async move {
        let _ = sender.send(AssertUnwindSafe(call).catch_unwind().await);
    })?);
    // The result is polled first: that of a call that finished before it was cancelled is not lost.
    match select(result, pin!(control.cancelled())).await {
        Either::Left((Ok(Ok(result)), _)) => Ok(result?),
        // uniffi converts the panic to an exception.
        Either::Left((Ok(Err(panic)), _)) => resume_unwind(panic),
        Either::Left((Err(_), _)) | Either::Right(_) => Err(NativeError::Cancelled),
    }
}

/// Stops the task when dropped.
struct StopOnDrop(Task);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.stop();
    }
}
