//! Reads a stream in batches: rows that have arrived cross the language border together.

use std::future::{Future, poll_fn};
use std::mem;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use super::errors::busy;
use crate::error::Error;
use crate::export::AnswerRows;
use crate::resources::{AnswersStream, SubscriberAnswers};
use crate::response::RawResponse;
use crate::spreadsheet::FieldValue;

/// Maximum batch size.
const MAX_BATCH: usize = 64;

/// A source of rows.
pub trait RowSource: Send + 'static {
    /// The type of a row.
    type Row: Send + 'static;

    /// Returns the next row. Dropping the future loses nothing.
    fn next_row(&mut self) -> impl Future<Output = Option<Result<Self::Row, Error>>> + Send;
}

impl RowSource for AnswersStream {
    type Row = SubscriberAnswers;

    fn next_row(&mut self) -> impl Future<Output = Option<Result<SubscriberAnswers, Error>>> + Send {
        self.next()
    }
}

/// The rows of a table, each with its columns.
pub struct Table {
    rows: AnswerRows,
    columns: Option<Arc<[String]>>,
}

/// One row of a table: a cell for each of its columns.
pub struct TableRow {
    /// The names of the columns.
    pub columns: Arc<[String]>,
    /// The cells.
    pub cells: Vec<FieldValue>,
}

#[cfg(feature = "python")]
mod python {
    use pyo3::prelude::*;
    use pyo3::types::PyDict;

    use super::TableRow;
    use crate::interop::python::hint;
    use crate::spreadsheet::FieldValue;

    impl<'py> IntoPyObject<'py> for TableRow {
        type Target = PyDict;
        type Output = Bound<'py, PyDict>;
        type Error = PyErr;

        hint!(OUTPUT_TYPE = type_hint_subscript!(DICT, STR, type_hint_union!(STR, INT, NONE)));

        fn into_pyobject(self, py: Python<'py>) -> PyResult<Self::Output> {
            let row = PyDict::new(py);
            for (column, cell) in self.columns.iter().zip(self.cells) {
                match cell {
                    FieldValue::Text(text) => row.set_item(column, text)?,
                    FieldValue::Integer(number) => row.set_item(column, number)?,
                    _ => row.set_item(column, py.None())?,
                }
            }
            Ok(row)
        }
    }
}

impl Table {
    /// Names the columns as in exported files: `subscriber_id`.
    pub fn snake_case(rows: AnswerRows) -> Table {
        Table { rows, columns: None }
    }

    /// Names the fixed columns in camelCase: `subscriberId`. Question columns are unchanged.
    pub fn camel_case(rows: AnswerRows) -> Table {
        Table::snake_case(rows.camel_case())
    }
}

impl RowSource for Table {
    type Row = TableRow;

    async fn next_row(&mut self) -> Option<Result<TableRow, Error>> {
        let columns = match &self.columns {
            Some(columns) => columns,
            None => match self.rows.columns().await {
                Ok(columns) => self.columns.insert(columns.into()),
                Err(error) => return Some(Err(error)),
            },
        };
        let columns = Arc::clone(columns);
        let cells = self.rows.next().await?;
        Some(cells.map(|cells| TableRow { columns, cells }))
    }
}

/// Rows that arrived together.
struct Batch<S: RowSource> {
    /// The rows; empty only at the end of the stream.
    rows: Vec<S::Row>,
    /// The rest of the stream, or the error that ended it; reported after the rows.
    rest: Result<Option<S>, Error>,
}

/// Waits for one row, and adds rows that have already arrived.
async fn next_batch<S: RowSource>(mut source: S) -> Batch<S> {
    let mut rows = Vec::new();
    while rows.len() < MAX_BATCH {
        let next = if rows.is_empty() {
            source.next_row().await
        } else {
            let mut next = pin!(source.next_row());
            match poll_fn(|context| Poll::Ready(next.as_mut().poll(context))).await {
                Poll::Ready(next) => next,
                Poll::Pending => break,
            }
        };
        match next {
            Some(Ok(row)) => rows.push(row),
            Some(Err(error)) => return Batch { rows, rest: Err(error) },
            None => return Batch { rows, rest: Ok(None) },
        }
    }
    Batch { rows, rest: Ok(Some(source)) }
}

/// A stream that is read in batches, by one reader at a time.
pub struct BatchReader<S>(Arc<Mutex<Rest<S>>>);

/// The unread rest of a stream.
enum Rest<S> {
    Open(S),
    Reading,
    /// The error that follows the rows returned last.
    Failed(Error),
    Finished,
}

impl<S: RowSource> BatchReader<S> {
    /// Creates a reader. Nothing is sent before rows are requested.
    pub fn new(source: S) -> BatchReader<S> {
        BatchReader(Arc::new(Mutex::new(Rest::Open(source))))
    }

