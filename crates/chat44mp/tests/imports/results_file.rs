//! The results file: written incrementally, read to resume.

use std::fs;

use chat44mp::{ErrorCode, FieldValue, InputRow};
use serde_json::{Value, json};

use crate::stage::{Stage, people, people_csv};

#[tokio::test]
async fn records_each_row_in_order() {
    let stage = Stage::new();
    let path = stage.path("results.jsonl");
    let file = people_csv(2) + "wrong,1,Bob\n";
    stage.import(&file, stage.options().results(&path).concurrency(1)).await.unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let header: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    let origin = stage.client.base_url();
    let expected =
        json!({"chat44mp_import": 1, "origin": origin, "group_id": stage.group_id, "source": "people.csv"});
    assert_eq!(header, expected);
    assert!(text.starts_with(r#"{"chat44mp_import":1,"origin":"#));
    let statuses = [(2, "sending"), (2, "created"), (3, "sending"), (4, "invalid"), (3, "created")];
    let found = stage.statuses("results.jsonl");
    let mut sorted = found.clone();
    sorted.sort_by_key(|(row, _)| *row);
    let mut expected: Vec<(u64, String)> = statuses.map(|(row, status)| (row, status.to_owned())).to_vec();
    expected.sort_by_key(|(row, _)| *row);
    assert_eq!(sorted, expected, "{found:?}");
    let lines = stage.lines("results.jsonl");
    let created = lines.iter().find(|line| line["status"] == "created").unwrap();
    assert!(created["id"].is_u64() && created["key"].as_str().unwrap().len() == 16);
    for secret in ["39-aB3xK9z", "person1@", "+39333"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn an_import_resumes() {
    let stage = Stage::new();
    let path = stage.path("results.jsonl");
    let options = stage.options().results(&path).concurrency(1);
    stage.import(people_csv(4), options.clone()).await.unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();

    // Killed while row 4 was in flight: it is not resent, and the file records it as unknown.
    fs::write(&path, lines[..6].concat()).unwrap();
    let report = stage.import(people_csv(4), options.clone()).await.unwrap();
    assert_eq!((report.created, report.unknown, report.exists), (2, 1, 1), "{report:?}");
    assert_eq!((report.earlier, stage.created().len()), (3, 4));
    let settled = stage.lines("results.jsonl");
    let unknown = settled.iter().find(|line| line["status"] == "unknown").unwrap();
    assert_eq!((&unknown["row"], &unknown["code"]), (&json!(4), &json!("interrupted")));

    // Killed while the `sending` line of row 4 was written: the row was not sent.
    for torn in [1, 20, lines[5].len() - 1] {
        fs::write(&path, lines[..5].concat() + &lines[5][..torn]).unwrap();
        let report = stage.import(people_csv(4), options.clone()).await.unwrap();
        assert_eq!((report.created, report.exists), (2, 2), "{report:?}");
    }
    // Killed while the first line was written.
    fs::write(&path, &lines[0][..30]).unwrap();
    assert_eq!(stage.import(people_csv(4), options).await.unwrap().exists, 4);
    assert!(fs::read_to_string(&path).unwrap().starts_with(lines[0]));
}

#[tokio::test]
async fn a_row_keeps_its_key_if_the_phone_region_changes() {
    let stage = Stage::new();
    let file = "Email,Phone\n,333 1234567\n";
    for (region, earlier) in [(None, 0), (Some("IT"), 1), (Some("DE"), 1)] {
        let options = stage.options().results(stage.path("results.jsonl"));
        let options = region.map_or(options.clone(), |region| options.phone_region(region));
        let report = stage.import(file, options).await.unwrap();
        assert_eq!((report.created, report.earlier), (1, earlier), "{report:?}");
        assert_eq!(stage.contacts().len(), 1);
    }
}

#[tokio::test]
async fn recognises_rows_by_key_in_any_order() {
    let stage = Stage::new();
    let options = stage.options().results(stage.path("results.jsonl"));
    stage.client.contacts().import_rows(people(5), options.clone()).await.unwrap();
    let mut rows = people(7);
    rows.reverse();
    let report = stage.client.contacts().import_rows(rows, options).await.unwrap();
    assert_eq!((report.created, report.earlier), (7, 5));
    assert_eq!(stage.emulator.journal().len(), 7);
}

#[tokio::test]
async fn maps_other_field_names() {
    let stage = Stage::new();
    let text = |text: &str| FieldValue::Text(text.to_owned());
    let record = |cells: &[(&str, FieldValue)]| {
        let (names, values): (Vec<_>, _) =
            cells.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).unzip();
        InputRow::Record(names.into(), values)
    };
    let rows = vec![
        record(&[("E-mail", text("ada@import.example")), ("Cellulare", FieldValue::Integer(39333))]),
        record(&[("E-mail", FieldValue::Other("a list".to_owned()))]),
        record(&[("email", text("bob@import.example")), ("phoneNumber", FieldValue::Float(39334.0))]),
    ];
    let report = stage.client.contacts().import_rows(rows, stage.options()).await.unwrap();
    assert_eq!((report.rows, report.created, report.invalid), (3, 2, 1), "{report:?}");
    assert_eq!(report.reasons[0].message, "\"E-mail\" is a list; it must be text or a whole number");
    assert_eq!(stage.created()["bob@import.example"]["phone_number"], "39334");
}

#[tokio::test]
async fn a_duplicate_does_not_hide_the_first_row() {
    let stage = Stage::new();
    let options = stage.options().results(stage.path("results.jsonl"));
    let file =
        people_csv(2) + &people_csv(2).lines().skip(1).map(|line| format!("{line}\n")).collect::<String>();
    for _ in 0..2 {
        let report = stage.import(&file, options.clone()).await.unwrap();
        assert_eq!((report.created, report.invalid), (2, 2));
    }
    assert_eq!(stage.emulator.journal().len(), 2);
}

#[tokio::test]
async fn rejects_the_file_of_another_import() {
    let stage = Stage::new();
    let path = stage.path("results.jsonl");
    let header = |origin: &str, group: i64| {
        format!("{{\"chat44mp_import\":1,\"origin\":\"{origin}\",\"group_id\":{group},\"source\":null}}\n")
    };
    let (ours, group) = (stage.client.base_url().to_owned(), stage.group_id);
    for (text, expected) in [
        (header("https://other.example/api", group), "belongs to an import to https://other.example/api"),
        (header(&ours, group + 1), "into group"),
        ("Email,Phone\n".to_owned(), "is not a results file"),
        ("my notes".to_owned(), "is not a results file"),
        (header(&ours, group) + "\0\0\0\n{}\n", "line 2 is damaged"),
        (header(&ours, group) + "{\"row\":1,\"key\":\"12\",\"status\":\"sending\"}\n", "line 2 is damaged"),
    ] {
        fs::write(&path, &text).unwrap();
        for dry_run in [false, true] {
            let options = stage.options().results(&path).dry_run(dry_run);
            let error = stage.import(people_csv(1), options).await.unwrap_err();
            assert_eq!(*error.code(), ErrorCode::RESULTS_FILE_REFUSED, "{error}");
            assert!(error.server_message().contains(expected), "{error}");
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
    assert!(stage.emulator.journal().is_empty());
}

#[tokio::test]
async fn rejects_a_file_in_use() {
    let stage = Stage::new();
    let path = stage.path("results.jsonl");
    let held = fs::File::create(&path).unwrap();
    held.lock().unwrap();
    let error = stage.import(people_csv(1), stage.options().results(&path)).await.unwrap_err();
    assert!(error.server_message().contains("another import is using it"), "{error}");
}

#[tokio::test]
async fn a_dry_run_writes_no_files() {
    let stage = Stage::new();
    let (results, errors) = (stage.path("results.jsonl"), stage.path("errors.csv"));
    let options = stage.options().results(&results).errors(&errors).dry_run(true);
    let report = stage.import(people_csv(3) + "wrong,,\n", options).await.unwrap();
    assert_eq!((report.pending, report.invalid), (3, 1));
    assert!(!results.exists() && !errors.exists() && stage.emulator.journal().is_empty());
}
