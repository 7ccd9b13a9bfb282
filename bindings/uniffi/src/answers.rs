//! The rows of `flows.answers` and `flows.rows`, in batches.

use std::sync::Arc;

use chat44mp::ffi::{BatchReader, Table, TableRow};
use chat44mp::{AnswerRows, AnswersStream, FieldValue, SubscriberAnswers};

use crate::caller::run;
use crate::control::CallControl;
use crate::error::NativeError;

/// The rows of `flows.answers`. Nothing is sent before they are requested.
#[derive(uniffi::Object)]
pub struct NativeAnswers(BatchReader<AnswersStream>);

impl From<AnswersStream> for NativeAnswers {
    fn from(stream: AnswersStream) -> Self {
        NativeAnswers(BatchReader::new(stream))
    }
}

#[uniffi::export]
impl NativeAnswers {
    /// Sends the request and waits for the head of its response, which is stored in `control`.
    pub async fn open(&self, control: Arc<CallControl>) -> Result<(), NativeError> {
        let head = self.0.head()?;
        let storage = Arc::clone(&control);
        run(&control, async move {
            if let Some(head) = head.await? {
                storage.store(head);
            }
            Ok(())
        })
        .await
    }

    /// Returns the next rows, at least one; none at the end.
    pub async fn next_batch(&self, control: Arc<CallControl>) -> Result<Vec<SubscriberAnswers>, NativeError> {
        run(&control, self.0.next()?).await
    }

    /// Closes the connection and ends the stream. Stopping twice does nothing.
    pub fn stop(&self) {
        self.0.stop();
    }
}

/// The rows of `flows.rows`. Nothing is sent before they are requested.
#[derive(uniffi::Object)]
pub struct NativeRows(BatchReader<Table>);

/// Rows of a table with their columns.
#[derive(Debug, Clone, uniffi::Record)]
pub struct NativeRowBatch {
    /// The names of the columns, without duplicates.
    pub columns: Vec<String>,
    /// The rows, each with one cell per column.
    pub rows: Vec<Vec<NativeCell>>,
}

/// A cell of a table.
#[derive(Debug, Clone, uniffi::Enum)]
pub enum NativeCell {
    /// Empty.
    Absent,
    /// Text.
    Text {
        /// The text.
        text: String,
    },
    /// An integer.
    Integer {
        /// The integer.
        number: i64,
    },
}

impl From<AnswerRows> for NativeRows {
    fn from(rows: AnswerRows) -> Self {
        NativeRows(BatchReader::new(Table::camel_case(rows)))
    }
}

#[uniffi::export]
impl NativeRows {
    /// Returns the next rows, at least one; none at the end.
    pub async fn next_batch(&self, control: Arc<CallControl>) -> Result<NativeRowBatch, NativeError> {
        run(&control, self.0.next()?).await.map(NativeRowBatch::from)
    }

    /// Closes the connection and ends the stream. Stopping twice does nothing.
    pub fn stop(&self) {
        self.0.stop();
    }
}

impl From<Vec<TableRow>> for NativeRowBatch {
    fn from(rows: Vec<TableRow>) -> Self {
        let columns = rows.first().map(|row| row.columns.to_vec()).unwrap_or_default();
        let cells = |row: TableRow| row.cells.into_iter().map(NativeCell::from).collect();
        NativeRowBatch { columns, rows: rows.into_iter().map(cells).collect() }
    }
}

impl From<FieldValue> for NativeCell {
    fn from(value: FieldValue) -> Self {
        match value {
            FieldValue::Text(text) => NativeCell::Text { text },
            FieldValue::Integer(number) => NativeCell::Integer { number },
            _ => NativeCell::Absent,
        }
    }
}
