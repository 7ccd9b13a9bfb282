//! Imports and exports. `chat44mp._bulk` drives them and runs the program's callbacks between waits.

pub(crate) mod exporting;
pub(crate) mod frame;
pub(crate) mod importing;
pub(crate) mod results;
mod rows;

use std::marker::PhantomData;
use std::pin::pin;
use std::sync::{Arc, Mutex as Lock, PoisonError};
use std::time::{Duration, Instant};

use chat44mp::ffi::python::{Cached, hint};
use chat44mp::ffi::{self, ForkAware, Thread};
use chat44mp::{Error, InputRow, RowResult};
use futures_util::future::{Either, select};
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use tokio::sync::{Mutex, Notify};

use crate::arguments::{Callback, Rows};
use crate::wait::blocking;
use crate::wait::pending::Pending;
use crate::wait::waiter::Settle;
use chat44mp::ffi::exceptions as errors;

/// Time slice for reading rows before events are polled again.
const TIME_SLICE: Duration = Duration::from_millis(50);

/// An import or export in progress.
pub(crate) trait Work: Send {
    /// Waits for the next event; requests for rows are reported only if `rows` is set.
    fn next(&mut self, rows: bool) -> Next<'_>;

    /// Queues a row.
    fn push(&mut self, _: InputRow) {}

    /// Ends the rows.
    fn end_rows(&mut self) {}

    /// Stops gracefully.
    fn stop(&mut self);
}

pub(crate) type Next<'a> = std::pin::Pin<Box<dyn Future<Output = Event> + Send + 'a>>;

/// An event of an import or export.
pub(crate) enum Event {
    /// The import requests at most this many rows: an `int` in Python.
    Rows(usize),
    /// Progress, converted by this function.
    Progress(Settle),
    /// The results of rows, converted by this function: a `list` in Python.
    Results(Settle),
    /// The work has finished; the function creates the report or the exception.
    Report(Settle),
    /// The work has finished, and its report was stored: `None` in Python.
    Finished,
}

impl Event {
    pub(crate) fn progress(value: impl for<'py> IntoPyObject<'py> + Send + 'static) -> Event {
        Event::Progress(Box::new(|py| value.into_py_any(py)))
    }

    pub(crate) fn results(results: Vec<RowResult>) -> Event {
        Event::Results(Box::new(|py| results.into_py_any(py)))
    }

    pub(crate) fn failed(error: Error) -> Event {
        Event::Report(Box::new(move |py| Err(errors::exception(py, &error))))
    }
}

impl<'py> IntoPyObject<'py> for Event {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    hint!(
        OUTPUT_TYPE = type_hint_union!(
            <Option<usize> as IntoPyObject<'_>>::OUTPUT_TYPE,
            <Vec<RowResult> as IntoPyObject<'_>>::OUTPUT_TYPE,
            chat44mp::ImportProgress::OUTPUT_TYPE,
            chat44mp::ExportReport::OUTPUT_TYPE
        )
    );

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Self::Output> {
        match self {
            Event::Rows(capacity) => capacity.into_bound_py_any(py),
            Event::Progress(value) | Event::Results(value) => value(py).map(|value| value.into_bound(py)),
            Event::Report(_) | Event::Finished => Ok(py.None().into_bound(py)),
        }
    }
}

/// An import or export, driven by `chat44mp._bulk`. It starts when its first event is requested.
#[pyclass(frozen, module = "chat44mp._native")]
pub(crate) struct Run(
    // Shared with the wait for the next event.
    Lock<Option<ForkAware<Arc<Shared>>>>,
);

/// The work, and a signal that ends a wait for it.
struct Shared {
    running: Mutex<Running>,
    woken: Notify,
}

struct Running {
    work: Box<dyn Work>,
    /// The number of rows so far.
    rows: u64,
    report: Option<Settle>,
}

impl Run {
    fn shared(&self) -> PyResult<Arc<Shared>> {
        let running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let running = running.as_ref().and_then(ForkAware::get).map(Arc::clone);
        running.ok_or_else(|| {
            PyRuntimeError::new_err("the import or export was closed, or belongs to the parent process")
        })
    }

    /// Fails while an event is awaited.
    fn with<T>(&self, f: impl FnOnce(&mut Running) -> T) -> PyResult<T> {
        match self.shared()?.running.try_lock() {
            Ok(mut running) => Ok(f(&mut running)),
            Err(_) => Err(PyRuntimeError::new_err("the import or export is already being awaited")),
        }
    }
}

#[pymethods]
impl Run {
    /// Waits for the next event.
    fn next(&self, py: Python<'_>) -> PyResult<Event> {
        // A wait that finishes immediately does not check signals.
        py.check_signals()?;
        blocking::wait(py, next(self.shared()?, true))
    }

    /// The asyncio variant. Requests for rows are reported only if `rows` is set. A wait that was woken returns 0.
    fn anext(&self, rows: bool) -> PyResult<Pending<Event>> {
        let shared = self.shared()?;
        Ok(Pending::call(Thread::Io, move |_| Ok(async move { Ok(next(shared, rows).await) }), |event| event))
    }

