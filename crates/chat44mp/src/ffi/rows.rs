//! The rows of an answer, as a binding takes them: those that have arrived come together, so that most of them cost no
//! trip across the border.

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

/// So many rows come together, at most.
const TOGETHER: usize = 64;

/// Where rows come from.
pub trait RowSource: Send + 'static {
    /// What a row is.
    type Row: Send + 'static;

    /// The next row. A wait that is given up loses nothing.
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

/// In Python a row is a dict.
#[cfg(feature = "python")]
mod python {
    use pyo3::inspect::{PyStaticConstant, PyStaticExpr};
    use pyo3::prelude::*;
    use pyo3::types::PyDict;
    use pyo3::{type_hint_identifier, type_hint_subscript, type_hint_union};

    use super::TableRow;
    use crate::spreadsheet::FieldValue;

    impl<'py> IntoPyObject<'py> for TableRow {
        type Target = PyDict;
        type Output = Bound<'py, PyDict>;
        type Error = PyErr;

        const OUTPUT_TYPE: PyStaticExpr = type_hint_subscript!(
            type_hint_identifier!("builtins", "dict"),
            type_hint_identifier!("builtins", "str"),
            type_hint_union!(
                type_hint_identifier!("builtins", "str"),
                type_hint_identifier!("builtins", "int"),
                PyStaticExpr::Constant { value: PyStaticConstant::None }
            )
        );

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

impl From<AnswerRows> for Table {
    fn from(rows: AnswerRows) -> Self {
        Table { rows, columns: None }
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

/// Rows that came together.
pub struct Portion<S: RowSource> {
    /// At least one, unless there are no more.
    pub rows: Vec<S::Row>,
    /// Where more come from, or what ended the answer before its end; to be told after the rows.
    pub rest: Result<Option<S>, Error>,
}

/// Waits for one row, and takes what arrived with it.
pub async fn portion<S: RowSource>(mut source: S) -> Portion<S> {
    let mut rows = Vec::new();
    while rows.len() < TOGETHER {
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
            Some(Err(error)) => return Portion { rows, rest: Err(error) },
            None => return Portion { rows, rest: Ok(None) },
        }
    }
    Portion { rows, rest: Ok(Some(source)) }
}

/// An answer that is read in portions, by one at a time.
pub struct Portions<S>(Arc<Mutex<Rest<S>>>);

/// What is left of an answer.
enum Rest<S> {
    Open(S),
    /// It is being read.
    Away,
    /// The rows before it were handed out.
    Failed(Error),
    Over,
}

impl<S: RowSource> Portions<S> {
    /// Nothing is sent before rows are asked for.
    pub fn new(source: S) -> Portions<S> {
        Portions(Arc::new(Mutex::new(Rest::Open(source))))
    }

    /// The next rows, at least one; none when all are read. Fails at once while someone else reads.
    ///
    /// A future that is dropped closes the connection; there are no more rows then.
    pub fn next(&self) -> Result<impl Future<Output = Result<Vec<S::Row>, Error>> + Send + use<S>, Error> {
        let taken = self.take()?;
        Ok(async move {
            let Some((source, reading)) = taken else { return Ok(Vec::new()) };
            let Portion { rows, rest } = portion(source).await;
            match rest {
                Ok(Some(source)) => reading.leave(Rest::Open(source)),
                Ok(None) => {}
                Err(error) if rows.is_empty() => return Err(error),
                Err(error) => reading.leave(Rest::Failed(error)),
            }
            Ok(rows)
        })
    }

    /// Closes the connection; there are no more rows then. Stopping twice does nothing.
    pub fn stop(&self) {
        *lock(&self.0) = Rest::Over;
    }

    /// The source, if there is more to read.
    fn take(&self) -> Result<Option<(S, Reading<S>)>, Error> {
        let mut rest = lock(&self.0);
        match mem::replace(&mut *rest, Rest::Away) {
            Rest::Open(source) => Ok(Some((source, Reading(Arc::clone(&self.0))))),
            Rest::Away => Err(busy("the answer")),
            Rest::Failed(error) => {
                *rest = Rest::Over;
                Err(error)
            }
            Rest::Over => {
                *rest = Rest::Over;
                Ok(None)
            }
        }
    }
}

impl Portions<AnswersStream> {
    /// Sends the request and returns the status and headers of its response; `None` after the last row.
    pub fn head(
        &self,
    ) -> Result<impl Future<Output = Result<Option<RawResponse<()>>, Error>> + Send + use<>, Error> {
        let taken = self.take()?;
        Ok(async move {
            let Some((mut stream, reading)) = taken else { return Ok(None) };
            let head = stream.head().await?;
            reading.leave(Rest::Open(stream));
            Ok(Some(head))
        })
    }
}

/// While there is one, the answer is being read. If that is given up, nothing is left.
struct Reading<S>(Arc<Mutex<Rest<S>>>);

impl<S> Reading<S> {
    fn leave(&self, left: Rest<S>) {
        let mut rest = lock(&self.0);
        // Otherwise it was stopped meanwhile.
        if matches!(*rest, Rest::Away) {
            *rest = left;
        }
    }
}

impl<S> Drop for Reading<S> {
    fn drop(&mut self) {
        self.leave(Rest::Over);
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

    /// Gives its rows at once, then waits for ever, fails or ends.
    struct Counting {
        left: u32,
        then: Then,
    }

    #[derive(Clone, Copy)]
    enum Then {
        Wait,
        Fail,
        End,
    }

    impl RowSource for Counting {
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

    fn rows(left: u32, then: Then) -> Portions<Counting> {
        Portions::new(Counting { left, then })
    }

    #[tokio::test]
    async fn what_arrived_comes_together_and_nothing_is_waited_for_besides() {
        let answer = rows(70, Then::Wait);
        assert_eq!(answer.next().unwrap().await.unwrap().len(), TOGETHER);
        assert_eq!(answer.next().unwrap().await.unwrap(), [5, 4, 3, 2, 1, 0]);
    }

    #[tokio::test]
    async fn a_failure_is_told_after_the_rows_before_it_and_once() {
        let answer = rows(2, Then::Fail);
        assert_eq!(answer.next().unwrap().await.unwrap(), [1, 0]);
        assert_eq!(*answer.next().err().unwrap().code(), ErrorCode::CLIENT_CLOSED);
        assert!(answer.next().unwrap().await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn one_at_a_time_reads_and_who_gives_up_leaves_nothing() {
        let answer = rows(0, Then::Wait);
        let reading = answer.next().unwrap();
        assert_eq!(*answer.next().err().unwrap().code(), ErrorCode::INVALID_VALUE);
        drop(reading);
        assert!(answer.next().unwrap().await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn what_was_stopped_while_it_was_read_stays_so() {
        let answer = rows(3, Then::End);
        let reading = answer.next().unwrap();
        answer.stop();
        assert_eq!(reading.await.unwrap().len(), 3);
        assert!(answer.next().unwrap().await.unwrap().is_empty());
    }
}
