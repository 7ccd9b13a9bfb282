//! The results of rows for programs: `on_row`, and results files that are read.

use std::fs;
use std::sync::{Arc, Mutex};

use chat44mp::{ErrorCode, ImportOptions, ImportResults, ImportRow, RowResult, RowStatus};
use chat44mp_emulator::{FaultKind, Position};

use crate::stage::{Stage, people, people_csv};

/// Options that collect the results of rows.
fn collected(options: ImportOptions) -> (ImportOptions, Arc<Mutex<Vec<RowResult>>>) {
    let results: Arc<Mutex<Vec<RowResult>>> = Arc::default();
    let sink = Arc::clone(&results);
    (options.on_row(move |result| sink.lock().unwrap().push(result.clone())), results)
}

fn taken(results: &Mutex<Vec<RowResult>>) -> Vec<RowResult> {
    let mut results = std::mem::take(&mut *results.lock().unwrap());
    results.sort_by_key(|result| result.row);
    results
}

fn summary(results: &[RowResult]) -> Vec<(i64, RowStatus, bool)> {
    results.iter().map(|result| (result.row, result.status, result.id.is_some())).collect()
}

#[tokio::test]
async fn reports_the_result_of_each_row() {
    let stage = Stage::new();
    stage.emulator.add_fault(stage.fault(FaultKind::Reset).nth(2).at(Position::After));
    let file = people_csv(3) + "wrong,1,Bob\nperson1@import.example,9,Double\n";
    let options = stage.options().results(stage.path("results.jsonl")).concurrency(1);
    let (options, results) = collected(options);
    stage.import(&file, options.clone()).await.unwrap();
    let first = taken(&results);
    let expected = [
        (2, RowStatus::Created, true),
        (3, RowStatus::Unknown, false),
        (4, RowStatus::Created, true),
        (5, RowStatus::Invalid, false),
        (6, RowStatus::Invalid, false),
    ];
    assert_eq!(summary(&first), expected);
    assert_eq!(first[4].message.as_deref(), Some("row 2 has the same `email`"));
    assert_eq!(
        (first[1].code.as_deref(), first[4].code.as_deref()),
        (Some("send_failed"), Some("duplicate_row"))
    );

    // The results file has the same; rows of an earlier run are reported again, with their contacts.
    let read = ImportResults::read(stage.path("results.jsonl")).unwrap();
    assert_eq!((read.group_id.0, read.source.as_deref()), (stage.group_id, Some("people.csv")));
    assert_eq!(read.rows, first);
    stage.import(&file, options).await.unwrap();
    let second = taken(&results);
    assert_eq!(summary(&second), expected);
    let ids = |results: &[RowResult]| results.iter().map(|result| result.id).collect::<Vec<_>>();
    assert_eq!(ids(&second), ids(&first));
    assert_eq!(second[1].code.as_deref(), Some("interrupted"));
}

#[tokio::test]
async fn an_existing_contact_has_the_id_of_an_earlier_row() {
    let stage = Stage::new();
    let row = |email: &str, phone: &str| ImportRow {
        email: Some(email.to_owned()),
        phone_number: Some(phone.to_owned()),
        ..ImportRow::default()
    };
    let options = stage.options().results(stage.path("results.jsonl")).concurrency(1);
    let (options, results) = collected(options);
    let contacts = stage.client.contacts();
    let rows = vec![row("ada@import.example", "1"), row("bob@import.example", "2")];
    contacts.import_rows(rows, options.clone()).await.unwrap();
    let [ada, bob] = <[RowResult; 2]>::try_from(taken(&results)).unwrap().map(|result| result.id.unwrap());

    // Their other value has changed since, or belongs to a contact that no earlier row created.
    let foreign = stage.emulator.fixtures()["contact_email"].as_str().unwrap().to_owned();
    let rows = vec![row("ADA@import.example", "10"), row("bert@import.example", "2"), row(&foreign, "3")];
    contacts.import_rows(rows, options.clone()).await.unwrap();
    let changed = taken(&results);
    assert!(changed.iter().all(|result| result.status == RowStatus::Exists), "{changed:?}");
    assert_eq!(changed.iter().map(|result| result.id).collect::<Vec<_>>(), [Some(ada), Some(bob), None]);
    // The phone number of a row that exists is not the contact's.
    contacts.import_rows(vec![row("new@import.example", "10")], options).await.unwrap();
    assert_eq!(summary(&taken(&results)), [(1, RowStatus::Created, true)]);
}

