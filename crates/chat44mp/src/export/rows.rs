//! The answers of a campaign as rows of a table.

use std::collections::VecDeque;
use std::convert::Infallible;

use futures_core::Stream;
use futures_util::stream;

use super::table::{self, FixedColumns, RowLayout, Table};
use crate::client::Client;
use crate::error::Error;
use crate::ids::FlowId;
use crate::resources::AnswersStream;
use crate::spreadsheet::FieldValue;

/// The rows of [`Flows::rows`](crate::Flows::rows): its columns, and one row after the other.
///
/// Dropping it closes its connection.
#[must_use = "rows do nothing until they are read"]
pub struct AnswerRows {
    client: Client,
    flow_id: FlowId,
    layout: RowLayout,
    fixed_columns: FixedColumns,
    table: Option<Table>,
    /// `None` after the last row or an error.
    answers: Option<AnswersStream>,
    /// Remaining rows of the last subscriber.
    waiting: VecDeque<Vec<FieldValue>>,
}

impl AnswerRows {
    pub(crate) fn new(client: Client, flow_id: FlowId, layout: RowLayout, answers: AnswersStream) -> Self {
        let (fixed_columns, waiting) = (table::SNAKE_CASE, VecDeque::new());
        AnswerRows { client, flow_id, layout, fixed_columns, table: None, answers: Some(answers), waiting }
    }

    /// Names the fixed columns in camelCase.
    #[cfg(feature = "ffi")]
    pub(crate) fn camel_case(mut self) -> Self {
        self.fixed_columns = table::CAMEL_CASE;
        self
    }

    /// The names of the columns, which are unique.
    pub async fn columns(&mut self) -> Result<&[String], Error> {
        self.table().await.map(Table::columns)
    }

    /// The next row, one value per column: a text, an integer, or none; `None` after the last.
    pub async fn next(&mut self) -> Option<Result<Vec<FieldValue>, Error>> {
        while self.waiting.is_empty() {
            self.answers.as_ref()?;
            let next = match self.table().await {
                Ok(_) => self.answers.as_mut()?.next().await,
                Err(error) => Some(Err(error)),
            };
            let (Some(Ok(row)), Some(table)) = (&next, &self.table) else {
                self.answers = None;
                return next.and_then(Result::err).map(Err);
            };
            let waiting = &mut self.waiting;
            let Ok(_) = table.rows(row, |cells| {
                waiting.push_back(cells.iter().map(FieldValue::from).collect());
                Ok::<_, Infallible>(())
            });
        }
        self.waiting.pop_front().map(Ok)
    }

    /// The rows as a [`Stream`].
    pub fn into_stream(self) -> impl Stream<Item = Result<Vec<FieldValue>, Error>> + Send {
        stream::unfold(self, |mut rows| async { rows.next().await.map(|row| (row, rows)) })
    }

    async fn table(&mut self) -> Result<&Table, Error> {
        let table = match self.table.take() {
            Some(table) => table,
            None => Table::of(&self.client, self.flow_id, self.layout, self.fixed_columns).await?,
        };
        Ok(self.table.insert(table))
    }
}
