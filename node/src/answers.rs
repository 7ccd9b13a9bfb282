//! The rows of `flows.answers` and `flows.rows`. `lib/answers.js` makes an async iterator of them.
//!
//! Rows that have arrived are fetched together, so that most of them cost no trip between the threads.

use std::future::poll_fn;
use std::mem;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use chat44mp::ffi::busy;
use chat44mp::ffi::node::{Record, ToJs};
use chat44mp::{AnswerRows, AnswersStream, Error, FieldValue, SubscriberAnswers};
use napi::bindgen_prelude::ToNapiValue;
use napi::{Env, Result, sys};
use napi_derive::napi;

use crate::arguments::CallOptions;
use crate::bridge::{self, Promise};
use crate::errors;
use crate::values::Raw;

/// So many rows are fetched at once, at most.
const TOGETHER: usize = 64;

/// Where rows come from.
pub(crate) enum Source {
    Answers(AnswersStream),
    /// With the names of the columns, once they are known.
    Table(AnswerRows, Option<Arc<[String]>>),
}

/// One row: what a subscriber answered, or a row of a table with its columns.
pub(crate) enum Row {
    Answers(SubscriberAnswers),
    Table(Arc<[String]>, Vec<FieldValue>),
}

impl Source {
    async fn next(&mut self) -> Option<std::result::Result<Row, Error>> {
        match self {
            Source::Answers(stream) => stream.next().await.map(|row| row.map(Row::Answers)),
            Source::Table(rows, columns) => {
                let columns = match columns {
                    Some(columns) => columns,
                    None => match rows.columns().await {
                        Ok(names) => columns.insert(names.into()),
                        Err(error) => return Some(Err(error)),
                    },
                };
                let columns = Arc::clone(columns);
                rows.next().await.map(|row| row.map(|cells| Row::Table(columns, cells)))
            }
        }
    }
}

impl ToJs for Row {
    fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
        match self {
            Row::Answers(row) => row.to_js(env),
            Row::Table(columns, cells) => {
                let row = Record::new(env)?;
                for (column, cell) in columns.iter().zip(cells) {
                    match cell {
                        FieldValue::Text(text) => row.set_any(column, text)?,
                        FieldValue::Integer(number) => row.set_any(column, number)?,
                        _ => {}
                    }
                }
                row.to_js(env)
            }
        }
    }
}

/// What is left of an answer.
enum Rest {
    Open(Box<Source>),
    /// Rows are being fetched.
    Away,
    /// The rows before it were handed out.
    Failed(Error),
    Over,
}

/// The rows of `flows.answers` or `flows.rows`, for `for await`. Leaving the loop, or `return()`, closes the connection.
#[napi]
pub struct Answers {
    rest: Arc<Mutex<Rest>>,
}

impl From<Source> for Answers {
    fn from(source: Source) -> Self {
        Answers { rest: Arc::new(Mutex::new(Rest::Open(Box::new(source)))) }
    }
}

impl ToJs for Answers {
    fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
        // SAFETY: called while JavaScript waits, with its environment.
        unsafe { ToNapiValue::to_napi_value(env.raw(), self) }.map(Some)
    }
}

#[napi]
impl Answers {
    /// The next rows, at least one; none when all are read.
    #[napi(skip_typescript)]
    pub fn fetch(&self, env: Env, options: Option<CallOptions>) -> Result<Promise<Vec<()>>> {
        let signal = options.and_then(|options| options.signal);
        // Not in the match: the lock would be held to its end.
        let rest = mem::replace(&mut *lock(&self.rest), Rest::Away);
        let stream = match rest {
            Rest::Open(stream) => Some(stream),
            Rest::Away => return Err(errors::thrown(env, &busy("the answer"))),
            Rest::Failed(error) => {
                *lock(&self.rest) = Rest::Over;
                return bridge::failed(env, &error);
            }
            Rest::Over => {
                *lock(&self.rest) = Rest::Over;
                None
            }
        };
        let reading = stream.is_some().then(|| Reading(Arc::clone(&self.rest)));
        let fetched = async move {
            let Some(stream) = stream else { return Ok(Vec::new()) };
            let (rows, rest) = fetch(stream).await?;
            if let Some(Reading(shared)) = &reading {
                let mut shared = lock(shared);
                // Otherwise it was closed meanwhile.
                if matches!(*shared, Rest::Away) {
                    *shared = rest;
                }
            }
            Ok(rows)
        };
        bridge::start(env, signal, fetched, |env, rows| rows.to_js(env))
    }

    /// Closes the connection; there are no more rows then. Closing twice does nothing.
    #[napi(skip_typescript)]
    pub fn close(&self) {
        *lock(&self.rest) = Rest::Over;
    }
}

/// While there is one, rows are being fetched. A fetch that was stopped leaves nothing to read.
struct Reading(Arc<Mutex<Rest>>);

impl Drop for Reading {
    fn drop(&mut self) {
        let mut rest = lock(&self.0);
        if matches!(*rest, Rest::Away) {
            *rest = Rest::Over;
        }
    }
}

fn lock(rest: &Mutex<Rest>) -> MutexGuard<'_, Rest> {
    rest.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits for one row, and takes what arrived with it.
async fn fetch(mut source: Box<Source>) -> std::result::Result<(Vec<Row>, Rest), Error> {
    let mut rows = Vec::new();
    while rows.len() < TOGETHER {
        let next = if rows.is_empty() {
            source.next().await
        } else {
            let mut next = pin!(source.next());
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
    Ok((rows, Rest::Open(source)))
}

/// Sends the request and waits for the beginning of its answer.
pub(crate) async fn with_head(mut stream: AnswersStream) -> std::result::Result<Raw<Answers>, Error> {
    let (status, headers) = stream.head().await?;
    let headers = headers.clone();
    Ok(Raw { value: Source::Answers(stream).into(), status, headers, body: None })
}
