//! An import: it requests rows and reports progress.

use chat44mp::ffi::{Import, ImportEvent};
use chat44mp::{Error, InputRow};
use pyo3::IntoPyObjectExt;

use crate::bulk::{Event, Next, Work};

/// An import that starts when its first event is requested.
pub(crate) struct Importing {
    start: Option<Start>,
    import: Option<Import>,
}

type Start = Box<dyn FnOnce() -> Result<Import, Error> + Send>;

impl Importing {
    pub(crate) fn new(start: impl FnOnce() -> Result<Import, Error> + Send + 'static) -> Importing {
        Importing { start: Some(Box::new(start)), import: None }
    }

    async fn event(&mut self, rows: bool) -> Event {
        if let Some(start) = self.start.take() {
            match start() {
                Ok(import) => self.import = Some(import),
                Err(error) => return Event::failed(error),
            }
        }
        loop {
            let Some(import) = &mut self.import else { return Event::Finished };
            let event = if rows { import.next().await } else { import.next_status().await };
            match event {
                ImportEvent::Rows(capacity) => return Event::Rows(capacity),
                ImportEvent::Progress(progress) => return Event::progress(progress),
                ImportEvent::Results(results) => return Event::results(results),
                ImportEvent::Done(Err(error)) => return Event::failed(error),
                ImportEvent::Done(Ok(report)) => {
                    return Event::Report(Box::new(move |py| report.into_py_any(py)));
                }
                _ => {}
            }
        }
    }
}

impl Work for Importing {
    fn next(&mut self, rows: bool) -> Next<'_> {
        Box::pin(self.event(rows))
    }

    fn push(&mut self, row: InputRow) {
        if let Some(import) = &mut self.import {
            import.push(row);
        }
    }

    fn end_rows(&mut self) {
        if let Some(import) = &mut self.import {
            import.end_rows();
        }
    }

    /// Stops gracefully: no further rows are sent, and rows in flight are awaited.
    fn stop(&mut self) {
        if let Some(import) = &mut self.import {
            import.stop();
            import.end_rows();
        }
    }
}
