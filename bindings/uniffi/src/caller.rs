//! How a call is made: on the I/O thread, whoever waits for it.
//!
//! uniffi has futures polled by threads of the other language. Nothing but waiting is done there: on a phone that thread
//! may be the one that draws.

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

    /// Makes a call and gives its value.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        control: &CallControl,
        make: impl FnOnce(&Client) -> Call<T>,
    ) -> Result<T, NativeError> {
        let call = make(&self.with(control)?).raw();
        run(control, call).await.map(|response| control.keep(response))
    }
}

/// Runs `call` on the I/O thread until it ends or is to stop. Dropping the future stops it, too.
pub(crate) async fn run<T: Send + 'static>(
    control: &CallControl,
    call: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, NativeError> {
    if control.is_cancelled() {
        return Err(NativeError::Cancelled);
    }
    let (tell, told) = oneshot::channel();
    let _task = Stopping(spawn(async move {
        let _ = tell.send(AssertUnwindSafe(call).catch_unwind().await);
    })?);
    // The value first: what was done before the stop was heard is not lost.
    match select(told, pin!(control.cancelled())).await {
        Either::Left((Ok(Ok(result)), _)) => Ok(result?),
        // Kotlin and Swift get it as an exception of uniffi's own.
        Either::Left((Ok(Err(panic)), _)) => resume_unwind(panic),
        Either::Left((Err(_), _)) | Either::Right(_) => Err(NativeError::Cancelled),
    }
}

/// A task that stops when nobody waits for it any more.
struct Stopping(Task);

impl Drop for Stopping {
    fn drop(&mut self) {
        self.0.stop();
    }
}
