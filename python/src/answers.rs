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

    /// The next row that has arrived, or the error after the last; nothing when more has to be fetched, or all is read.
    fn here(&mut self) -> Option<Result<S::Row, Error>> {
        let row = self.arrived.pop_front().map(Ok);
        row.or_else(|| self.error.take().map(Err))
    }

    fn take_stream(&mut self) -> PyResult<Option<S>> {
        match &mut self.stream {
            None => Ok(None),
            Some(stream) => match stream.take() {
                None if stream.get().is_none() => Err(read_elsewhere()),
                stream => Ok(stream),
            },
        }
    }
}

fn read_elsewhere() -> PyErr {
    PyRuntimeError::new_err("these answers are being read elsewhere, or by the parent process")
}

/// While there is one, rows are being fetched. A fetch that was cancelled leaves nothing to read.
struct Reading<'a, S: RowSource>(&'a Mutex<Rows<S>>);

impl<S: RowSource> Drop for Reading<'_, S> {
    fn drop(&mut self) {
        lock(self.0).stream = None;
    }
}

/// What [`Rows::here`] returned, for Python. Called without the lock: to create an exception is to run Python.
fn in_python<R>(py: Python<'_>, next: Option<Result<R, Error>>) -> PyResult<Option<R>> {
    next.transpose().map_err(|error| errors::exception(py, &error))
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
                if let Some(row) = in_python(py, rows.here())? {
                    return Ok(Some(row));
                }
                match rows.take_stream()? {
                    None => Ok(None),
                    Some(stream) => {
                        rows.stream = None;
                        *rows = now::wait(py, Rows::fetch(stream))?;
                        in_python(py, rows.here())
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
        pub(crate) struct $async_rows(
            // The I/O thread locks it, which a child does not have.
            OfProcess<Arc<Mutex<Rows<$source>>>>,
        );

        impl From<$source> for $async_rows {
            fn from(stream: $source) -> Self {
                $async_rows(OfProcess::new(Arc::new(Mutex::new(Rows::new(stream)))))
            }
        }

        #[pymethods]
        impl $async_rows {
            fn __aiter__(this: Py<Self>) -> Py<Self> {
                this
            }

            fn __anext__(&self, py: Python<'_>) -> PyResult<Later<$row>> {
                let shared = self.0.get().map(Arc::clone).ok_or_else(read_elsewhere)?;
                let (next, is_over) = {
                    let mut rows = lock(&shared);
                    (rows.here(), rows.stream.is_none())
                };
                if let Some(row) = in_python(py, next)? {
                    return Ok(Later::ready(row));
                }
                if is_over {
                    return Err(PyStopAsyncIteration::new_err(()));
                }
                Ok(Later::new(move |_| {
                    let stream = lock(&shared).take_stream();
                    let Some(stream) = stream? else {
                        return Err(PyStopAsyncIteration::new_err(()));
                    };
                    Ok(Box::pin(async move {
                        let reading = Reading(&shared);
                        let fetched = Rows::fetch(stream).await;
                        drop(reading);
                        Box::new(move |py: Python<'_>| {
                            let next = {
                                let mut rows = lock(&shared);
                                *rows = fetched;
                                rows.here()
                            };
                            match in_python(py, next)? {
                                Some(row) => row.into_pyobject(py).map(|row| row.into_any().unbind()),
                                None => Err(PyStopAsyncIteration::new_err(())),
                            }
                        }) as _
                    }))
                }))
            }

            /// Closes the connection; there are no more rows then. Closing twice does nothing.
            fn aclose(&self) -> Later<Nothing> {
                if let Some(rows) = self.0.get() {
                    *lock(rows) = Rows::default();
                }
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
