//! The tools that transfer files.

use std::fmt::Write;
use std::fs;

use chat44mp::Operation;
use chat44mp_emulator::{Fault, FaultKind};
use serde_json::{Value, json};

use super::session::{Session, wait_for};
use crate::stage::Stage;

fn stage(rows: usize) -> Stage {
    let stage = Stage::new();
    let mut text = "Email,Phone\n".to_owned();
    for row in 0..rows {
        let _ = writeln!(text, "person{row}@import.example,+39333{row:07}");
    }
    fs::write(stage.directory().join("people.csv"), text).unwrap();
    stage
}

fn creates(stage: &Stage) -> usize {
    stage.emulator.journal().iter().filter(|entry| entry.operation == Some("create_contact")).count()
}

fn import(dry_run: &Value) -> Value {
    json!({"file": "people.csv", "group_id": 67, "dry_run_id": dry_run["dry_run_id"]})
}

#[tokio::test]
async fn imports_a_file_after_its_dry_run() {
    let stage = stage(300);
    let session = Session::member(&stage, "mcp --allow contacts.import").await;
    let error = session.error("contacts_import", import(&json!({"dry_run_id": "1"}))).await;
    assert_eq!((&error["code"], &error["outcome"]), (&json!("dry_run_required"), &json!("not_sent")));

    let source = json!({"file": "people.csv", "group_id": 67, "concurrency": 2});
    let dry_run = session.ok("contacts_import_dry_run", source).await;
    assert_eq!((&dry_run["report"]["pending"], creates(&stage)), (&json!(300), 0));
    assert_eq!(fs::read_dir(stage.directory()).unwrap().count(), 1);
    let other = json!({"file": "people.csv", "group_id": 68, "dry_run_id": dry_run["dry_run_id"]});
    assert_eq!(session.error("contacts_import", other).await["code"], "dry_run_required");

    let report = session.ok("contacts_import", import(&dry_run)).await;
    assert_eq!(
        (&report["created"], &report["is_success"], creates(&stage)),
        (&json!(300), &json!(true), 300)
    );
    let progress = session.progress();
    assert!(progress.windows(2).all(|steps| steps[0].0 < steps[1].0 || steps[1].1.is_none()), "{progress:?}");
    assert_eq!(progress.last(), Some(&(600.0, Some(600.0))), "{progress:?}");
    // It resumes, and creates nothing again.
    assert_eq!(session.ok("contacts_import", import(&dry_run)).await["earlier"], 300);
    assert_eq!(creates(&stage), 300);

    fs::write(stage.directory().join("people.csv"), "Email\nother@import.example\n").unwrap();
    assert_eq!(session.error("contacts_import", import(&dry_run)).await["code"], "file_changed");
}

#[tokio::test]
async fn a_dry_run_needs_no_permission_and_an_import_does() {
    let stage = stage(1);
    let session = Session::member(&stage, "mcp").await;
    let dry_run = session.ok("contacts_import_dry_run", json!({"file": "people.csv", "group_id": 67})).await;
    assert_eq!(session.error("contacts_import", import(&dry_run)).await["code"], "not_allowed");
    assert_eq!(creates(&stage), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn cancelling_an_import_waits_for_rows_in_flight() {
    let stage = stage(50);
    stage.emulator.add_fault(Fault::new(FaultKind::Latency { ms: 100 }).on(Operation::CREATE_CONTACT));
    let session = Session::member(&stage, "mcp --allow contacts.import").await;
    let source = json!({"file": "people.csv", "group_id": 67, "concurrency": 1});
    let dry_run = session.ok("contacts_import_dry_run", source).await;
    let request = session.send("contacts_import", import(&dry_run)).await;
    wait_for(&stage, |journal| journal.iter().any(|entry| entry.operation == Some("create_contact")));
    request.cancel(None).await.unwrap();
    session.close().await;
    let results = fs::read_to_string(stage.directory().join("people.csv.group-67.jsonl")).unwrap();
    let with = |status: &str| results.matches(&format!("\"status\":\"{status}\"")).count();
    assert_eq!((with("created"), with("sending")), (creates(&stage), creates(&stage)), "{results}");
    assert!(creates(&stage) < 50);
}

#[tokio::test]
async fn files_stay_in_the_directory() {
    let stage = stage(1);
    fs::create_dir(stage.directory().join("shared")).unwrap();
    let session = Session::member(&stage, "mcp --directory shared --allow flows.export").await;
    for (tool, arguments) in [
        ("contacts_import_dry_run", json!({"file": "../people.csv", "group_id": 67})),
        ("contacts_import_dry_run", json!({"file": "/etc/hostname", "group_id": 67})),
        ("flows_export", json!({"flow_id": 1, "file": "../answers.csv"})),
    ] {
        assert_eq!(session.error(tool, arguments).await["code"], "path_not_allowed");
    }
    let report =
        session.ok("flows_export", json!({"flow_id": 1, "file": "answers.csv", "format": "wide_csv"})).await;
    assert!(report["subscribers"].as_i64() > Some(0), "{report}");
    assert!(stage.directory().join("shared/answers.csv").exists());
}

#[tokio::test]
async fn returns_answers_page_by_page() {
    let stage = Stage::new();
    let session = Session::member(&stage, "mcp").await;
    let all = session.ok("flows_answers", json!({"flow_id": 1})).await;
    assert_eq!(all["next_offset"], Value::Null);
    let all = all["subscribers"].as_array().unwrap().clone();
    let (mut offset, mut pages) = (json!(0), Vec::new());
    while !offset.is_null() {
        let mut page = session.ok("flows_answers", json!({"flow_id": 1, "limit": 1, "offset": offset})).await;
        pages.extend(page["subscribers"].as_array().unwrap().clone());
        offset = page["next_offset"].take();
    }
    assert_eq!(pages, all);
    assert!(all.len() > 1);
}
