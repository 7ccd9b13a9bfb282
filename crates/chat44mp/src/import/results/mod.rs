//! The results of rows: as values for the program, and as the results file, which is report and journal of an import.
//!
//! `lines` defines the file's format, `file` writes it, `journal` writes it in the background, `reader` reads it for programs.

mod file;
mod history;
mod journal;
mod lines;
mod reader;

use chat44mp_macros::model;
use serde::Serialize;

pub(super) use file::{Opened, ResultsFile};
pub(super) use history::{RowHistory, RowState};
pub(super) use journal::Journal;
pub(super) use lines::{Header, INTERRUPTED, INTERRUPTED_MESSAGE, Line, SENDING};
pub use reader::ImportResults;

use super::progress::RowStatus;
use crate::ids::ContactId;

/// The result of a row of an import.
#[model]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct RowResult {
    /// The row's number: in a CSV file or a workbook as in a spreadsheet, where the header is row 1; the line number in JSON
    /// Lines; counted from 1 for rows of a program.
    pub row: i64,
    /// Identifies the row by its content, 16 hex digits: the beginning of SHA-256 over the group, the e-mail address in lower
    /// case and the phone number.
    pub key: String,
    /// The result.
    pub status: RowStatus,
    /// The contact's ID: of a created contact, and of an existing one that the results file knows from an earlier row.
    pub id: Option<ContactId>,
    /// The stable code of the error, such as `email_taken`, if the contact was not created.
    pub code: Option<String>,
    /// What is wrong.
    pub message: Option<String>,
}
