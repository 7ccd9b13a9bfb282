//! Stopping imports.

use std::time::Duration;

use chat44mp::{ImportEnd, ImportStop};
use chat44mp_emulator::FaultKind;

use crate::stage::{Stage, people_csv, person};

#[tokio::test]
async fn stopping_waits_for_rows_in_flight() {
    let stage = Stage::new();
    stage.emulator.add_fault(stage.fault(FaultKind::Latency { ms: 100 }));
    let stop = ImportStop::new();
    let handle = stop.clone();
    let options =
        stage.options().results(stage.path("results.jsonl")).stop(stop).on_progress(move |progress| {
            if progress.created > 0 {
                handle.stop()
            }
        });
    let report = stage.import(people_csv(100), options.clone()).await.unwrap();
    assert_eq!((report.end, report.rows, report.unknown), (ImportEnd::Stopped, 100, 0));
    assert!((1..=8).contains(&report.created), "{report:?}");
    assert_eq!(report.created + report.pending, 100);
    assert_eq!(stage.created().len() as i64, report.created);

    // Stopped before it starts, it sends nothing and does not wait for an infinite iterator.
    let report = stage.client.contacts().import_rows((1..).map(person), options).await.unwrap();
    assert_eq!((report.end, report.rows), (ImportEnd::Stopped, 0));
}

#[tokio::test]
async fn stops_during_a_pause() {
    let stage = Stage::new();
    let limit = FaultKind::RateLimit { retry_after: Some("60".to_owned()), retry_after_ms: None };
    stage.emulator.add_fault(stage.fault(limit));
    let stop = ImportStop::new();
    let handle = stop.clone();
    let options = stage.options().stop(stop).results(stage.path("results.jsonl"));
    let import = stage.import(people_csv(10), options);
    let soon = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        handle.stop();
    };
    let (report, ()) =
        tokio::time::timeout(Duration::from_secs(20), async { tokio::join!(import, soon) }).await.unwrap();
    let report = report.unwrap();
    assert_eq!((report.end, report.failed + report.pending), (ImportEnd::Stopped, 10), "{report:?}");
}

#[tokio::test]
async fn a_dropped_import_leaves_unknown_rows() {
    let stage = Stage::new();
    stage.emulator.add_fault(stage.fault(FaultKind::Hang));
    let options = stage.options().results(stage.path("results.jsonl"));
    let import = stage.import(people_csv(10), options.clone());
    assert!(tokio::time::timeout(Duration::from_millis(300), import).await.is_err());
    assert!(stage.statuses("results.jsonl").iter().all(|(_, status)| status == "sending"));
    stage.emulator.clear_faults();
    let report = stage.import(people_csv(10), options).await.unwrap();
    assert_eq!((report.unknown, report.created), (4, 6));
}
