//! The request log of `emulator serve -v`.

use std::collections::BTreeMap;

use chat44mp::Operation;
use chat44mp_emulator::JournalEntry;
use jiff::Timestamp;

use crate::output::say;
use crate::output::style::{BAD, DIM, GOOD, WARN, shown};

/// Logs a request on one line; secrets are masked in journal entries.
pub(super) fn request(entry: &JournalEntry, with_params: bool) {
    say(&format!("{DIM}{}{DIM:#} {}", Timestamp::now().strftime("%H:%M:%SZ"), line(entry, with_params)));
}

fn line(entry: &JournalEntry, with_params: bool) -> String {
    let operation = entry.operation.and_then(Operation::from_name);
    let call = operation.map_or("unknown", |operation| operation.info().call);
    let is_failed = entry.error.is_some() || entry.status.is_none_or(|status| status >= 400);
    let style = if is_failed { BAD } else { GOOD };
    let status = entry.status.map_or("---".to_owned(), |status| status.to_string());
    let mut line = format!(
        "{:<4} {} {DIM}{call}{DIM:#} {style}{status}{style:#}",
        shown(&entry.method),
        shown(&entry.path)
    );
    if entry.applied {
        line += " applied";
    }
    if let Some(fault) = entry.fault {
        line += &format!(" {WARN}fault={fault}{WARN:#}");
    }
    if entry.disconnected {
        line += &format!(" {BAD}disconnected{BAD:#}");
    }
    if let Some(error) = &entry.error {
        line += &format!(" {}", shown(&format!("{error:?}")));
    }
    if with_params {
        line += &format!(" {DIM}{}{DIM:#}", shown(&params(&[&entry.query, &entry.form])));
    }
    line
}

fn params(maps: &[&BTreeMap<String, String>]) -> String {
    let params = maps.iter().flat_map(|map| map.iter());
    params.map(|(name, value)| format!("{name}={value:?}")).collect::<Vec<_>>().join(" ")
}
