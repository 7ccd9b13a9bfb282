//! The rows of `flows.answers`. Rows that have arrived cross together, so that most of them cost no trip of their own.

use std::future::poll_fn;
use std::mem;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use chat44mp::{AnswersStream, Error, SubscriberAnswers};

use crate::caller::run;
use crate::control::CallControl;
use crate::error::NativeError;

/// So many rows cross at once, at most.
const TOGETHER: usize = 64;

/// What is left of an answer.
enum Rest {
    Open(Box<AnswersStream>),
    /// Rows are being fetched.
    Away,
    /// The rows before it were handed out.
    Failed(Error),
    Over,
}

/// The rows of `flows.answers`. Nothing is sent before they are asked for.
#[derive(uniffi::Object)]
pub struct NativeAnswers {
    rest: Arc<Mutex<Rest>>,
}

impl From<AnswersStream> for NativeAnswers {
    fn from(stream: AnswersStream) -> Self {
        NativeAnswers { rest: Arc::new(Mutex::new(Rest::Open(Box::new(stream)))) }
    }
}

#[uniffi::export]
impl NativeAnswers {
    /// Sends the request and waits for the beginning of its answer, which `control` keeps.
    pub async fn open(&self, control: Arc<CallControl>) -> Result<(), NativeError> {
        let Some(mut stream) = self.take()? else { return Ok(()) };
        let fetching = Fetching(Arc::clone(&self.rest));
        let keeper = Arc::clone(&control);
        run(&control, async move {
            let (status, headers) = stream.head().await?;
            keeper.keep(status, headers, None);
            fetching.done(Rest::Open(stream));
            Ok(())
        })
        .await
    }

    /// The next rows, at least one; none when all are read.
    pub async fn next_batch(&self, control: Arc<CallControl>) -> Result<Vec<SubscriberAnswers>, NativeError> {
        let Some(stream) = self.take()? else { return Ok(Vec::new()) };
        let fetching = Fetching(Arc::clone(&self.rest));
        run(&control, async move {
            let (rows, rest) = fetch(stream).await?;
            fetching.done(rest);
            Ok(rows)
        })
        .await
    }

    /// Closes the connection; there are no more rows then. Stopping twice does nothing.
    pub fn stop(&self) {
        *lock(&self.rest) = Rest::Over;
    }
}

impl NativeAnswers {
    /// The stream, if there is more to read; whoever has it puts it back.
    fn take(&self) -> Result<Option<Box<AnswersStream>>, NativeError> {
        let mut rest = lock(&self.rest);
        match mem::replace(&mut *rest, Rest::Over) {
            Rest::Open(stream) => {
                *rest = Rest::Away;
                Ok(Some(stream))
            }
            Rest::Away => {
                *rest = Rest::Away;
                Err(chat44mp::ffi::busy("the answer").into())
            }
            Rest::Failed(error) => Err(error.into()),
            Rest::Over => Ok(None),
        }
    }
}

/// While there is one, rows are being fetched. A fetch that was stopped leaves nothing to read.
struct Fetching(Arc<Mutex<Rest>>);

impl Fetching {
    fn done(&self, left: Rest) {
        let mut rest = lock(&self.0);
        // Otherwise it was stopped meanwhile.
        if matches!(*rest, Rest::Away) {
            *rest = left;
        }
    }
}

impl Drop for Fetching {
    fn drop(&mut self) {
        self.done(Rest::Over);
    }
}

fn lock(rest: &Mutex<Rest>) -> MutexGuard<'_, Rest> {
    rest.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits for one row, and takes what arrived with it.
async fn fetch(mut stream: Box<AnswersStream>) -> Result<(Vec<SubscriberAnswers>, Rest), Error> {
    let mut rows = Vec::new();
    while rows.len() < TOGETHER {
        let next = if rows.is_empty() {
            stream.next().await
        } else {
            let mut next = pin!(stream.next());
            match poll_fn(|context| Poll::Ready(next.as_mut().poll(context))).await {
                Poll::Ready(next) => next,
                Poll::Pending => break,
            }
        };
        match next {
            Some(Ok(row)) => rows.push(row),
            Some(Err(error)) if rows.is_empty() => return Err(error),
            Some(Err(error)) => return Ok((rows, Rest::Failed(error))),
            None => return Ok((rows, Rest::Over)),
        }
    }
    Ok((rows, Rest::Open(stream)))
}
