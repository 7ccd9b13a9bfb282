//! `flows export`

use std::fs;

use calamine::{Data, Reader, Xlsx, open_workbook};
use chat44mp::Operation;
use chat44mp_emulator::{Fault, FaultKind};
use serde_json::Value;

#[cfg(unix)]
use crate::pty;
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
}

#[test]
fn excel_writes_a_workbook() {
    let stage = Stage::new();
    for (options, columns) in
        [("--excel", 4), ("--format excel --layout wide", 4), ("--excel --layout long", 4)]
    {
        let run = stage.member(&format!("flows export $flow {options} --output-file answers.xlsx")).run();
        assert!(run.err.contains("3 subscribers, ") && run.err.contains("Wrote answers.xlsx."), "{run:?}");
        let path = stage.directory().join("answers.xlsx");
        let bytes = fs::read(&path).unwrap();
        assert_eq!(run.json()["bytes"], bytes.len());
        let mut workbook: Xlsx<_> = open_workbook(&path).unwrap();
        let range = workbook.worksheet_range("Answers").unwrap();
        assert_eq!(
            (range.width(), range.get((0, 0))),
            (columns, Some(&Data::String("subscriber_id".into())))
        );
        assert_eq!(range.get((1, 0)), Some(&Data::String("24994546734902201".into())));
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_receives_a_workbook() {
    let stage = Stage::new();
    stage.member("flows export $flow --excel").within("\"$@\" | cat > piped.xlsx").run().ok();
    let mut workbook: Xlsx<_> = open_workbook(stage.directory().join("piped.xlsx")).unwrap();
    assert_eq!(workbook.worksheet_range("Answers").unwrap().height(), 7);
}

#[cfg(unix)]
#[test]
fn a_workbook_is_not_written_to_a_terminal() {
    let stage = Stage::new();
    let shown = pty::run(stage.member("flows export $flow --excel"));
    assert_eq!((shown.code, shown.out.as_str()), (Some(1), ""), "{shown:?}");
    assert!(shown.err.contains("Add --output-file PATH."), "{shown:?}");
    assert!(stage.emulator.journal().is_empty());
}

#[test]
fn bom_starts_csv_with_a_byte_order_mark() {
    let stage = Stage::new();
    for layout in ["long", "wide"] {
        let plain = stage.member(&format!("flows export $flow --layout {layout}")).run().ok();
        let marked = stage.member(&format!("flows export $flow --layout {layout} --bom")).run().ok();
        assert_eq!(marked, format!("\u{feff}{plain}"));
    }
}

#[test]
fn options_of_other_formats_are_errors() {
    let stage = Stage::new();
    for (options, message) in [
        ("--format jsonl --layout wide", "--layout is for CSV and workbooks only"),
        ("--format jsonl --bom", "--bom is for CSV only"),
        ("--excel --bom", "--bom is for CSV only"),
    ] {
        let run = stage.member(&format!("flows export $flow {options} -o json")).run();
        assert_eq!((run.code, &run.error()["message"]), (Some(1), &message.into()), "{run:?}");
    }
    assert_eq!(stage.member("flows export $flow --excel --format csv").run().code, Some(1));
    assert!(stage.emulator.journal().is_empty());
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