    /// Ends the current wait, or else the next one.
    fn wake(&self) {
        if let Ok(shared) = self.shared() {
            shared.woken.notify_one();
        }
    }

    /// Queues at most `capacity` rows from an iterator, for one time slice.
    fn read_rows(&self, py: Python<'_>, rows: Rows, capacity: usize) -> PyResult<()> {
        let mut rows = rows.0.bind(py).try_iter()?;
        let started = Instant::now();
        for _ in 0..capacity {
            match rows.next() {
                Some(row) => self.push(&row?)?,
                None => return self.end_rows(),
            }
            if started.elapsed() > TIME_SLICE {
                break;
            }
        }
        Ok(())
    }

    /// Queues one row.
    fn push(&self, row: &Bound<'_, PyAny>) -> PyResult<()> {
        let converted = rows::convert(row)?;
        let is_row = converted.is_some();
        let number = self.with(|running| {
            running.rows += 1;
            if let Some(row) = converted {
                running.work.push(row);
            }
            running.rows
        })?;
        if is_row { Ok(()) } else { Err(rows::wrong_type(row, number)) }
    }

    /// Ends the rows.
    fn end_rows(&self) -> PyResult<()> {
        self.with(|running| running.work.end_rows())
    }

    /// Stops gracefully.
    fn stop(&self) -> PyResult<()> {
        self.with(|running| running.work.stop())
    }

    /// Returns the report.
    fn report(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let report = self.with(|running| running.report.take())?;
        report.ok_or_else(|| PyRuntimeError::new_err("the import or export has not finished"))?(py)
    }

    /// Stops immediately, unless the work has finished.
    fn close(&self, py: Python<'_>) {
        let running = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        py.detach(|| {
            drop(running);
            ffi::run_pending();
        });
    }
}

async fn next(shared: Arc<Shared>, rows: bool) -> Event {
    let mut running = shared.running.lock().await;
    let event = match select(running.work.next(rows), pin!(shared.woken.notified())).await {
        Either::Left((event, _)) => event,
        Either::Right(_) => Event::Rows(0),
    };
    match event {
        Event::Report(report) => {
            running.report = Some(report);
            Event::Finished
        }
        event => event,
    }
}

/// An import or export that returns a `T`, with the program's rows and callbacks.
pub(crate) struct Bulk<T> {
    run: Run,
    rows: Option<Py<PyAny>>,
    progress: Option<Py<PyAny>>,
    on_row: Option<Py<PyAny>>,
    report: PhantomData<T>,
}

impl<T> Bulk<T> {
    pub(crate) fn new<P>(
        work: impl Work + 'static,
        rows: Option<Py<PyAny>>,
        progress: Option<Callback<P>>,
    ) -> Bulk<T> {
        let running = Running { work: Box::new(work), rows: 0, report: None };
        let shared = Shared { running: Mutex::new(running), woken: Notify::new() };
        let run = Run(Lock::new(Some(ForkAware::new(Arc::new(shared)))));
        let progress = progress.map(|callback| callback.0);
        Bulk { run, rows, progress, on_row: None, report: PhantomData }
    }

    /// Sets the program's callback for the result of each row.
    pub(crate) fn on_row(mut self, callback: Option<Callback<RowResult>>) -> Bulk<T> {
        self.on_row = callback.map(|callback| callback.0);
        self
    }

    /// Waits until the work finishes.
    pub(crate) fn blocking(self, py: Python<'_>) -> PyResult<Report<T>> {
        static DRIVE: Cached = Cached::new();
        self.drive(py, &DRIVE, "blocking").map(|report| Report(report, PhantomData))
    }

    /// Returns a coroutine that waits until the work finishes.
    pub(crate) fn pending(self, py: Python<'_>) -> PyResult<PendingReport<T>> {
        static DRIVE: Cached = Cached::new();
        self.drive(py, &DRIVE, "pending").map(|coroutine| PendingReport(coroutine, PhantomData))
    }

    fn drive(self, py: Python<'_>, function: &'static Cached, name: &str) -> PyResult<Py<PyAny>> {
        let drive = function.import(py, "chat44mp._bulk", name)?;
        drive.call1((self.run, self.rows, self.progress, self.on_row)).map(Bound::unbind)
    }
}

/// The report of an import or export.
pub(crate) struct Report<T>(Py<PyAny>, PhantomData<T>);

/// A coroutine that returns the report.
pub(crate) struct PendingReport<T>(Py<PyAny>, PhantomData<T>);

impl<'py, T: IntoPyObject<'py>> IntoPyObject<'py> for Report<T> {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = std::convert::Infallible;

    hint!(OUTPUT_TYPE = T::OUTPUT_TYPE);

    fn into_pyobject(self, py: Python<'py>) -> Result<Self::Output, Self::Error> {
        Ok(self.0.into_bound(py))
    }
}

impl<'py, T: IntoPyObject<'py>> IntoPyObject<'py> for PendingReport<T> {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = std::convert::Infallible;

    hint!(OUTPUT_TYPE = Pending::<T>::OUTPUT_TYPE);

    fn into_pyobject(self, py: Python<'py>) -> Result<Self::Output, Self::Error> {
        Ok(self.0.into_bound(py))
    }
}
