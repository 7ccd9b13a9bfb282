//! The rows of `flows.answers`. Rows that have arrived cross together, so that most of them cost no trip of their own.

use std::sync::Arc;

use chat44mp::ffi::Portions;
use chat44mp::{AnswersStream, SubscriberAnswers};

use crate::caller::run;
use crate::control::CallControl;
use crate::error::NativeError;

/// The rows of `flows.answers`. Nothing is sent before they are asked for.
#[derive(uniffi::Object)]
pub struct NativeAnswers(Portions<AnswersStream>);

impl From<AnswersStream> for NativeAnswers {
    fn from(stream: AnswersStream) -> Self {
        NativeAnswers(Portions::new(stream))
    }
}

#[uniffi::export]
impl NativeAnswers {
    /// Sends the request and waits for the head of its response, which `control` keeps.
    pub async fn open(&self, control: Arc<CallControl>) -> Result<(), NativeError> {
        let head = self.0.head()?;
        let keeper = Arc::clone(&control);
        run(&control, async move {
            if let Some(head) = head.await? {
                keeper.keep(head);
            }
            Ok(())
        })
        .await
    }

    /// The next rows, at least one; none when all are read.
    pub async fn next_batch(&self, control: Arc<CallControl>) -> Result<Vec<SubscriberAnswers>, NativeError> {
        run(&control, self.0.next()?).await
    }

    /// Closes the connection; there are no more rows then. Stopping twice does nothing.
    pub fn stop(&self) {
        self.0.stop();
    }
}
