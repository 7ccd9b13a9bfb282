//! An export: it tells of progress, hands over what is to be written to a file of Python's, and ends.

use std::future::poll_fn;
use std::io::{self, Write};
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use chat44mp::{BoxFuture, Error, ExportOptions, ExportReport};
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::bulk::{Event, Next, Work};
use crate::errors;

/// So many bytes wait to be written, or a little more.
const WAITING_BYTES: usize = 64 * 1024;

/// An export that goes on when it is asked what happens, and no further: a file that is slow to write slows it down.
pub(crate) struct Exporting {
    export: Option<BoxFuture<Result<ExportReport, Error>>>,
    done: Arc<Mutex<Done>>,
    file: Arc<Option<Py<PyAny>>>,
}

/// What it has done since it was last asked.
#[derive(Default)]
struct Done {
    written: Vec<u8>,
    progress: Option<ExportReport>,
}

/// Takes what is written, until Python's file does.
pub(crate) struct Out(Arc<Mutex<Done>>);

fn lock(done: &Mutex<Done>) -> MutexGuard<'_, Done> {
    done.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Write for Out {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        lock(&self.0).written.extend_from_slice(data);
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Exporting {
    /// An export to `file`, unless `begin` writes elsewhere.
    pub(crate) fn new(
        file: Option<Py<PyAny>>,
        options: ExportOptions,
        begin: impl FnOnce(Out, ExportOptions) -> BoxFuture<Result<ExportReport, Error>>,
    ) -> Exporting {
        let done = Arc::<Mutex<Done>>::default();
        let progress = Arc::clone(&done);
        let options = options.on_progress(move |report| lock(&progress).progress = Some(report.clone()));
        let export = begin(Out(Arc::clone(&done)), options);
        Exporting { export: Some(export), done, file: Arc::new(file) }
    }

    async fn event(&mut self) -> Event {
        let Some(export) = &mut self.export else { return Event::Over };
        let end = poll_fn(|context| match export.as_mut().poll(context) {
            Poll::Ready(end) => Poll::Ready(Some(end)),
            Poll::Pending => {
                let done = lock(&self.done);
                let told = done.progress.is_some() || done.written.len() >= WAITING_BYTES;
                if told { Poll::Ready(None) } else { Poll::Pending }
            }
        })
        .await;
        let Done { written, progress } = mem::take(&mut *lock(&self.done));
        let file = Arc::clone(&self.file);
        match end {
            None => Event::Told(Box::new(move |py| {
                write(py, &file, &written)?;
                progress.map_or(0.into_py_any(py), |progress| progress.into_py_any(py))
            })),
            Some(end) => {
                self.export = None;
                Event::Ended(Box::new(move |py| {
                    write(py, &file, &written)?;
                    end.map_err(|error| errors::exception(py, &error))?.into_py_any(py)
                }))
            }
        }
    }
}

impl Work for Exporting {
    fn next(&mut self, _: bool) -> Next<'_> {
        Box::pin(self.event())
    }

    fn stop(&mut self) {
        self.export = None;
    }
}

/// Writes all of it, though a file may write less at once and say so.
fn write(py: Python<'_>, file: &Option<Py<PyAny>>, mut data: &[u8]) -> PyResult<()> {
    let Some(file) = file else { return Ok(()) };
    while !data.is_empty() {
        let written = file.call_method1(py, name!(py, "write"), (PyBytes::new(py, data),))?;
        let written = written.extract(py).unwrap_or(data.len());
        data = data.get(written..).unwrap_or_default();
    }
    Ok(())
}
