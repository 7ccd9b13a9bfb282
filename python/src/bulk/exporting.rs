//! An export to a path, or to a Python file object.

use std::sync::Arc;

use chat44mp::ffi::{Export, ExportEvent};
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::bulk::{Event, Next, Work};
use chat44mp::ffi::exceptions as errors;

/// Minimum number of bytes per call of `write`, except for the last.
pub(crate) const MIN_CHUNK: usize = 64 * 1024;

/// An export that advances only while an event is awaited, so a slow file slows it down.
pub(crate) struct Exporting {
    export: Option<Export>,
    file: Arc<Option<Py<PyAny>>>,
}

impl Exporting {
    /// Drives `export`, whose chunks are written to `file`.
    pub(crate) fn new(file: Option<Py<PyAny>>, export: Export) -> Exporting {
        Exporting { export: Some(export), file: Arc::new(file) }
    }

    async fn event(&mut self) -> Event {
        let Some(export) = &mut self.export else { return Event::Finished };
        match export.next().await {
            ExportEvent::Written(bytes) => {
                let file = Arc::clone(&self.file);
                Event::Progress(Box::new(move |py| {
                    write(py, &file, &bytes)?;
                    0.into_py_any(py)
                }))
            }
            ExportEvent::Progress(progress) => Event::progress(progress),
            ExportEvent::Done(report) => {
                self.export = None;
                Event::Report(Box::new(move |py| {
                    report.map_err(|error| errors::exception(py, &error))?.into_py_any(py)
                }))
            }
            _ => Event::Rows(0),
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

/// Writes all bytes; `write` may accept only a part of them and return its length.
fn write(py: Python<'_>, file: &Option<Py<PyAny>>, mut data: &[u8]) -> PyResult<()> {
    let Some(file) = file else { return Ok(()) };
    while !data.is_empty() {
        let written = file.call_method1(py, name!(py, "write"), (PyBytes::new(py, data),))?;
        let written = written.extract(py).unwrap_or(data.len());
        data = data.get(written..).unwrap_or_default();
    }
    Ok(())
}
