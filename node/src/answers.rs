//! The rows of `flows.answers` and `flows.rows`, in batches. `lib/answers.js` turns them into an async iterator.

use chat44mp::ffi::node::{Flat, Record, ToJs};
use chat44mp::ffi::{BatchReader, RowSource, Table, TableRow, Thread};
use chat44mp::{AnswersStream, Error, FieldValue, SubscriberAnswers};
use napi::bindgen_prelude::ToNapiValue;
use napi::{Env, Result, sys};
use napi_derive::napi;

use crate::arguments::CallOptions;
use crate::bridge::{self, Promise};
use crate::errors;
use crate::values::JsRawResponse;

/// A source of rows. One class serves both, because they differ only in their TypeScript types.
pub(crate) enum Source {
    Answers(Box<AnswersStream>),
    Table(Box<Table>),
}

/// One row: the answers of a subscriber, or a row of a table.
pub(crate) enum Row {
    Answers(SubscriberAnswers),
    Table(TableRow),
}

impl RowSource for Source {
    type Row = Row;

    async fn next_row(&mut self) -> Option<std::result::Result<Row, Error>> {
        match self {
            Source::Answers(stream) => stream.next().await.map(|row| row.map(Row::Answers)),
            Source::Table(table) => table.next_row().await.map(|row| row.map(Row::Table)),
        }
    }
}

impl ToJs for Row {
    fn push(self, flat: &mut Flat) -> Result<()> {
        match self {
            Row::Answers(row) => row.push(flat),
            row => {
                let row = row.to_js(flat.env())?;
                flat.value(row)
            }
        }
    }

    fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
        match self {
            Row::Answers(row) => row.to_js(env),
            Row::Table(TableRow { columns, cells }) => {
                let row = Record::new(env)?;
                for (column, cell) in columns.iter().zip(cells) {
                    match cell {
                        FieldValue::Text(text) => row.set_dynamic(column, text)?,
                        FieldValue::Integer(number) => row.set_dynamic(column, number)?,
                        _ => {}
                    }
                }
                row.to_js(env)
            }
        }
    }
}

/// The rows of `flows.answers` or `flows.rows`, for `for await`. Leaving the loop, or `return()`, closes the connection.
#[napi]
pub struct Answers(BatchReader<Source>);

impl From<Source> for Answers {
    fn from(source: Source) -> Self {
        Answers(BatchReader::new(source))
    }
}

impl ToJs for Answers {
    fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
        // SAFETY: called on JavaScript's thread, with its environment.
        unsafe { ToNapiValue::to_napi_value(env.raw(), self) }.map(Some)
    }
}

#[napi]
impl Answers {
    /// Returns the next rows, at least one; none at the end.
    #[napi(skip_typescript)]
    pub fn fetch(&self, env: Env, options: Option<CallOptions>) -> Result<Promise<Vec<()>>> {
        let signal = options.and_then(|options| options.signal);
        let rows = self.0.next().map_err(|error| errors::thrown(env, &error))?;
        bridge::start(env, Thread::Io, signal, rows, |env, rows| rows.to_js(env))
    }

    /// Closes the connection and ends the stream. Closing twice does nothing.
    #[napi(skip_typescript)]
    pub fn close(&self) {
        self.0.stop();
    }
}

/// Sends the request and waits for the head of its response.
pub(crate) async fn with_head(
    mut stream: AnswersStream,
) -> std::result::Result<JsRawResponse<Answers>, Error> {
    let head = stream.head().await?;
    Ok(JsRawResponse(head.map(|()| Source::Answers(Box::new(stream)).into())))
}
