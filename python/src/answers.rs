//! The rows of `flows.answers`, as an iterator and as an async one.
//!
//! Rows that have arrived are fetched together, so that most of them cost no trip to the runtime.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use chat44mp::ffi::{self, OfProcess};
use chat44mp::{AnswersStream, Error, SubscriberAnswers};
use pyo3::exceptions::{PyRuntimeError, PyStopAsyncIteration};
use pyo3::prelude::*;

use crate::arguments::Ignored;
use crate::later::Later;
use crate::values::Nothing;
use crate::{errors, now};

/// So many rows are fetched at once, at most.
const TOGETHER: usize = 64;

/// What is left of an answer.
#[derive(Default)]
struct Rows {
    arrived: VecDeque<SubscriberAnswers>,
    /// What ended the answer, if it was not its end.
    error: Option<Error>,
    /// The rest of it. Another process's is left alone.
    stream: Option<OfProcess<AnswersStream>>,
}

impl Rows {
    fn new(stream: AnswersStream) -> Rows {
        Rows { stream: Some(OfProcess::new(stream)), ..Rows::default() }
    }

    /// Waits for one row, and takes what arrived with it.
    async fn fetch(mut stream: AnswersStream) -> Rows {
        let mut rows = Rows::default();
        while rows.arrived.len() < TOGETHER {
            let next = if rows.arrived.is_empty() {
                stream.next().await
            } else {
                let mut next = pin!(stream.next());
                match poll_fn(|context| Poll::Ready(next.as_mut().poll(context))).await {
                    Poll::Ready(next) => next,
                    Poll::Pending => break,
                }
            };
            match next {
                Some(Ok(row)) => rows.arrived.push_back(row),
                Some(Err(error)) => {
                    rows.error = Some(error);
                    return rows;
                }
                None => return rows,
            }
        }
        rows.stream = Some(OfProcess::new(stream));
        rows
    }

    /// The next row that is here already; nothing when more has to be fetched, or all is read.
    fn here(&mut self, py: Python<'_>) -> PyResult<Option<SubscriberAnswers>> {
        match (self.arrived.pop_front(), self.error.take()) {
            (Some(row), error) => {
                self.error = error;
                Ok(Some(row))
            }
            (None, Some(error)) => Err(errors::exception(py, &error)),
            (None, None) => Ok(None),
        }
    }

    fn take_stream(&mut self) -> PyResult<Option<AnswersStream>> {
        match &mut self.stream {
            None => Ok(None),
            Some(stream) => match stream.take() {
                None if stream.get().is_none() => Err(PyRuntimeError::new_err(
                    "these answers are being read elsewhere, or by the parent process",
                )),
                stream => Ok(stream),
            },
        }
    }
}

/// The rows of `flows.answers`: an iterator. Leaving it, or `close()`, closes its connection.
#[pyclass(module = "chat44mp")]
pub(crate) struct Answers(
    // Never locked: Python sees to it that one thread at a time reads them.
    Mutex<Rows>,
);

impl From<AnswersStream> for Answers {
    fn from(stream: AnswersStream) -> Self {
        Answers(Mutex::new(Rows::new(stream)))
    }
}

#[pymethods]
impl Answers {
    fn __iter__(this: Py<Self>) -> Py<Self> {
        this
    }

    fn __next__(&mut self, py: Python<'_>) -> PyResult<Option<SubscriberAnswers>> {
        let rows = self.rows();
        if let Some(row) = rows.here(py)? {
            return Ok(Some(row));
        }
        match rows.take_stream()? {
            None => Ok(None),
            Some(stream) => {
                rows.stream = None;
                *rows = now::wait(py, Rows::fetch(stream))?;
                rows.here(py)
            }
        }
    }

    /// Closes the connection; there are no more rows then. Closing twice does nothing.
    fn close(&mut self) {
        *self.rows() = Rows::default();
        ffi::settle();
    }

    fn __enter__(this: Py<Self>) -> Py<Self> {
        this
    }

    #[pyo3(signature = (kind, exception, traceback, /))]
    #[expect(unused_variables)]
    fn __exit__(&mut self, kind: Ignored, exception: Ignored, traceback: Ignored) {
        self.close();
    }
}

impl Answers {
    fn rows(&mut self) -> &mut Rows {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Answers {
    fn drop(&mut self) {
        if self.rows().stream.is_some() {
            self.close();
        }
    }
}

/// The rows of `flows.answers`: an async iterator. Leaving it, or `aclose()`, closes its connection.
#[pyclass(frozen, module = "chat44mp")]
pub(crate) struct AsyncAnswers(Arc<Mutex<Rows>>);

impl From<AnswersStream> for AsyncAnswers {
    fn from(stream: AnswersStream) -> Self {
        AsyncAnswers(Arc::new(Mutex::new(Rows::new(stream))))
    }
}

/// While there is one, rows are being fetched. A fetch that was cancelled leaves nothing to read.
struct Reading<'a>(&'a Mutex<Rows>);

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        lock(self.0).stream = None;
    }
}

fn lock(rows: &Mutex<Rows>) -> MutexGuard<'_, Rows> {
    rows.lock().unwrap_or_else(PoisonError::into_inner)
}

#[pymethods]
impl AsyncAnswers {
    fn __aiter__(this: Py<Self>) -> Py<Self> {
        this
    }

    fn __anext__(&self, py: Python<'_>) -> PyResult<Later<SubscriberAnswers>> {
        let mut rows = lock(&self.0);
        if let Some(row) = rows.here(py)? {
            return Ok(Later::ready(row));
        }
        if rows.stream.is_none() {
            return Err(PyStopAsyncIteration::new_err(()));
        }
        let shared = Arc::clone(&self.0);
        Ok(Later::new(move |_| {
            let Some(stream) = lock(&shared).take_stream()? else {
                return Err(PyStopAsyncIteration::new_err(()));
            };
            Ok(Box::pin(async move {
                let reading = Reading(&shared);
                let fetched = Rows::fetch(stream).await;
                drop(reading);
                Box::new(move |py: Python<'_>| {
                    let mut rows = lock(&shared);
                    *rows = fetched;
                    match rows.here(py)? {
                        Some(row) => row.into_pyobject(py).map(|row| row.into_any().unbind()),
                        None => Err(PyStopAsyncIteration::new_err(())),
                    }
                }) as _
            }))
        }))
    }

    /// Closes the connection; there are no more rows then. Closing twice does nothing.
    fn aclose(&self) -> Later<Nothing> {
        *lock(&self.0) = Rows::default();
        Later::ready(Nothing)
    }

    fn __aenter__(this: Py<Self>) -> Later<Py<Self>> {
        Later::ready(this)
    }

    #[pyo3(signature = (kind, exception, traceback, /))]
    #[expect(unused_variables)]
    fn __aexit__(&self, kind: Ignored, exception: Ignored, traceback: Ignored) -> Later<Nothing> {
        self.aclose()
    }
}
