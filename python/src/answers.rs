//! The rows of `flows.answers` and `flows.rows`, as an iterator and as an async iterator.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chat44mp::ffi::{self, BatchReader, ForkAware, RowSource, Table, TableRow, Thread};
use chat44mp::{AnswersStream, Error, SubscriberAnswers};
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::{PyRuntimeError, PyStopAsyncIteration};
use pyo3::prelude::*;

use crate::arguments::Ignored;
use crate::values::Nothing;
use crate::wait::blocking;
use crate::wait::pending::Pending;
use chat44mp::ffi::exceptions as errors;

/// A stream, and the rows of it that have arrived.
struct Rows<S: RowSource> {
    arrived: VecDeque<S::Row>,
    /// A child process must not use the parent's connection.
    reader: ForkAware<BatchReader<S>>,
}

impl<S: RowSource> Rows<S> {
    fn new(stream: S) -> Rows<S> {
        Rows { arrived: VecDeque::new(), reader: ForkAware::new(BatchReader::new(stream)) }
    }

    fn reader(&self) -> PyResult<&BatchReader<S>> {
        self.reader.get().filter(|reader| !reader.is_reading()).ok_or_else(read_elsewhere)
    }

    fn is_finished(&self) -> bool {
        self.arrived.is_empty() && self.reader.get().is_none_or(BatchReader::is_finished)
    }

    /// Closes the connection and drops the rows.
    fn stop(&mut self) {
        if let Some(reader) = self.reader.get() {
            reader.stop();
        }
        self.arrived = VecDeque::new();
    }
}

fn read_elsewhere() -> PyErr {
    PyRuntimeError::new_err("these answers are already being read, or belong to the parent process")
}

fn lock<S: RowSource>(rows: &Mutex<Rows<S>>) -> MutexGuard<'_, Rows<S>> {
    rows.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits for a batch and returns its first row.
fn next_row<S: RowSource, R>(shared: Arc<Mutex<Rows<S>>>) -> Pending<R>
where
    S::Row: for<'py> IntoPyObject<'py>,
{
    Pending::new(Thread::Io, move |py| {
        // The lock is released first, because creating an exception runs Python code.
        let batch = lock(&shared).reader().map(BatchReader::next);
        let batch = batch?.map_err(|error| errors::exception(py, &error))?;
        Ok(Box::pin(async move {
            let batch = batch.await;
            Box::new(move |py: Python<'_>| {
                let batch = batch.map_err(|error| errors::exception(py, &error))?;
                let next = {
                    let mut rows = lock(&shared);
                    rows.arrived.extend(batch);
                    rows.arrived.pop_front()
                };
                next.ok_or_else(|| PyStopAsyncIteration::new_err(()))?.into_py_any(py)
            }) as _
        }))
    })
}

/// Defines the iterator and the async iterator over the rows of a source.
macro_rules! iterators {
    ($call:literal $source:ident of $row:ident: $rows:ident $async_rows:ident) => {
        #[doc = concat!("The rows of `flows.", $call, "`: an iterator. Dropping it, or `close()`, closes the connection.")]
        #[pyclass(module = "chat44mp")]
        pub(crate) struct $rows(
            // Never locked: `&mut self` is an exclusive borrow.
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
                if rows.arrived.is_empty() {
                    let failed = |error: Error| errors::exception(py, &error);
                    let batch = rows.reader()?.next().map_err(failed)?;
                    rows.arrived = blocking::wait(py, batch)?.map_err(failed)?.into();
                }
                Ok(rows.arrived.pop_front())
            }

            /// Closes the connection and ends the iteration. Closing twice does nothing.
            fn close(&mut self) {
                self.rows().stop();
                ffi::run_pending();
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
                if !self.rows().is_finished() {
                    self.close();
                }
            }
        }

        #[doc = concat!("The rows of `flows.", $call, "`: an async iterator. Dropping it, or `aclose()`, closes the connection.")]
        #[pyclass(frozen, module = "chat44mp")]
        pub(crate) struct $async_rows(
            // Locked by the I/O thread, which a child process does not have.
            ForkAware<Arc<Mutex<Rows<$source>>>>,
        );

        impl From<$source> for $async_rows {
            fn from(stream: $source) -> Self {
                $async_rows(ForkAware::new(Arc::new(Mutex::new(Rows::new(stream)))))
            }
        }

        #[pymethods]
        impl $async_rows {
            fn __aiter__(this: Py<Self>) -> Py<Self> {
                this
            }

            fn __anext__(&self) -> PyResult<Pending<$row>> {
                let shared = self.0.get().map(Arc::clone).ok_or_else(read_elsewhere)?;
                let (next, is_finished) = {
                    let mut rows = lock(&shared);
                    (rows.arrived.pop_front(), rows.is_finished())
                };
                match next {
                    Some(row) => Ok(Pending::ready(row)),
                    None if is_finished => Err(PyStopAsyncIteration::new_err(())),
                    None => Ok(next_row(shared)),
                }
            }

            /// Closes the connection and ends the iteration. Closing twice does nothing.
            fn aclose(&self) -> Pending<Nothing> {
                if let Some(rows) = self.0.get() {
                    lock(rows).stop();
                }
                Pending::ready(Nothing)
            }

            fn __aenter__(this: Py<Self>) -> Pending<Py<Self>> {
                Pending::ready(this)
            }

            #[pyo3(signature = (kind, exception, traceback, /))]
            #[expect(unused_variables)]
            fn __aexit__(&self, kind: Ignored, exception: Ignored, traceback: Ignored) -> Pending<Nothing> {
                self.aclose()
            }
        }
    };
}

iterators!("answers" AnswersStream of SubscriberAnswers: Answers AsyncAnswers);
iterators!("rows" Table of TableRow: TableRows AsyncTableRows);
