//! The results of an import's rows so far, for its report, its errors file and the program.

use super::cleaning::CleaningCounts;
use super::dedupe::Fingerprint;
use super::errors_file::ErrorsFile;
use super::options::RowListener;
use super::preview::Preview;
use super::progress::{ImportProgress, RowStatus};
use super::report::{ImportEnd, ImportReport, Reasons};
use super::results::{INTERRUPTED, INTERRUPTED_MESSAGE, RowResult};
use super::row::{ImportRow, Problem};
use super::sender::Finished;
use super::source::columns::Columns;
use super::warnings::Warnings;
use crate::error::Error;
use crate::ids::ContactId;
use crate::language::Language;

/// The results so far.
#[derive(Default)]
pub(super) struct Outcomes {
    pub(super) progress: ImportProgress,
    pub(super) reasons: Reasons,
    pub(super) cleaned: CleaningCounts,
    pub(super) warnings: Warnings,
    pub(super) preview: Preview,
    pub(super) errors: Option<ErrorsFile>,
    pub(super) listener: Option<RowListener>,
}

impl Outcomes {
    /// Counts a row that an earlier run has sent.
    pub(super) async fn earlier(
        &mut self,
        number: u32,
        key: Fingerprint,
        status: RowStatus,
        id: Option<ContactId>,
    ) {
        self.progress.earlier += 1;
        self.progress.count(status);
        let interrupted = status == RowStatus::Unknown;
        if interrupted {
            let message =
                "an earlier run sent the row and received no response; `resend_unknown` sends it again";
            self.reasons.count(number, status, INTERRUPTED, None, &Language::current().render(message));
        }
        let error = interrupted.then_some((INTERRUPTED, INTERRUPTED_MESSAGE));
        self.report(number, key, status, id, error).await;
    }

    /// Counts a row that cannot be sent. Fails if the errors file cannot be written.
    pub(super) async fn refused(
        &mut self,
        number: u32,
        key: Fingerprint,
        row: &ImportRow,
        problem: &Problem,
    ) -> Result<(), Error> {
        let (status, code, message) = (RowStatus::Invalid, problem.code.as_str(), problem.message.as_str());
        let reason = problem.reason.as_deref().unwrap_or(message);
        self.reasons.count(number, status, code, problem.field.as_deref(), reason);
        self.report(number, key, status, None, Some((code, message))).await;
        self.count(number, row, status, code, message)
    }

    /// Counts a row that the sender is done with. Fails if the errors file cannot be written.
    pub(super) async fn finished(&mut self, finished: &Finished) -> Result<(), Error> {
        let Finished { task, status, id, error } = finished;
        let Some(status) = *status else {
            self.progress.pending += 1;
            return Ok(());
        };
        let error = error.as_ref().map(|error| (error, error.code().as_str(), error.server_message()));
        let text = error.map(|(_, code, message)| (code, message));
        self.report(task.number, task.key, status, *id, text).await;
        let Some((error, code, message)) = error else {
            self.progress.count(status);
            return Ok(());
        };
        self.reasons.count(task.number, status, code, error.field(), message);
        self.count(task.number, &task.row, status, code, message)
    }

    /// Counts a row, and writes it to the errors file.
    fn count(
        &mut self,
        number: u32,
        row: &ImportRow,
        status: RowStatus,
        code: &str,
        message: &str,
    ) -> Result<(), Error> {
        self.progress.count(status);
        match (&mut self.errors, status) {
            (Some(errors), RowStatus::Invalid | RowStatus::Failed) => {
                let written = errors.write(number, row, status, code, message);
                written.inspect_err(|_| self.errors = None)
            }
            _ => Ok(()),
        }
    }

    /// Reports the result of a row to the program.
    async fn report(
        &self,
        number: u32,
        key: Fingerprint,
        status: RowStatus,
        id: Option<ContactId>,
        error: Option<(&str, &str)>,
    ) {
        let Some(listener) = &self.listener else { return };
        let (code, message) = error.map(|(code, text)| (code.to_owned(), text.to_owned())).unzip();
        listener.call(RowResult { row: number.into(), key: key.hex(), status, id, code, message }).await;
    }

    /// Writes the buffered rows of the errors file if there are many.
    pub(super) async fn flush_errors(&mut self) -> Result<(), Error> {
        match &mut self.errors {
            Some(errors) => errors.flush_if_full().await.inspect_err(|_| self.errors = None),
            None => Ok(()),
        }
    }

    /// Closes the errors file.
    pub(super) async fn close_errors(&mut self) -> Result<(), Error> {
        match self.errors.take() {
            Some(errors) => errors.finish().await,
            None => Ok(()),
        }
    }

    pub(super) fn into_report(
        self,
        end: ImportEnd,
        error: Option<Error>,
        columns: Columns,
        doubt: Option<&str>,
    ) -> ImportReport {
        ImportReport {
            error,
            reasons: self.reasons.into_list(),
            cleaned: self.cleaned.into_list(),
            warnings: self.warnings.into_list(&columns, doubt),
            preview: self.preview.into_list(),
            columns: columns.mapped,
            unused_columns: columns.unused,
            ..ImportReport::new(self.progress, end)
        }
    }
}
