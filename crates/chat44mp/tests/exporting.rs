//! Exports of answers against the emulator.

#![allow(clippy::unwrap_used, clippy::panic)] // a test may

use std::fs;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use chat44mp::{Client, ErrorCode, ErrorKind, ExportFormat, ExportOptions, FieldValue, Operation, RowLayout};
use chat44mp_emulator::{Emulator, Fault, FaultKind, Seed};

const MANY: &str = "
extends: default
flows:
  - {id: 900, user_id: 39, flow_name: many, synthetic_answers: {subscribers: 1000, questions: 3}}
";

fn stage() -> (Emulator, Client) {
    let emulator = Emulator::builder().seed(Seed::from_yaml(MANY).unwrap()).start().unwrap();
    let key = emulator.fixtures()["member_key"].as_str().unwrap().to_owned();
    let client = Client::builder(key).base_url(emulator.base_url()).max_retries(0).build().unwrap();
    (emulator, client)
}

#[tokio::test]
async fn each_format_has_every_answer() {
    let (_emulator, client) = stage();
    let folder = tempfile::tempdir().unwrap();
    for (format, lines, first) in [
        (ExportFormat::Csv, 3001, "subscriber_id,question_id,question,answer"),
        (ExportFormat::WideCsv, 1001, "subscriber_id"),
        (ExportFormat::JsonLines, 1000, r#"{"subscriber_id":"#),
    ] {
        let path = folder.path().join("answers");
        let reports = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&reports);
        let options = ExportOptions::new()
            .format(format)
            .on_progress(move |report| sink.lock().unwrap().push(report.subscribers));
        let report = client.flows().export(900, &path, options).await.unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), lines, "{format:?}");
        assert!(text.starts_with(first), "{format:?}");
        assert_eq!((report.subscribers, report.answers), (1000, 3000));
        assert_eq!(report.bytes, text.len() as i64);
        assert_eq!(*reports.lock().unwrap(), [256, 512, 768]);
    }
}

#[tokio::test]
async fn escapes_formulas() {
    let (_emulator, client) = stage();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answers.csv");
    for (raw_cells, cell) in [(false, "'=SUM(1+1)"), (true, "\"=SUM(1+1)")] {
        client.flows().export(1, &path, ExportOptions::new().raw_cells(raw_cells)).await.unwrap();
        assert!(fs::read_to_string(&path).unwrap().contains(cell));
    }
}

#[tokio::test]
async fn a_failed_export_keeps_the_earlier_file() {
    let (emulator, client) = stage();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answers.csv");
    fs::write(&path, "earlier content").unwrap();
    let cut = Fault::new(FaultKind::Truncate { bytes: 50_000 }).on(Operation::GET_ALL_SUBSCRIBER_FLOW_INFO);
    emulator.add_fault(cut);
    let error = client.flows().export(900, &path, ExportOptions::new()).await.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Connection, Some("flows.answers")));
    assert_eq!(fs::read_to_string(&path).unwrap(), "earlier content");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn an_unwritable_path_fails_before_a_request() {
    let (emulator, client) = stage();
    let nowhere = tempfile::tempdir().unwrap().path().join("no/such/answers.csv");
    let error = client.flows().export(1, &nowhere, ExportOptions::new()).await.unwrap_err();
    assert_eq!(*error.code(), ErrorCode::FILE_FAILED);
    assert!(error.server_message().contains("answers.csv"), "{error}");
    assert!(emulator.journal().is_empty());
}

#[tokio::test]
async fn reports_the_error_of_the_output() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let (_emulator, client) = stage();
    let error = client.flows().export_to(900, Full, ExportOptions::new()).await.unwrap_err();
    assert_eq!(*error.code(), ErrorCode::FILE_FAILED);
    let source = std::error::Error::source(&error).unwrap().downcast_ref::<io::Error>().unwrap();
    assert_eq!(source.kind(), io::ErrorKind::StorageFull);
}

#[tokio::test]
async fn rows_and_files_have_the_same_content() {
    let (emulator, client) = stage();
    for (layout, format) in [(RowLayout::Long, ExportFormat::Csv), (RowLayout::Wide, ExportFormat::WideCsv)] {
        let mut rows = client.flows().rows(1, layout);
        let mut table = vec![rows.columns().await.unwrap().to_vec()];
        while let Some(row) = rows.next().await {
            let text = |value: FieldValue| match value {
                FieldValue::Text(text) => text,
                FieldValue::Integer(number) => number.to_string(),
                FieldValue::Absent => String::new(),
                other => panic!("{other:?}"),
            };
            table.push(row.unwrap().into_iter().map(text).collect());
        }
        assert!(rows.next().await.is_none());
        let file = tempfile::NamedTempFile::new().unwrap();
        let options = ExportOptions::new().format(format).raw_cells(true);
        client.flows().export(1, file.path(), options).await.unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(file.path()).unwrap();
        let written: Vec<Vec<String>> = reader.deserialize().map(Result::unwrap).collect();
        assert_eq!(table, written);
    }
    let before = emulator.journal().len();
    let mut rows = client.flows().rows(9999, RowLayout::Wide);
    assert_eq!(rows.next().await.unwrap().unwrap_err().operation(), Some("flows.get"));
    assert!(rows.next().await.is_none());
    assert_eq!(emulator.journal().len(), before + 1);
}
