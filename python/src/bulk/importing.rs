//! An import: it requests rows and reports progress.

use chat44mp::ffi::{Import, ImportEvent};
use chat44mp::{Error, InputRow};
use pyo3::IntoPyObjectExt;

use crate::bulk::{Event, Next, Work};

/// An import that starts when its first event is requested.
pub(crate) struct Importing {
    begin: Option<Begin>,
    import: Option<Import>,
    /// Whether there is a progress callback.
    reports_progress: bool,
}

type Begin = Box<dyn FnOnce() -> Result<Import, Error> + Send>;

impl Importing {
    pub(crate) fn new(
        reports_progress: bool,
        begin: impl FnOnce() -> Result<Import, Error> + Send + 'static,
    ) -> Importing {
        Importing { begin: Some(Box::new(begin)), import: None, reports_progress }
    }

    async fn event(&mut self, rows: bool) -> Event {
        if let Some(begin) = self.begin.take() {
            match begin() {
                Ok(import) => self.import = Some(import),
                Err(error) => return Event::failed(error),
            }
        }
        loop {
            let Some(import) = &mut self.import else { return Event::Over };
            let event = if rows { import.next().await } else { import.news().await };
            match event {
                ImportEvent::Rows(room) => return Event::Rows(room),
                ImportEvent::Progress(progress) if self.reports_progress => return Event::progress(progress),
                ImportEvent::Done(Err(error)) => return Event::failed(error),
                ImportEvent::Done(Ok(report)) => {
                    return Event::Finished(Box::new(move |py| report.into_py_any(py)));
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

    fn give(&mut self, row: InputRow) {
        if let Some(import) = &mut self.import {
            import.give(row);
        }
    }

    fn end(&mut self) {
        if let Some(import) = &mut self.import {
            import.end();
        }
    }

    /// Stops gracefully: no further rows are sent, and rows in flight are awaited.
    fn stop(&mut self) {
        if let Some(import) = &mut self.import {
            import.stop();
            import.end();
        }
    }
}
