//! Exports of answers as workbooks (.xlsx), read with another library.

#![allow(clippy::unwrap_used, clippy::panic)] // a test may

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};
use chat44mp::{Client, ErrorCode, ExportFormat, ExportOptions, FieldValue, RowLayout};
use chat44mp_emulator::{Emulator, Seed};
use serde_json::{Value, json};

/// Texts that spreadsheets change when they open CSV, and texts that XML cannot hold.
const AWKWARD: &[&str] = &[
    "24994546734902201",
    "00391",
    "1.50",
    "1e5",
    "1-2",
    "2026-11-28",
    "TRUE",
    "Niccolò ☕ 👩‍💻",
    "+39 333 1234567",
    "=SUM(1+1)",
    "'=1",
    "@SUM(1)",
    "https://example.com",
    "  blanks at both ends  ",
    "two\nlines",
    "a tab\tand a return\r\n",
    "\u{0}\u{1}\u{8}\u{b}\u{c}\u{1b}[31m\u{1f}\u{7f}\u{9b}",
    "\u{fffd}\u{fffe}\u{ffff}\u{feff}\u{202e}",
    "<a & \"b\">]]>",
    "_x0041_ _x000D_ _x005F_x0041_",
];

fn stage(answers: &[&str]) -> (Emulator, Client) {
    let answers: Vec<Value> = answers
        .iter()
        .enumerate()
        .map(|(at, text)| json!({"subscriber_id": format!("{:017}", at + 1), "question_id": 400, "answer": text}))
        .collect();
    let seed = json!({"extends": "default", "flows": [{
        "id": 300, "user_id": 39, "flow_name": "survey", "answers": answers,
        "questions": [{"id": 400, "question": "=Why?"}, {"id": 401, "question": "Never asked"}],
    }]});
    // JSON is YAML, except for characters that YAML requires to be escaped.
    let yaml: String = seed.to_string().chars().map(yaml_character).collect();
    let emulator = Emulator::builder().seed(Seed::from_yaml(&yaml).unwrap()).start().unwrap();
    let key = emulator.fixtures()["member_key"].as_str().unwrap().to_owned();
    let client = Client::builder(key).base_url(emulator.base_url()).max_retries(0).build().unwrap();
    (emulator, client)
}

fn yaml_character(character: char) -> String {
    match character {
        '\u{7f}'..='\u{9f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
            format!("\\u{:04x}", u32::from(character))
        }
        _ => character.into(),
    }
}

fn excel(format: ExportFormat) -> ExportOptions {
    ExportOptions::new().format(format)
}

/// The cells of the only worksheet; fails if one is not text.
fn cells(path: &Path) -> Vec<Vec<String>> {
    let mut workbook: Xlsx<_> = open_workbook(path).unwrap();
    assert_eq!(workbook.sheet_names(), ["Answers"]);
    let range = workbook.worksheet_range("Answers").unwrap();
    let text = |cell: &Data| match cell {
        Data::String(text) => text.clone(),
        Data::Empty => String::new(),
        other => panic!("{other:?} is not text"),
    };
    range.rows().map(|row| row.iter().map(text).collect()).collect()
}

async fn rows(client: &Client, layout: RowLayout) -> Vec<Vec<String>> {
    let mut rows = client.flows().rows(300, layout);
    let mut table = vec![rows.columns().await.unwrap().to_vec()];
    while let Some(row) = rows.next().await {
        let text = |value: FieldValue| match value {
            FieldValue::Text(text) => text,
            FieldValue::Integer(number) => number.to_string(),
            _ => String::new(),
        };
        table.push(row.unwrap().into_iter().map(text).collect());
    }
    table
}

#[tokio::test]
async fn every_cell_is_the_text_of_the_row() {
    let (_emulator, client) = stage(AWKWARD);
    let file = tempfile::NamedTempFile::new().unwrap();
    for (layout, format) in
        [(RowLayout::Long, ExportFormat::Excel), (RowLayout::Wide, ExportFormat::WideExcel)]
    {
        let report = client.flows().export(300, file.path(), excel(format)).await.unwrap();
        assert_eq!((report.subscribers, report.answers), (AWKWARD.len() as i64, AWKWARD.len() as i64));
        assert_eq!(report.bytes, fs::metadata(file.path()).unwrap().len() as i64);
        let expected = rows(&client, layout).await;
        assert_eq!(expected.len(), AWKWARD.len() + 1);
        assert_eq!(cells(file.path()), expected, "{format:?}");
    }
}

