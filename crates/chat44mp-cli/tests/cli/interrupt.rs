//! Ctrl-C during a call.

use std::fs;
use std::process::{Child, Command};
use std::time::Duration;

use chat44mp::Operation;
use chat44mp_emulator::{Fault, FaultKind};

use crate::stage::{Run, Stage};

const TIMEOUT: Duration = Duration::from_secs(20);

pub(crate) fn interrupt(child: &Child) {
    signal(child, "-INT");
}

fn signal(child: &Child, signal: &str) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

/// Runs `line`, sends the signal while its request is in flight, and waits until the server is disconnected.
fn stopped(stage: &Stage, line: &str, how: &str) -> Run {
    stage.fault(FaultKind::Hang);
    let child = stage.member(line).spawn();
    assert!(stage.emulator.wait_for(|journal| journal.len() == 1, TIMEOUT), "no request");
    signal(&child, how);
    let run = Run::of(child);
    assert!(stage.emulator.wait_for(|journal| journal[0].disconnected, TIMEOUT), "not disconnected");
    run
}

#[test]
fn interrupts_a_read() {
    let stage = Stage::new();
    let run = stopped(&stage, "flows list", "-INT");
    assert_eq!(run.code, Some(130), "{run:?}");
    let error = run.error();
    assert_eq!((&error["kind"], &error["outcome"]), (&"cancelled".into(), &serde_json::Value::Null));
}

#[test]
fn interrupted_write_reports_an_unknown_outcome() {
    let stage = Stage::new();
    let run = stopped(&stage, "contact-groups create --name x -o table", "-INT");
    assert_eq!(run.code, Some(130), "{run:?}");
    assert!(run.err.starts_with("interrupted\n") && run.err.contains("may have happened"), "{run:?}");
}

#[test]
fn sigterm_ends_a_call() {
    let stage = Stage::new();
    assert_eq!(stopped(&stage, "call create_label --kind create", "-TERM").code, Some(143));
}

#[test]
fn interrupted_export_leaves_no_files() {
    let stage = Stage::new();
    stage.emulator.add_fault(
        Fault::new(FaultKind::Stall { bytes: 50_000 }).on(Operation::GET_ALL_SUBSCRIBER_FLOW_INFO),
    );
    let child = stage.member("flows export $flow_with_many_answers --output-file x.csv").spawn();
    assert!(stage.emulator.wait_for(|journal| journal.len() == 1, TIMEOUT), "no request");
    interrupt(&child);
    assert_eq!(Run::of(child).code, Some(130));
    assert_eq!(fs::read_dir(stage.directory()).unwrap().count(), 0);
}
