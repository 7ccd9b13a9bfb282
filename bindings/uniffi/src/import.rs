//! Imports, driven in steps: an import requests batches of rows and reports progress. It continues while the program
//! prepares the next rows.

use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chat44mp::ffi::{self, Import, ImportEvent};
use chat44mp::{
    Client, Error, ImportProgress, ImportReport, ImportResults, ImportRow, ImportStop, InputRow, RowResult,
};
use futures_util::future::{Either, select};

use crate::client::NativeClient;
use crate::control::CallControl;
use crate::error::NativeError;

/// A step of an import.
#[derive(Debug, uniffi::Enum)]
pub enum ImportStep {
    /// The import requests rows: push at least one, or end the rows.
    Rows {
        /// The maximum number of rows.
        capacity: i32,
    },
    /// Progress. Intermediate updates are coalesced.
    Progress {
        /// The progress.
        progress: ImportProgress,
    },
    /// The results of rows, in the order of completion.
    Results {
        /// The results.
        results: Vec<RowResult>,
    },
    /// The import has finished. There are no further steps.
    Done {
        /// The report.
        report: Box<ImportReport>,
    },
}

/// An import in progress. Dropping it stops it immediately: rows in flight may have been created.
#[derive(uniffi::Object)]
pub struct NativeImport {
    /// `None` while a step is awaited, and after the last one.
    import: Mutex<Option<Import>>,
    stop: ImportStop,
}

impl NativeClient {
    /// Starts an import, unless it was cancelled.
    pub(crate) fn import(
        &self,
        control: &CallControl,
        start: impl FnOnce(Client) -> Result<Import, Error>,
    ) -> Result<Arc<NativeImport>, NativeError> {
        if control.is_cancelled() {
            return Err(NativeError::Cancelled);
        }
        let import = start(self.client(control)?)?;
        let stop = import.stop_handle();
        Ok(Arc::new(NativeImport { import: Mutex::new(Some(import)), stop }))
    }
}

#[uniffi::export]
impl NativeImport {
    /// Waits for the next step. Cancelling stops the import immediately.
    pub async fn next(&self, control: Arc<CallControl>) -> Result<ImportStep, NativeError> {
        let mut import = self.lock().take().ok_or_else(busy)?;
        // The cancellation is polled first, because the next step is nearly always ready.
        let event = match select(pin!(control.cancelled()), pin!(import.next())).await {
            Either::Left(_) => return Err(NativeError::Cancelled),
            Either::Right((event, _)) => event,
        };
        let step = match event {
            ImportEvent::Rows(capacity) => {
                ImportStep::Rows { capacity: capacity.try_into().unwrap_or(i32::MAX) }
            }
            ImportEvent::Progress(progress) => ImportStep::Progress { progress },
            ImportEvent::Results(results) => ImportStep::Results { results },
            ImportEvent::Done(report) => {
                return Ok(ImportStep::Done { report: Box::new(report?) });
            }
            _ => return Err(busy().into()),
        };
        *self.lock() = Some(import);
        Ok(step)
    }

    /// Queues rows, after a step requested them.
    pub fn push(&self, rows: Vec<ImportRow>) -> Result<(), NativeError> {
        let mut import = self.lock();
        let import = import.as_mut().ok_or_else(busy)?;
        rows.into_iter().for_each(|row| import.push(InputRow::Row(row)));
        Ok(())
    }

    /// Ends the rows: the import finishes when the queued rows are processed.
    pub fn end_rows(&self) -> Result<(), NativeError> {
        self.lock().as_mut().ok_or_else(busy)?.end_rows();
        Ok(())
    }

    /// Stops gracefully: no further rows are sent, and rows in flight are awaited.
    pub fn stop(&self) {
        self.stop.stop();
    }
}

impl NativeImport {
    fn lock(&self) -> MutexGuard<'_, Option<Import>> {
        self.import.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn busy() -> Error {
    ffi::busy("the import")
}

/// Reads a results file of an import. Blocks.
#[uniffi::export]
pub fn read_results(path: String) -> Result<ImportResults, NativeError> {
    Ok(ImportResults::read(path)?)
}