#[tokio::test]
async fn the_header_is_bold_frozen_and_filtered() {
    let (_emulator, client) = stage(&["a", "b"]);
    let file = tempfile::NamedTempFile::new().unwrap();
    client.flows().export(300, file.path(), excel(ExportFormat::Excel)).await.unwrap();
    let mut archive = zip::ZipArchive::new(File::open(file.path()).unwrap()).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let sheet = part("xl/worksheets/sheet1.xml");
    for element in [
        r#"<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>"#,
        r#"<autoFilter ref="A1:D3"/>"#,
        r#"<ignoredError sqref="A1:D3" numberStoredAsText="1"/>"#,
        r#"<c r="A1" s="1" t="inlineStr"><is><t>subscriber_id</t></is></c>"#,
        r#"<c r="A2" s="2" t="inlineStr"><is><t>00000000000000001</t></is></c>"#,
    ] {
        assert!(sheet.contains(element), "{element} is not in {sheet}");
    }
    // Format 49 is "text".
    let styles = part("xl/styles.xml");
    assert!(styles.contains(r#"<xf numFmtId="49" fontId="1""#) && styles.contains("<b/>"), "{styles}");
    assert!(styles.contains(r#"<xf numFmtId="49" fontId="0""#), "{styles}");
}

#[tokio::test]
async fn a_campaign_without_answers_has_a_header() {
    let (_emulator, client) = stage(&[]);
    let file = tempfile::NamedTempFile::new().unwrap();
    client.flows().export(300, file.path(), excel(ExportFormat::WideExcel)).await.unwrap();
    assert_eq!(cells(file.path()), [["subscriber_id", "=Why?", "Never asked"]]);
}

#[tokio::test]
async fn many_rows_arrive_in_order() {
    let seed = "
extends: default
flows:
  - {id: 900, user_id: 39, flow_name: many, synthetic_answers: {subscribers: 2000, questions: 3}}
";
    let emulator = Emulator::builder().seed(Seed::from_yaml(seed).unwrap()).start().unwrap();
    let key = emulator.fixtures()["member_key"].as_str().unwrap().to_owned();
    let client = Client::builder(key).base_url(emulator.base_url()).build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (csv, workbook) = (folder.path().join("a.csv"), folder.path().join("a.xlsx"));
    client.flows().export(900, &csv, ExportOptions::new()).await.unwrap();
    client.flows().export(900, &workbook, excel(ExportFormat::Excel)).await.unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(csv).unwrap();
    let expected: Vec<Vec<String>> = reader.deserialize().map(Result::unwrap).collect();
    assert_eq!(expected.len(), 6_001);
    assert!(cells(&workbook) == expected);
}

#[tokio::test]
async fn a_text_that_no_cell_holds_is_an_error() {
    // Excel counts UTF-16 code units: two per emoji.
    let longest = "☕".repeat(32_767);
    let too_long = "😀".repeat(16_384);
    let (_emulator, client) = stage(&[&longest, &too_long]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answers.xlsx");
    fs::write(&path, "earlier content").unwrap();
    let error = client.flows().export(300, &path, excel(ExportFormat::WideExcel)).await.unwrap_err();
    assert_eq!((error.code(), error.field()), (&ErrorCode::INVALID_OPTION, Some("format")));
    assert_eq!(
        error.server_message(),
        "`format`: subscriber 00000000000000002, column \"=Why?\": 32768 characters; a cell of a workbook holds at most 32767"
    );
    assert_eq!(error.hint(), Some("Choose CSV or JSON Lines, which have no such limit."));
    assert_eq!(fs::read_to_string(&path).unwrap(), "earlier content");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);

    let (_emulator, client) = stage(&[&longest]);
    client.flows().export(300, &path, excel(ExportFormat::WideExcel)).await.unwrap();
    assert_eq!(cells(&path)[1][1], longest);
}

#[tokio::test]
async fn a_name_that_would_not_open_is_an_error() {
    let (emulator, client) = stage(&["a"]);
    let folder = tempfile::tempdir().unwrap();
    for (name, format, message) in [
        (
            "a.xlsx",
            ExportFormat::Csv,
            "is the name of a workbook, and the format is not one; the file would not open",
        ),
        ("a.XLSX", ExportFormat::JsonLines, "is the name of a workbook, and the format is not one"),
        ("a.csv", ExportFormat::Excel, "a.csv is not the name of a workbook (.xlsx)"),
        ("a.xls", ExportFormat::WideExcel, "a.xls is not the name of a workbook (.xlsx)"),
    ] {
        let error = client.flows().export(300, folder.path().join(name), excel(format)).await.unwrap_err();
        assert_eq!((error.code(), error.field()), (&ErrorCode::INVALID_OPTION, Some("format")));
        assert!(error.server_message().contains(message), "{error}");
    }
    assert!(emulator.journal().is_empty());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    for (name, format) in
        [("a", ExportFormat::Excel), ("a.part", ExportFormat::Excel), ("a.tsv", ExportFormat::Csv)]
    {
        client.flows().export(300, folder.path().join(name), excel(format)).await.unwrap();
    }
}

#[tokio::test]
async fn csv_starts_with_a_byte_order_mark_on_request() {
    let (_emulator, client) = stage(&["Niccolò"]);
    let file = tempfile::NamedTempFile::new().unwrap();
    let written = async |format, bom| {
        let report = client.flows().export(300, file.path(), excel(format).bom(bom)).await.unwrap();
        let bytes = fs::read(file.path()).unwrap();
        assert_eq!(report.bytes, bytes.len() as i64);
        bytes
    };
    for format in [ExportFormat::Csv, ExportFormat::WideCsv] {
        let plain = written(format, false).await;
        assert!(plain.starts_with(b"subscriber_id,"));
        assert_eq!(written(format, true).await, [b"\xef\xbb\xbf", plain.as_slice()].concat());
    }
    let lines = ExportFormat::JsonLines;
    assert_eq!(written(lines, true).await, written(lines, false).await);
}
