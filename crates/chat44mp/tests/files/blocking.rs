//! Files that block: other calls on the same thread continue, and the operation that waits for the file can be cancelled.

use std::fs::{File, OpenOptions};
use std::path::Path;
use std::sync::mpsc;
use std::thread;

use chat44mp::{ExportOptions, ImportEnd, ImportOptions, ImportStop};
use tokio::time::timeout;

use crate::stage::{Stage, TIMEOUT};

/// Runs `work` and calls of another client on one thread; the calls must finish while it waits.
async fn assert_calls_continue(stage: &Stage, work: impl Future) {
    let other = Stage::new();
    let calls = async {
        for _ in 0..20 {
            other.client.flows().list().await.unwrap();
            stage.client.flows().list().await.unwrap();
        }
    };
    tokio::select! {
        biased;
        _ = work => panic!("the work does not wait for the file"),
        done = timeout(TIMEOUT, calls) => done.unwrap(),
    }
}

#[tokio::test]
async fn an_export_that_waits_for_a_reader_blocks_no_calls() {
    let stage = Stage::new();
    let fifo = stage.fifo("fifo");
    assert_calls_continue(&stage, stage.client.flows().export(1, &fifo, ExportOptions::new())).await;
    assert_eq!(stage.names(), 1);
}

#[tokio::test]
async fn an_import_that_waits_for_files_blocks_no_calls() {
    let stage = Stage::new();
    let people = stage.people();
    let import = |source: &Path, options: ImportOptions| stage.client.contacts().import_file(source, options);
    assert_calls_continue(&stage, import(&stage.fifo("unwritten"), stage.options())).await;
    assert_calls_continue(&stage, import(&people, stage.options().errors(stage.fifo("unread")))).await;
    // Opened, and never written to.
    let silent = stage.fifo("silent");
    let held = silent.clone();
    let writer = thread::spawn(move || OpenOptions::new().write(true).open(held).unwrap());
    assert_calls_continue(&stage, import(&silent, stage.options())).await;
    drop(writer.join().unwrap());
}

#[tokio::test]
async fn a_stalled_reader_blocks_no_calls() {
    let stage = Stage::new();
    let fifo = stage.fifo("fifo");
    let reading = fifo.clone();
    let reader = thread::spawn(move || File::open(reading).unwrap());
    let many = stage.emulator.fixtures()["flow_with_many_answers"].as_i64().unwrap();
    assert_calls_continue(&stage, stage.client.flows().export(many, &fifo, ExportOptions::new())).await;
    drop(reader.join().unwrap());
}

#[tokio::test]
async fn stops_an_import_that_waits_for_a_file() {
    let stage = Stage::new();
    let (unwritten, unread, people) = (stage.fifo("unwritten"), stage.fifo("unread"), stage.people());
    for (source, options) in [(&unwritten, stage.options()), (&people, stage.options().errors(&unread))] {
        let stop = ImportStop::new();
        let import = stage.client.contacts().import_file(source, options.stop(stop.clone()));
        let stopping = async {
            stage.client.flows().list().await.unwrap();
            stop.stop();
        };
        let (report, ()) = timeout(TIMEOUT, async { tokio::join!(import, stopping) }).await.unwrap();
        let report = report.unwrap();
        assert_eq!((report.end, report.rows), (ImportEnd::Stopped, report.pending));
    }
}

#[test]
fn a_blocked_file_does_not_block_the_runtime_shutdown() {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let stage = Stage::new();
        let fifo = stage.fifo("fifo");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(assert_calls_continue(
            &stage,
            stage.client.contacts().import_file(&fifo, stage.options()),
        ));
        drop(runtime);
        sender.send(()).unwrap();
    });
    receiver.recv_timeout(TIMEOUT).unwrap();
}
