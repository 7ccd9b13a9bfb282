//! The rows of `flows.answers` and `flows.rows`, as an iterator and as an async one.
//!
//! Rows that have arrived are fetched together, so that most of them cost no trip to the runtime.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chat44mp::ffi::{self, OfProcess, Portion, RowSource, Table, TableRow};
use chat44mp::{AnswersStream, Error, SubscriberAnswers};
use pyo3::exceptions::{PyRuntimeError, PyStopAsyncIteration};
use pyo3::prelude::*;

use crate::arguments::Ignored;
use crate::later::Later;
use crate::values::Nothing;
use crate::{errors, now};

/// What is left of an answer.
struct Rows<S: RowSource> {
    arrived: VecDeque<S::Row>,
    /// What ended the answer, if it was not its end.
    error: Option<Error>,
    /// The rest of it. Another process's is left alone.
    stream: Option<OfProcess<S>>,
}

impl<S: RowSource> Default for Rows<S> {
    fn default() -> Self {
        Rows { arrived: VecDeque::new(), error: None, stream: None }
    }
}

impl<S: RowSource> Rows<S> {
    fn new(stream: S) -> Rows<S> {
        Rows { stream: Some(OfProcess::new(stream)), ..Rows::default() }
    }

    async fn fetch(stream: S) -> Rows<S> {
        let Portion { rows, rest } = ffi::portion(stream).await;
        let arrived = rows.into();
        match rest {
            Ok(stream) => Rows { arrived, stream: stream.map(OfProcess::new), ..Rows::default() },
            Err(error) => Rows { arrived, error: Some(error), ..Rows::default() },
        }
    }

    /// The next row that is here already; nothing when more has to be fetched, or all is read.
    fn here(&mut self, py: Python<'_>) -> PyResult<Option<S::Row>> {
        match (self.arrived.pop_front(), self.error.take()) {
            (Some(row), error) => {
                self.error = error;
                Ok(Some(row))
            }
            (None, Some(error)) => Err(errors::exception(py, &error)),
            (None, None) => Ok(None),
        }
    }

    fn take_stream(&mut self) -> PyResult<Option<S>> {
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

/// While there is one, rows are being fetched. A fetch that was cancelled leaves nothing to read.
struct Reading<'a, S: RowSource>(&'a Mutex<Rows<S>>);

impl<S: RowSource> Drop for Reading<'_, S> {
    fn drop(&mut self) {
        lock(self.0).stream = None;
    }
}

fn lock<S: RowSource>(rows: &Mutex<Rows<S>>) -> MutexGuard<'_, Rows<S>> {
    rows.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The two iterators over the rows of a source.
macro_rules! iterators {
    ($call:literal $source:ident of $row:ident: $rows:ident $async_rows:ident) => {
        #[doc = concat!("The rows of `flows.", $call, "`: an iterator. Leaving it, or `close()`, closes its connection.")]
        #[pyclass(module = "chat44mp")]
        pub(crate) struct $rows(
            // Never locked: Python sees to it that one thread at a time reads them.
            Mutex<Rows<$source>>,
        );

        impl From<$source> for $rows {
            fn from(stream: $source) -> Self {
                $rows(Mutex::new(Rows::new(stream)))
            }
        }

        #[pymethods]
        impl $rows {
            fn __iter__(this: Py<Self>) -> Py<Self> {
                this
            }

            fn __next__(&mut self, py: Python<'_>) -> PyResult<Option<$row>> {
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

        impl $rows {
            fn rows(&mut self) -> &mut Rows<$source> {
                self.0.get_mut().unwrap_or_else(PoisonError::into_inner)
            }
        }

        impl Drop for $rows {
            fn drop(&mut self) {
                if self.rows().stream.is_some() {
                    self.close();
                }
            }
        }

        #[doc = concat!("The rows of `flows.", $call, "`: an async iterator. Leaving it, or `aclose()`, closes its connection.")]
        #[pyclass(frozen, module = "chat44mp")]
        pub(crate) struct $async_rows(Arc<Mutex<Rows<$source>>>);

        impl From<$source> for $async_rows {
            fn from(stream: $source) -> Self {
                $async_rows(Arc::new(Mutex::new(Rows::new(stream))))
            }
        }

        #[pymethods]
        impl $async_rows {
            fn __aiter__(this: Py<Self>) -> Py<Self> {
                this
            }

            fn __anext__(&self, py: Python<'_>) -> PyResult<Later<$row>> {
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
    };
}

iterators!("answers" AnswersStream of SubscriberAnswers: Answers AsyncAnswers);
iterators!("rows" Table of TableRow: TableRows AsyncTableRows);