#[tokio::test]
async fn a_dry_run_reports_only_invalid_rows_and_shows_the_first_ones() {
    let stage = Stage::new();
    let file = "Email,Phone,Name\nmailto:ada@import.example,p:+39 1,Ada Lovelace\nwrong,1,Bob\n".to_owned()
        + "b@import.example,N/A,Bo\n"
        + &(2..9).map(|number| format!("c{number}@import.example,{number},C\n")).collect::<String>();
    let (options, results) = collected(stage.options().dry_run(true));
    let report = stage.import(&file, options).await.unwrap();
    assert_eq!(summary(&taken(&results)), [(3, RowStatus::Invalid, false)]);
    let rows: Vec<i64> = report.preview.iter().map(|row| row.row).collect();
    assert_eq!(rows, [2, 4, 5, 6, 7]);
    let ada = &report.preview[0];
    let sent = [&ada.email, &ada.phone_number, &ada.first_name, &ada.last_name].map(Option::as_deref);
    assert_eq!(sent, [Some("ada@import.example"), Some("+39 1"), Some("Ada"), Some("Lovelace")]);
    let before: Vec<(&str, &str)> =
        ada.before.iter().map(|cell| (cell.field.as_str(), cell.text.as_str())).collect();
    assert_eq!(before, [("email", "mailto:ada@import.example"), ("phone_number", "p:+39 1")]);
    assert_eq!((&report.preview[1].phone_number, report.preview[1].before[0].text.as_str()), (&None, "N/A"));
    assert!(stage.emulator.journal().is_empty());
    // An import sends what the preview shows, and has none.
    assert_eq!(stage.import(&file, stage.options()).await.unwrap().preview, []);
    let contact = &stage.created()["ada@import.example"];
    assert_eq!(
        (contact["phone_number"].as_str(), contact["last_name"].as_str()),
        (Some("+39 1"), Some("Lovelace"))
    );
}

#[tokio::test]
async fn reads_the_latest_results_of_a_file() {
    let stage = Stage::new();
    let path = stage.path("results.jsonl");
    let options = stage.options().results(&path).concurrency(1);
    stage.import(people_csv(2) + "wrong,1,Bob\n", options.clone()).await.unwrap();
    // The row is corrected; the result of its first version is no longer of interest.
    stage.import(people_csv(2) + "bob@import.example,1,Bob\n", options.clone()).await.unwrap();
    let created = |results: &ImportResults| {
        results.rows.iter().filter(|result| result.status == RowStatus::Created).count()
    };
    let read = ImportResults::read(&path).unwrap();
    assert_eq!((read.rows.len(), created(&read)), (3, 3));

    // A process that was killed leaves a row in flight and a torn line.
    let text = fs::read_to_string(&path).unwrap();
    let torn = text.rfind("{\"row\":4,\"key\"").unwrap();
    fs::write(&path, &text[..torn + 9]).unwrap();
    let read = ImportResults::read(&path).unwrap();
    assert_eq!(summary(&read.rows)[2], (4, RowStatus::Unknown, false));
    assert_eq!(read.rows[2].code.as_deref(), Some("interrupted"));
    assert_eq!(fs::read_to_string(&path).unwrap().len(), torn + 9);

    for wrong in
        ["", "my notes\n", "{\"chat44mp_import\":2,\"origin\":\"\",\"group_id\":1,\"source\":null}\n"]
    {
        fs::write(&path, wrong).unwrap();
        let error = ImportResults::read(&path).unwrap_err();
        assert_eq!(*error.code(), ErrorCode::RESULTS_FILE_REFUSED, "{wrong}");
    }
    assert_eq!(*ImportResults::read(stage.path("none")).unwrap_err().code(), ErrorCode::FILE_FAILED);
}

#[tokio::test]
async fn rows_of_a_program_are_counted_from_1() {
    let stage = Stage::new();
    let (options, results) = collected(stage.options());
    stage.client.contacts().import_rows(people(2), options).await.unwrap();
    assert_eq!(summary(&taken(&results)), [(1, RowStatus::Created, true), (2, RowStatus::Created, true)]);
}
