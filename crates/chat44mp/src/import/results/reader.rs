//! Reads a results file for a program.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use chat44mp_macros::model;
use serde::Serialize;

use super::super::progress::RowStatus;
use super::lines::{self, Entry, INTERRUPTED, INTERRUPTED_MESSAGE, SENDING, Stored};
use super::{RowResult, file};
use crate::error::Error;
use crate::files::failed_option;
use crate::ids::{ContactId, GroupId};

/// The content of a results file.
#[model]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct ImportResults {
    /// The base URL of the server.
    pub base_url: String,
    /// The group of the contacts.
    pub group_id: GroupId,
    /// The name of the first imported file; `None` for rows of a program.
    pub source: Option<String>,
    /// The latest result of each row, by row number. Rows that an earlier run finished have the numbers of that run.
    #[serde(default)]
    pub rows: Vec<RowResult>,
}

impl ImportResults {
    /// Reads a results file, also one that an import is writing: its rows in flight are `unknown`. Blocks.
    ///
    /// Fails with `results_file_refused` if it is not a results file, and with `file_failed`.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), chat44mp::Error> {
    /// let results = chat44mp::ImportResults::read("people.results.jsonl")?;
    /// for row in &results.rows {
    ///     println!("row {}: {} {:?}", row.row, row.status, row.id);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn read(path: impl AsRef<Path>) -> Result<ImportResults, Error> {
        let path = path.as_ref();
        file::check_regular(path)?;
        let file = File::open(path).map_err(|error| failed_option("results", "read", path, &error))?;
        let mut rows = LatestResults::default();
        let reader = BufReader::with_capacity(64 * 1024, file);
        let header = lines::scan(path, reader, |_| Ok(()), |entry| rows.add(entry))?.header;
        let header = header.ok_or_else(|| lines::not_results(path))?;
        Ok(ImportResults {
            base_url: header.origin,
            group_id: GroupId(header.group_id),
            source: header.source,
            rows: rows.into_list(),
        })
    }
}

/// The latest result of each row.
#[derive(Default)]
struct LatestResults {
    sent: HashMap<String, RowResult>,
    /// Each run validates all rows, so that only the invalid ones of the last run count.
    invalid: Vec<RowResult>,
}

impl LatestResults {
    fn add(&mut self, entry: Entry<'_>) -> Result<(), ()> {
        let row = match entry {
            Entry::Run(_) => {
                self.invalid.clear();
                return Ok(());
            }
            Entry::Row(row) => result(row)?,
        };
        match row.status {
            RowStatus::Invalid => self.invalid.push(row),
            _ => drop(self.sent.insert(row.key.clone(), row)),
        }
        Ok(())
    }

    fn into_list(self) -> Vec<RowResult> {
        let mut rows: Vec<RowResult> = self.sent.into_values().chain(self.invalid).collect();
        rows.sort_by_key(|row| row.row);
        rows
    }
}

fn result(stored: Stored<'_>) -> Result<RowResult, ()> {
    let is_sending = stored.status == SENDING;
    let status = if is_sending { Some(RowStatus::Unknown) } else { RowStatus::from_word(&stored.status) };
    let status = status.ok_or(())?;
    let text = |given: Option<Cow<'_, str>>, of_sending: &str| {
        given.map(Cow::into_owned).or_else(|| is_sending.then(|| of_sending.to_owned()))
    };
    Ok(RowResult {
        row: stored.row.into(),
        key: stored.key.hex(),
        status,
        id: stored.id.map(ContactId),
        code: text(stored.code, INTERRUPTED),
        message: text(stored.message, INTERRUPTED_MESSAGE),
    })
}
