//! Imports on a server with faults.

use std::time::{Duration, Instant};

use chat44mp::{
    Client, ErrorCode, Event, ImportEnd, ImportOptions, ImportPhase, NewContact, Operation, RowStatus,
};
use chat44mp_emulator::{Fault, FaultKind, Position};
use std::sync::{Arc, Mutex};

use crate::stage::{Stage, people, people_csv, person};

#[tokio::test]
async fn a_lost_response_is_unknown_and_never_resent() {
    let stage = Stage::new();
    stage.emulator.add_fault(stage.fault(FaultKind::Reset).nth(3).at(Position::After));
    stage.emulator.add_fault(stage.fault(FaultKind::Reset).nth(5));
    let options = stage.options().results(stage.path("results.jsonl")).concurrency(1);
    let report = stage.import(people_csv(6), options.clone()).await.unwrap();
    assert_eq!((report.created, report.unknown), (4, 2), "{report:?}");
    assert_eq!((report.end, report.is_success), (ImportEnd::Complete, false));
    assert_eq!(stage.created().len(), 5);

    let report = stage.import(people_csv(6), options.clone()).await.unwrap();
    assert_eq!((report.created, report.unknown, report.earlier), (4, 2, 6));
    assert_eq!(stage.emulator.journal().len(), 6);

    let report = stage.import(people_csv(6), options.resend_unknown(true)).await.unwrap();
    assert_eq!((report.created, report.exists, report.unknown), (5, 1, 0), "{report:?}");
    assert_eq!(stage.created().len(), 6);
}

#[tokio::test]
async fn a_rate_limit_pauses_every_row() {
    let stage = Stage::new();
    let limit = FaultKind::RateLimit { retry_after: None, retry_after_ms: Some("300".to_owned()) };
    stage.emulator.add_fault(stage.fault(limit).nth(5));
    let phases = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&phases);
    let options = stage
        .options()
        .results(stage.path("results.jsonl"))
        .on_progress(move |progress| seen.lock().unwrap().push(progress.phase));
    let began = Instant::now();
    let report = stage.import(people_csv(40), options).await.unwrap();
    assert!(began.elapsed() >= Duration::from_millis(300));
    assert_eq!((report.created, report.is_success), (40, true), "{report:?}");
    // The rows in flight with it finished; no other row was sent in between.
    assert_eq!(stage.emulator.journal().len(), 41);
    assert!(phases.lock().unwrap().contains(&ImportPhase::Paused));
    let rejected: Vec<_> =
        stage.lines("results.jsonl").into_iter().filter(|line| line["code"] == "rate_limited").collect();
    assert_eq!(rejected.len(), 1);
    assert_eq!(rejected[0]["status"], "failed");
}

/// The attempts (number and HTTP status) and retries (number of the failed attempt) that a client has reported.
type Log = Arc<Mutex<Vec<(u32, Option<u16>)>>>;

fn logging_client(stage: &Stage) -> (Client, Log) {
    let log = Log::default();
    let sink = Arc::clone(&log);
    let client = Client::builder(stage.emulator.fixtures()["member_key"].as_str().unwrap())
        .base_url(stage.emulator.base_url())
        .on_event(move |event| match *event {
            Event::Response { attempt, status, .. } => sink.lock().unwrap().push((attempt.number, status)),
            Event::Retry { attempt, .. } => sink.lock().unwrap().push((attempt, None)),
            _ => {}
        })
        .build()
        .unwrap();
    (client, log)
}

fn throttle(stage: &Stage) -> Fault {
    stage.fault(FaultKind::RateLimit { retry_after: None, retry_after_ms: Some("1".to_owned()) })
}

#[tokio::test]
async fn retries_a_row_like_a_single_call() {
    let stage = Stage::new();
    let (client, log) = logging_client(&stage);
    let expected = [(1, Some(429)), (1, None), (2, Some(429)), (2, None), (3, Some(200))];
    stage.emulator.add_fault(throttle(&stage).times(2));
    let report = client.contacts().import_rows(people(1), stage.options()).await.unwrap();
    assert_eq!(report.created, 1, "{report:?}");
    assert_eq!(std::mem::take(&mut *log.lock().unwrap()), expected);

    stage.emulator.add_fault(throttle(&stage).times(2));
    let contact = NewContact {
        group_id: stage.group_id.into(),
        email: Some("single@import.example".to_owned()),
        phone_number: Some("4".to_owned()),
        ..NewContact::default()
    };
    client.contacts().create(contact).await.unwrap();
    assert_eq!(*log.lock().unwrap(), expected);
}

#[tokio::test]
async fn retries_of_rows_spend_the_retry_budget() {
    let stage = Stage::new();
    stage.emulator.add_fault(throttle(&stage));
    let report = stage.client.contacts().import_rows(people(11), stage.options()).await.unwrap();
    assert_eq!((report.failed, report.end), (11, ImportEnd::Complete), "{report:?}");
    // The budget of 500 pays for 100 retries after HTTP 429; the rows could have used 110.
    assert_eq!(stage.emulator.journal().len(), 111);

    let contact = NewContact {
        group_id: stage.group_id.into(),
        email: Some("single@import.example".to_owned()),
        phone_number: Some("4".to_owned()),
        ..NewContact::default()
    };
    let error = stage.client.contacts().create(contact).await.unwrap_err();
    assert_eq!((error.code(), error.attempts()), (&ErrorCode::RATE_LIMITED, 1));
}

