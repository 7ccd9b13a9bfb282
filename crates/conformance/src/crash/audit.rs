//! Compares the results file with the server.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use chat44mp_emulator::Emulator;
use serde_json::Value;

use super::counts::Counts;
use super::people::{ROWS, email};

/// Compares the results file with the server, row by row.
pub(super) fn rows(results: &Path, emulator: &Emulator) -> Result<Counts> {
    let histories = histories(results)?;
    let state = emulator.state();
    let mut contacts: HashMap<&str, Vec<&str>> = HashMap::new();
    for (id, contact) in state["contacts"].as_object().context("the emulator has no contacts")? {
        contacts.entry(contact["email"].as_str().unwrap_or_default()).or_default().push(id);
    }
    let (mut seen, mut applied): (HashMap<String, u64>, HashMap<String, u64>) = Default::default();
    for entry in emulator.journal() {
        let Some(email) = entry.form.get("email") else { continue };
        *seen.entry(email.clone()).or_default() += 1;
        *applied.entry(email.clone()).or_default() += u64::from(entry.applied);
    }
    let mut counts = Counts::default();
    for row in 2..ROWS + 2 {
        let email = email(row);
        let created = contacts.get(email.as_str()).map(Vec::as_slice).unwrap_or_default();
        counts.duplicates +=
            u64::from(created.len() > 1 || applied.get(&email).is_some_and(|times| *times > 1));
        let history = histories.get(&row).map(Vec::as_slice).unwrap_or_default();
        counts.unsettled += u64::from(!is_settled(history));
        let last = history.last().map(|line| line.status.as_str());
        counts.lost += u64::from(match (last, history.last().and_then(|line| line.id.as_deref())) {
            (Some("created"), id) => created.first().copied() != id,
            (Some("exists"), _) => created.is_empty(),
            (Some("unknown"), _) => false,
            _ => true,
        });
        if last == Some("unknown") {
            counts.unknown += 1;
            counts.false_unknown += u64::from(!seen.contains_key(&email));
        }
    }
    Ok(counts)
}

struct Line {
    status: String,
    id: Option<String>,
}

/// The lines of each row, in order.
fn histories(results: &Path) -> Result<HashMap<u64, Vec<Line>>> {
    let mut histories: HashMap<u64, Vec<Line>> = HashMap::new();
    for line in fs::read_to_string(results)?.lines().skip(1) {
        let line: Value = serde_json::from_str(line).with_context(|| format!("incomplete line: {line}"))?;
        let status = line["status"].as_str().unwrap_or_default().to_owned();
        let id = line["id"].as_u64().map(|id| id.to_string());
        histories.entry(line["row"].as_u64().unwrap_or_default()).or_default().push(Line { status, id });
    }
    Ok(histories)
}

/// Whether the row has exactly one final state, as its last line. `failed` is not final, because the row is retried.
fn is_settled(history: &[Line]) -> bool {
    let is_final = |line: &Line| matches!(line.status.as_str(), "created" | "exists" | "invalid" | "unknown");
    history.last().is_some_and(is_final) && history.iter().filter(|line| is_final(line)).count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requires_one_final_state() {
        let settled = |statuses: &[&str]| {
            let line = |status: &&str| Line { status: status.to_string(), id: None };
            is_settled(&statuses.iter().map(line).collect::<Vec<_>>())
        };
        assert!(settled(&["sending", "created"]) && settled(&["sending", "failed", "sending", "unknown"]));
        for open in [&[][..], &["sending"], &["sending", "failed"], &["sending", "created", "created"]] {
            assert!(!settled(open), "{open:?}");
        }
        assert!(!settled(&["sending", "unknown", "sending"]));
    }
}
