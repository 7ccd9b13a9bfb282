//! Reads a file ahead of the import, on a separate thread.

use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::vec;

use tokio::sync::mpsc::{self, Receiver};

use super::columns::Columns;
use super::file::{FileRows, SourceFile};
use crate::error::Error;
use crate::files::{blocking, spawn};
use crate::import::cleaning::E164;
use crate::import::options::ImportOptions;
use crate::import::row::SourceRow;

/// The size of a batch: this many rows, or this much text.
const BATCH_ROWS: usize = 256;
const BATCH_BYTES: usize = 64 * 1024;

/// The queue capacity, in batches.
const WAITING_BATCHES: usize = 2;

/// The rows of one pass over a file.
pub(crate) struct Reading {
    batches: Receiver<Batch>,
    rows: vec::IntoIter<SourceRow>,
    columns: Columns,
    failure: Option<String>,
}

enum Batch {
    Rows(Vec<SourceRow>),
    /// All rows are read.
    End(Columns),
    /// The text of the error in the file.
    Failed(String),
}

impl Reading {
    /// Starts a pass. Fails if the header of the file is invalid.
    pub(crate) async fn start(file: &Arc<SourceFile>, options: &ImportOptions) -> Result<Reading, Error> {
        let (opening, options, e164) = (Arc::clone(file), options.clone(), options.e164.clone());
        let opened = blocking(move |_| opening.rows(&options)).await;
        let failed = |error: std::io::Error| file.invalid(error.to_string());
        let rows = opened.map_err(failed)??;
        let (sender, batches) = mpsc::channel(WAITING_BATCHES);
        spawn(move || read(rows, e164.as_deref(), &sender)).map_err(failed)?;
        Ok(Reading { batches, rows: Vec::new().into_iter(), columns: Columns::default(), failure: None })
    }

    /// The next row. The error is the text of a message; no further row can be read then.
    pub(crate) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<SourceRow>, String>> {
        loop {
            if let Some(row) = self.rows.next() {
                return Poll::Ready(Ok(Some(row)));
            }
            if let Some(problem) = self.failure.take() {
                return Poll::Ready(Err(problem));
            }
            match ready!(self.batches.poll_recv(context)) {
                None => return Poll::Ready(Ok(None)),
                Some(Batch::Rows(rows)) => self.rows = rows.into_iter(),
                Some(Batch::End(columns)) => self.columns = columns,
                Some(Batch::Failed(problem)) => self.failure = Some(problem),
            }
        }
    }

    /// The columns and the fields they were mapped to, once all rows are read.
    pub(crate) fn columns(&self) -> Columns {
        self.columns.clone()
    }
}

/// Reads to the end, or until the receiver is dropped.
fn read(mut rows: FileRows, e164: Option<&E164>, batches: &mpsc::Sender<Batch>) {
    loop {
        let (mut batch, mut bytes) = (Vec::with_capacity(BATCH_ROWS), 0);
        let mut end = None;
        while batch.len() < BATCH_ROWS && bytes < BATCH_BYTES {
            match rows.next() {
                Ok(Some(row)) => {
                    bytes += row.size();
                    batch.push(row.in_e164(e164));
                }
                Ok(None) => {
                    end = Some(Batch::End(rows.columns()));
                    break;
                }
                Err(problem) => {
                    end = Some(Batch::Failed(problem));
                    break;
                }
            }
        }
        let ended = end.is_some();
        let sent = batches.blocking_send(Batch::Rows(batch)).is_ok()
            && end.is_none_or(|end| batches.blocking_send(end).is_ok());
        if ended || !sent {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Seek, Write};

    use csv::{QuoteStyle, Terminator, WriterBuilder};
    use proptest::prelude::*;

    use super::*;
    use crate::files::Abandoned;
    use crate::import::cleaning;
    use crate::import::source::file::Given;

    type Row = (String, String, String);

    /// The rows of a file.
    fn read(content: &[u8], delimiter: &str) -> Vec<Row> {
        let options = ImportOptions::new(1).delimiter(delimiter);
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(content).and_then(|()| file.rewind()).unwrap();
        let given = Given::Open { file, name: "people".to_owned() };
        let source = SourceFile::open(given, &options, &Abandoned::default()).unwrap();
        let mut rows = source.rows(&options).unwrap();
        let rows = std::iter::from_fn(|| rows.next().unwrap());
        rows.map(|row| {
            let [email, _, first, last] = row.row.fields().map(|field| field.clone().unwrap_or_default());
            (email, first, last)
        })
        .collect()
    }

    proptest! {
        #[test]
        fn reads_what_a_csv_library_writes(
            names in proptest::collection::vec(("[a-zé,;|\t\" \n-]{0,9}", "[A-Z,;|\t\" ]{0,9}"), 1..20),
            delimiter in prop_oneof![Just(","), Just(";"), Just("tab"), Just("|")],
            quotes in prop_oneof![Just(QuoteStyle::Always), Just(QuoteStyle::Necessary), Just(QuoteStyle::NonNumeric)],
            windows in any::<bool>(),
        ) {
            let byte = if delimiter == "tab" { b'\t' } else { delimiter.as_bytes()[0] };
            let end = if windows { Terminator::CRLF } else { Terminator::Any(b'\n') };
            let mut writer =
                WriterBuilder::new().delimiter(byte).quote_style(quotes).terminator(end).from_writer(Vec::new());
            writer.write_record(["Email", "First name", "Last name"]).unwrap();
            let mut expected = Vec::new();
            for (number, (first, last)) in names.iter().enumerate() {
                let email = format!("person{number}@example.org");
                writer.write_record([&email, first, last]).unwrap();
                let clean = |name: &String| cleaning::name(name.as_str().into()).value.unwrap_or_default();
                expected.push((email, clean(first), clean(last)));
            }
            prop_assert_eq!(read(&writer.into_inner().unwrap(), delimiter), expected);
        }
    }
}
