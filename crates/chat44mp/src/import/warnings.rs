//! What may be wrong although every row can be sent.

use std::collections::BTreeMap;

use chat44mp_macros::model;
use serde::Serialize;

use super::progress::LISTED;
use super::row::ImportRow;
use super::source::columns::Columns;
use crate::language::Language;
use crate::resources::PreparedContact;

/// Something that may be wrong although rows can be sent.
#[model]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct ImportWarning {
    /// The stable code: `doubtful_encoding`, `unused_column`, `empty_field`, `incomplete_domain` or `rewritten_text`.
    pub code: String,
    /// What may be wrong.
    pub message: String,
    /// The number of rows; 0 if it concerns the whole source.
    #[serde(default)]
    pub rows: i64,
    /// The first of them, at most 10.
    #[serde(default)]
    pub first_rows: Vec<i64>,
}

/// A warning about rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// The server counts an empty field as taken.
    Empty {
        field: &'static str,
    },
    IncompleteDomain,
    Rewritten {
        field: &'static str,
        change: &'static str,
    },
}

/// The warnings so far. There are as many as kinds, however many rows.
#[derive(Debug, Default)]
pub(super) struct Warnings(BTreeMap<Kind, (i64, Vec<i64>)>);

impl Warnings {
    /// Notes a row that can be sent.
    pub(super) fn note(&mut self, number: u32, row: &ImportRow, creation: &PreparedContact) {
        for (field, value) in [("email", &row.email), ("phone_number", &row.phone_number)] {
            if value.is_none() {
                self.add(Kind::Empty { field }, number);
            }
        }
        let domain = row.email.as_deref().and_then(|email| email.rsplit_once('@'));
        if domain.is_some_and(|(_, domain)| !domain.contains('.')) {
            self.add(Kind::IncompleteDomain, number);
        }
        for &(field, change) in &creation.request.rewritten {
            self.add(Kind::Rewritten { field, change }, number);
        }
    }

    fn add(&mut self, kind: Kind, number: u32) {
        let (rows, first_rows) = self.0.entry(kind).or_default();
        *rows += 1;
        if first_rows.len() < LISTED {
            first_rows.push(number.into());
        }
    }

    /// All warnings: those about the source, then those about rows.
    pub(super) fn into_list(self, columns: &Columns, doubt: Option<&str>) -> Vec<ImportWarning> {
        let warning = |code: &str, message: &str, rows, first_rows| ImportWarning {
            code: code.to_owned(),
            message: Language::current().render(message).into_owned(),
            rows,
            first_rows,
        };
        let about_source = |code, message: String| warning(code, &message, 0, Vec::new());
        let doubtful = doubt.map(|sample| {
            let message = format!("the encoding was guessed; if {sample:?} looks wrong, pass the `encoding`");
            about_source("doubtful_encoding", message)
        });
        let overlooked = columns.overlooked.iter().map(|overlooked| {
            let message = format!(
                "column {:?} was not used, but its cells look like values of `{}`; `map` it if they are",
                overlooked.column, overlooked.field
            );
            about_source("unused_column", message)
        });
        // The first contact without a value can be created.
        let is_problem =
            |(kind, (rows, _)): &(Kind, (i64, _))| !matches!(kind, Kind::Empty { .. }) || *rows > 1;
        let about_rows = self.0.into_iter().filter(is_problem).map(|(kind, (rows, first_rows))| {
            let (code, message) = kind.text();
            warning(code, &message, rows, first_rows)
        });
        doubtful.into_iter().chain(overlooked).chain(about_rows).collect()
    }
}

impl Kind {
    fn text(self) -> (&'static str, String) {
        match self {
            Kind::Empty { field } => (
                "empty_field",
                format!(
                    "`{field}` is empty, which the server counts as taken: it may create only the first such contact"
                ),
            ),
            Kind::IncompleteDomain => ("incomplete_domain", "the domain of `email` has no dot".to_owned()),
            Kind::Rewritten { field, change } => {
                ("rewritten_text", format!("the server will store `{field}` differently: {change}"))
            }
        }
    }
}
