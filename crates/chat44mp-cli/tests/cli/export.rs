//! `flows export`

use std::fs;

use chat44mp::Operation;
use chat44mp_emulator::{Fault, FaultKind};
use serde_json::Value;

use crate::stage::Stage;

const LONG: &str = "\
subscriber_id,question_id,question,answer
24994546734902201,45,What do you like to do?,\"Reading, Traveling, Watching Movies\"
24994546734902201,46,What is your favorite pet?,Dog 🐕
24994546734902201,47,Caffè o tè? ☕/🍵,Caffè
24994546734902202,45,What do you like to do?,\"'=SUM(1+1), \"\"quoted\"\"
and more\"
24994546734902202,46,What is your favorite pet?,Cat
webchat-visitor-7,46,What is your favorite pet?,Parrot
";

#[test]
fn long_layout_has_one_row_per_answer() {
    let stage = Stage::new();
    assert_eq!(stage.member("flows export $flow --format csv").run().ok(), LONG);
    assert_eq!(stage.member("flows export --flow-id $flow --layout long").run().ok(), LONG);
    let raw = stage.member("flows export $flow --raw-cells").run().ok();
    assert_eq!(raw, LONG.replace("'=SUM", "=SUM"));
    let none = stage.member("flows export $flow_without_answers").run().ok();
    assert_eq!(none, "subscriber_id,question_id,question,answer\n");
}

#[test]
fn wide_layout_has_one_row_per_subscriber() {
    let stage = Stage::new();
    let wide = stage.member("flows export $flow --layout wide").run().ok();
    assert_eq!(
        wide,
        "subscriber_id,What do you like to do?,What is your favorite pet?,Caffè o tè? ☕/🍵\n\
         24994546734902201,\"Reading, Traveling, Watching Movies\",Dog 🐕,Caffè\n\
         24994546734902202,\"'=SUM(1+1), \"\"quoted\"\"\nand more\",Cat,\n\
         webchat-visitor-7,,Parrot,\n"
    );
    let operations: Vec<_> = stage.emulator.journal().iter().map(|entry| entry.operation).collect();
    assert_eq!(operations, [Some("get_flow_campaign_info"), Some("get_all_subscriber_flow_info")]);
}

#[test]
fn jsonl_has_one_line_per_subscriber() {
    let stage = Stage::new();
    let lines = stage.member("flows export $flow_with_many_answers --format jsonl").run().ok();
    assert_eq!(lines.lines().count(), 1000);
    let row: Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
    assert_eq!(row["answers"].as_array().unwrap().len(), 5);
    assert_eq!(stage.member("flows export $flow --format jsonl --layout wide").run().code, Some(1));
}

#[test]
fn writes_a_file_completely_or_not_at_all() {
    let stage = Stage::new();
    let run = stage.member("flows export $flow --output-file answers.csv").run();
    assert!(run.err.contains("3 subscribers") && run.err.contains("Wrote answers.csv."), "{run:?}");
    let report = run.json();
    assert_eq!((&report["subscribers"], &report["answers"]), (&3.into(), &6.into()));
    let path = stage.directory().join("answers.csv");
    assert_eq!(fs::read_to_string(&path).unwrap(), LONG);

    // Interrupted after some rows: the old file is unchanged, and no temporary file remains.
    let cut = Fault::new(FaultKind::Truncate { bytes: 5000 }).on(Operation::GET_ALL_SUBSCRIBER_FLOW_INFO);
    stage.emulator.add_fault(cut);
    for file in ["answers.csv", "new.csv"] {
        let line = format!("flows export $flow_with_many_answers --output-file {file} --max-retries 0");
        let run = stage.member(&line).run();
        assert_eq!((run.code, &run.error()["operation"]), (Some(6), &"flows.answers".into()), "{run:?}");
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), LONG);
    assert_eq!(fs::read_dir(stage.directory()).unwrap().count(), 1);

    let nowhere = stage.member("flows export $flow --output-file no/such/directory.csv").run();
    assert_eq!((nowhere.code, &nowhere.error()["code"]), (Some(1), &"file_failed".into()));
}

#[test]
fn a_failed_export_prints_nothing() {
    let stage = Stage::new();
    for line in ["flows export $unknown_flow", "flows export $unknown_flow --layout wide", "flows export -1"]
    {
        let run = stage.member(line).run();
        assert!(matches!(run.code, Some(2 | 9)), "{run:?}");
        assert_eq!(run.out, "", "{line}");
    }
}
