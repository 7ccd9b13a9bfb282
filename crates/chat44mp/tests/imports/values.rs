//! Values have the same text in every door: `tests/data/values.tsv`, which the tests of Python and Node also read.

use std::fs;

use chat44mp::ImportReport;

use crate::stage::Stage;

/// The result and the value of each line, for a door with its number of the column.
fn values(column: usize) -> Vec<(&'static str, &'static str)> {
    let lines = include_str!("../../../../tests/data/values.tsv").lines();
    let lines = lines.filter(|line| !line.starts_with('#')).skip(1);
    let cells = lines.map(|line| line.split('\t').collect::<Vec<_>>());
    cells.map(|cells| (cells[0], cells[column])).filter(|(_, value)| *value != "-").collect()
}

/// The text that was sent, or the problem.
fn result(stage: &Stage, report: &ImportReport) -> String {
    if let Some(reason) = report.reasons.iter().find(|reason| reason.status.as_str() == "invalid") {
        assert_eq!(reason.field.as_deref(), Some("phone_number"), "{reason:?}");
        return reason.message.clone();
    }
    let journal = stage.emulator.journal();
    let sent = journal.last().unwrap().form.get("phone_number");
    sent.cloned().unwrap_or_else(|| "(empty)".to_owned())
}

fn matches(result: &str, expected: &str) -> bool {
    let (start, end) = expected.split_once('…').unwrap_or((expected, ""));
    match expected.contains('…') {
        true => result.starts_with(start) && result.ends_with(end),
        false => result == expected,
    }
}

async fn check(column: usize, name: &str, file: impl Fn(&str) -> String) {
    let stage = Stage::new();
    let values = values(column);
    assert!(values.len() > 10);
    for (expected, value) in values {
        stage.emulator.clear_journal();
        let path = stage.path(name);
        fs::write(&path, file(value)).unwrap();
        let report = stage.client.contacts().import_file(path, stage.options()).await.unwrap();
        let result = result(&stage, &report);
        assert!(matches(&result, expected), "{value}: {result} instead of {expected}");
    }
}

#[tokio::test]
async fn cells_of_csv() {
    check(1, "people.csv", |value| format!("email,phone_number\nada@import.example,{value}\n")).await;
}

#[tokio::test]
async fn values_of_json_lines() {
    let line = |value: &str| format!("{{\"email\": \"ada@import.example\", \"phone_number\": {value}}}\n");
    check(2, "people.jsonl", line).await;
}
