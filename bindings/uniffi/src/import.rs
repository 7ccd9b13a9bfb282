//! An import. It asks for rows and tells how it goes, one step after the other: rows cross many at a time, and while the
//! program makes the next ones, those in flight go on.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chat44mp::ffi::{self, Import, ImportEvent};
use chat44mp::{
    Client, Error, GroupId, ImportOptions, ImportProgress, ImportReport, ImportRow, ImportStop, InputRow,
};
use futures_util::future::{Either, select};

use crate::client::NativeClient;
use crate::control::{CallControl, count};
use crate::error::NativeError;

/// What an import is to do; what is left out is the core's default.
#[derive(Debug, Clone, uniffi::Record)]
pub struct NativeImportOptions {
    /// The group that all contacts come into.
    pub group_id: GroupId,
    /// The results file: records the result of each row as it is known, and lets another run resume.
    #[uniffi(default = None)]
    pub results: Option<String>,
    /// A CSV file for the rows that are invalid or failed, with the reason.
    #[uniffi(default = None)]
    pub errors: Option<String>,
    /// Columns by the field that is taken from them; an empty name for none.
    #[uniffi(default)]
    pub map: HashMap<String, String>,
    /// What separates the cells of a CSV file: one character, or `tab`.
    #[uniffi(default = None)]
    pub delimiter: Option<String>,
    /// The file's encoding, by a name that the web knows.
    #[uniffi(default = None)]
    pub encoding: Option<String>,
    /// How many rows may be in flight at once; 4.
    #[uniffi(default = None)]
    pub concurrency: Option<i64>,
    /// Only validates: nothing is sent, no file is written.
    #[uniffi(default = false)]
    pub dry_run: bool,
    /// Sends rows again of which an earlier run does not know whether they were made.
    #[uniffi(default = false)]
    pub resend_unknown: bool,
}

impl NativeImportOptions {
    pub(crate) fn build(self) -> Result<ImportOptions, Error> {
        let mut options =
            ImportOptions::new(self.group_id).dry_run(self.dry_run).resend_unknown(self.resend_unknown);
        if let Some(path) = self.results {
            options = options.results(path);
        }
        if let Some(path) = self.errors {
            options = options.errors(path);
        }
        if let Some(delimiter) = self.delimiter {
            options = options.delimiter(delimiter);
        }
        if let Some(label) = self.encoding {
            options = options.encoding(label);
        }
        if let Some(rows) = self.concurrency {
            options = options.concurrency(count("concurrency", rows)? as usize);
        }
        Ok(self.map.into_iter().fold(options, |options, (field, column)| options.map(field, column)))
    }
}

/// What happened last.
#[derive(Debug, uniffi::Enum)]
pub enum ImportStep {
    /// There is room for so many rows: give some, one is enough, or end them.
    Rows {
        /// So many.
        room: i32,
    },
    /// It went on. What went by while nobody waited is left out.
    Progress {
        /// How far it is.
        progress: ImportProgress,
    },
    /// It has ended. There are no further steps.
    Done {
        /// The result.
        report: Box<ImportReport>,
    },
}

/// An import under way. Freeing it stops it at once: rows in flight may have been made.
#[derive(uniffi::Object)]
pub struct NativeImport {
    /// Nothing while a step is waited for, and after the last.
    import: Mutex<Option<Import>>,
    stop: ImportStop,
}

impl NativeClient {
    /// Begins an import, unless it is to stop already.
    pub(crate) fn import(
        &self,
        control: &CallControl,
        begin: impl FnOnce(Client) -> Result<Import, Error>,
    ) -> Result<Arc<NativeImport>, NativeError> {
        if control.is_cancelled() {
            return Err(NativeError::Cancelled);
        }
        let import = begin(self.with(control)?)?;
        let stop = import.stop_handle();
        Ok(Arc::new(NativeImport { import: Mutex::new(Some(import)), stop }))
    }
}

#[uniffi::export]
impl NativeImport {
    /// What happens next. When it is cancelled, the import stops at once.
    pub async fn next(&self, control: Arc<CallControl>) -> Result<ImportStep, NativeError> {
        let mut import = self.lock().take().ok_or_else(busy)?;
        // The stop first: there is nearly always something that happens next.
        let event = match select(pin!(control.cancelled()), pin!(import.next())).await {
            Either::Left(_) => return Err(NativeError::Cancelled),
            Either::Right((event, _)) => event,
        };
        let step = match event {
            ImportEvent::Rows(room) => ImportStep::Rows { room: room.try_into().unwrap_or(i32::MAX) },
            ImportEvent::Progress(progress) => ImportStep::Progress { progress },
            ImportEvent::Done(report) => {
                return Ok(ImportStep::Done { report: Box::new(report?) });
            }
            _ => return Err(busy().into()),
        };
        *self.lock() = Some(import);
        Ok(step)
    }

    /// Gives rows, after a step said that there is room.
    pub fn give(&self, rows: Vec<ImportRow>) -> Result<(), NativeError> {
        let mut import = self.lock();
        let import = import.as_mut().ok_or_else(busy)?;
        rows.into_iter().for_each(|row| import.give(InputRow::Row(row)));
        Ok(())
    }

    /// There are no more rows: the import ends when those that were given are dealt with.
    pub fn end(&self) -> Result<(), NativeError> {
        self.lock().as_mut().ok_or_else(busy)?.end();
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