    /// Returns the next rows, at least one; none at the end. Fails immediately while another reader waits.
    ///
    /// Dropping the future closes the connection and ends the stream.
    pub fn next(&self) -> Result<impl Future<Output = Result<Vec<S::Row>, Error>> + Send + use<S>, Error> {
        let source = self.take()?;
        Ok(async move {
            let Some((source, reading)) = source else { return Ok(Vec::new()) };
            let Batch { rows, rest } = next_batch(source).await;
            match rest {
                Ok(Some(source)) => reading.set_rest(Rest::Open(source)),
                Ok(None) => {}
                Err(error) if rows.is_empty() => return Err(error),
                Err(error) => reading.set_rest(Rest::Failed(error)),
            }
            Ok(rows)
        })
    }

    /// Whether a reader waits.
    pub fn is_reading(&self) -> bool {
        matches!(*lock(&self.0), Rest::Reading)
    }

    /// Whether the last row or an error was returned, or the stream was stopped.
    pub fn is_finished(&self) -> bool {
        matches!(*lock(&self.0), Rest::Finished)
    }

    /// Closes the connection and ends the stream. Stopping twice does nothing.
    pub fn stop(&self) {
        let stopped = mem::replace(&mut *lock(&self.0), Rest::Finished);
        drop(stopped);
    }

    /// Takes the source, if there is more to read.
    fn take(&self) -> Result<Option<(S, Reading<S>)>, Error> {
        let mut rest = lock(&self.0);
        match mem::replace(&mut *rest, Rest::Reading) {
            Rest::Open(source) => Ok(Some((source, Reading(Arc::clone(&self.0))))),
            Rest::Reading => Err(busy("the stream")),
            Rest::Failed(error) => {
                *rest = Rest::Finished;
                Err(error)
            }
            Rest::Finished => {
                *rest = Rest::Finished;
                Ok(None)
            }
        }
    }
}

impl BatchReader<AnswersStream> {
    /// Sends the request and returns the status and headers of its response; `None` after the last row.
    pub fn head(
        &self,
    ) -> Result<impl Future<Output = Result<Option<RawResponse<()>>, Error>> + Send + use<>, Error> {
        let source = self.take()?;
        Ok(async move {
            let Some((mut stream, reading)) = source else { return Ok(None) };
            let head = stream.head().await?;
            reading.set_rest(Rest::Open(stream));
            Ok(Some(head))
        })
    }
}

/// Marks the stream as being read. Ends the stream if dropped before the batch is complete.
struct Reading<S>(Arc<Mutex<Rest<S>>>);

impl<S> Reading<S> {
    fn set_rest(&self, new: Rest<S>) {
        let mut rest = lock(&self.0);
        // Any other state means that the stream was stopped in the meantime.
        if matches!(*rest, Rest::Reading) {
            *rest = new;
        }
    }
}

impl<S> Drop for Reading<S> {
    fn drop(&mut self) {
        self.set_rest(Rest::Finished);
    }
}

fn lock<S>(rest: &Mutex<Rest<S>>) -> MutexGuard<'_, Rest<S>> {
    rest.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;
    use crate::error::ErrorCode;

    /// Returns its rows immediately, then waits forever, fails or ends.
    struct CountingSource {
        left: u32,
        then: Then,
    }

    #[derive(Clone, Copy)]
    enum Then {
        Wait,
        Fail,
        End,
    }

    impl RowSource for CountingSource {
        type Row = u32;

        async fn next_row(&mut self) -> Option<Result<u32, Error>> {
            if let Some(left) = self.left.checked_sub(1) {
                self.left = left;
                return Some(Ok(left));
            }
            match self.then {
                Then::Wait => pending().await,
                Then::Fail => Some(Err(Error::config(ErrorCode::CLIENT_CLOSED, "over"))),
                Then::End => None,
            }
        }
    }

    fn rows(left: u32, then: Then) -> BatchReader<CountingSource> {
        BatchReader::new(CountingSource { left, then })
    }

    #[tokio::test]
    async fn returns_rows_that_arrived_together_without_waiting_for_more() {
        let reader = rows(70, Then::Wait);
        assert_eq!(reader.next().unwrap().await.unwrap().len(), MAX_BATCH);
        assert_eq!(reader.next().unwrap().await.unwrap(), [5, 4, 3, 2, 1, 0]);
    }

    #[tokio::test]
    async fn reports_an_error_once_after_the_rows_before_it() {
        let reader = rows(2, Then::Fail);
        assert_eq!(reader.next().unwrap().await.unwrap(), [1, 0]);
        assert_eq!(*reader.next().err().unwrap().code(), ErrorCode::CLIENT_CLOSED);
        assert!(reader.next().unwrap().await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn refuses_a_second_reader_and_finishes_when_the_first_is_dropped() {
        let reader = rows(0, Then::Wait);
        let reading = reader.next().unwrap();
        assert_eq!(*reader.next().err().unwrap().code(), ErrorCode::INVALID_VALUE);
        drop(reading);
        assert!(reader.next().unwrap().await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn stays_stopped_when_a_batch_completes_later() {
        let reader = rows(3, Then::End);
        let reading = reader.next().unwrap();
        reader.stop();
        assert_eq!(reading.await.unwrap().len(), 3);
        assert!(reader.next().unwrap().await.unwrap().is_empty());
    }
}