#[tokio::test]
async fn a_permanent_rate_limit_fails_the_rows() {
    let stage = Stage::new();
    let limit = FaultKind::RateLimit { retry_after: Some("121".to_owned()), retry_after_ms: None };
    stage.emulator.add_fault(stage.fault(limit));
    let report = stage.client.contacts().import_rows(people(3), stage.options()).await.unwrap();
    assert_eq!(report.failed, 3);
    assert_eq!(report.reasons[0].code, "rate_limited");
}

#[tokio::test]
async fn distinguishes_existing_contacts_from_failures() {
    let stage = Stage::new();
    let fixtures = stage.emulator.fixtures();
    let existing = fixtures["contact_email"].as_str().unwrap();
    let file = format!("Email,Phone\n{existing},999\nnew@import.example,1000\nalone@import.example,\n");
    let report = stage.import(&file, stage.options()).await.unwrap();
    assert_eq!((report.created, report.exists), (2, 1), "{report:?}");
    // The server now has a contact without a number, and treats a second one as its duplicate.
    let file = "Email,Phone\nalso.alone@import.example,\n";
    let report = stage.import(file, stage.options()).await.unwrap();
    assert_eq!((report.exists, report.failed), (0, 1), "{report:?}");
    assert_eq!(
        (report.reasons[0].status, report.reasons[0].code.as_str()),
        (RowStatus::Failed, "phone_taken")
    );
}

#[tokio::test]
async fn aborts_on_errors_that_concern_every_row() {
    let stage = Stage::new();
    let options = ImportOptions::new(999_999).results(stage.path("results.jsonl")).concurrency(2);
    let report = stage.import(people_csv(50), options).await.unwrap();
    assert_eq!((report.end, report.error.unwrap().code()), (ImportEnd::Aborted, &ErrorCode::GROUP_NOT_FOUND));
    assert!(report.failed <= 2 && report.failed + report.pending == 50);
    assert_eq!(report.rows, 50);

    let wrong = Client::builder("39-wrong").base_url(stage.emulator.base_url()).build().unwrap();
    let report = wrong.contacts().import_rows(people(50), stage.options()).await.unwrap();
    assert_eq!(report.error.unwrap().code(), &ErrorCode::API_KEY_REJECTED);
}

#[tokio::test]
async fn aborts_if_the_server_is_unreachable() {
    let stage = Stage::new();
    let path = stage.path("results.jsonl");
    stage.emulator.add_fault(stage.fault(FaultKind::Status { status: 500, body: Default::default() }));
    let report = stage.import(people_csv(100), stage.options().results(&path)).await.unwrap();
    assert_eq!(report.end, ImportEnd::Aborted);
    assert!(report.unknown <= 14, "{report:?}");

    // Nothing was sent to a closed port, so all rows can be retried.
    let closed = Client::builder("12-AbCdEfG1234567890QwErTyU")
        .base_url("http://127.0.0.1:9")
        .max_retries(0)
        .build()
        .unwrap();
    let options = stage.options().results(stage.path("other.jsonl"));
    let report = closed.contacts().import_rows((1..).map(person), options).await.unwrap();
    assert_eq!((report.end, report.unknown), (ImportEnd::Aborted, 0));
    assert!(stage.statuses("other.jsonl").iter().all(|(_, status)| status == "failed"));
}

#[tokio::test]
async fn counts_rewritten_text() {
    let stage = Stage::new();
    let file = "Email,Phone,Nome\na@import.example,1,Ada 🎉\nb@import.example,2,Bob\n";
    assert_eq!(stage.import(file, stage.options()).await.unwrap().rewritten, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrency_is_bounded() {
    let stage = Stage::new();
    stage.emulator.add_fault(Fault::new(FaultKind::Hang).on(Operation::CREATE_CONTACT));
    let import = stage.client.contacts().import_rows((1..).map(person), stage.options().concurrency(3));
    let import = tokio::spawn(import);
    let wait = Duration::from_secs(10);
    let emulator = &stage.emulator;
    tokio::task::block_in_place(|| assert!(emulator.wait_for(|journal| journal.len() == 3, wait)));
    import.abort();
    assert!(import.await.unwrap_err().is_cancelled());
    assert_eq!(emulator.journal().len(), 3);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failing_errors_file_does_not_hide_created_rows() {
    let stage = Stage::new();
    // Writing to a pipe fails after its reader has closed it.
    let pipe = stage.path("errors.csv");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = pipe.clone();
    let reader = std::thread::spawn(move || {
        let mut bom = [0; 3];
        std::io::Read::read_exact(&mut std::fs::File::open(reader).unwrap(), &mut bom).unwrap();
    });
    stage.emulator.add_fault(stage.fault(FaultKind::Latency { ms: 50 }).nth(1));
    let many_wrong = "wrong,1,Bob\n".repeat(1000);
    let options = stage.options().errors(&pipe).results(stage.path("results.jsonl"));
    let report = stage.import(people_csv(1) + &many_wrong, options).await.unwrap();
    reader.join().unwrap();
    assert_eq!((report.end, report.error.unwrap().code()), (ImportEnd::Aborted, &ErrorCode::FILE_FAILED));
    assert_eq!((report.rows, report.created, report.invalid), (1001, 1, 1000));
    assert_eq!(stage.statuses("results.jsonl").iter().filter(|(_, status)| status == "created").count(), 1);
}
