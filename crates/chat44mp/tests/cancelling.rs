//! Dropping a call disconnects from the server.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests, helpers included")]

use std::time::Duration;

use chat44mp::Client;
use chat44mp_emulator::{Emulator, Fault, FaultKind, JournalEntry};

fn client(emulator: &Emulator) -> Client {
    let key = emulator.fixtures()["member_key"].as_str().unwrap().to_owned();
    Client::builder(key).base_url(emulator.base_url()).build().unwrap()
}

fn seen(emulator: &Emulator, what: impl Fn(&JournalEntry) -> bool) -> bool {
    emulator.wait_for(|journal| journal.iter().any(&what), Duration::from_secs(5))
}

fn hanging() -> Emulator {
    let emulator = Emulator::start().unwrap();
    emulator.add_fault(Fault::new(FaultKind::Hang));
    emulator
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dropping_a_call_disconnects() {
    let emulator = hanging();
    let call = tokio::spawn(client(&emulator).contacts().get(5).raw());
    assert!(seen(&emulator, |entry| entry.operation == Some("get_contact")));
    call.abort();
    assert!(seen(&emulator, |entry| entry.disconnected), "the server still waits for the client");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_timeout_disconnects() {
    let emulator = hanging();
    let call = client(&emulator).contacts().get(5).timeout(Duration::from_millis(150)).await;
    assert_eq!(call.unwrap_err().code().as_str(), "call_timeout");
    assert!(seen(&emulator, |entry| entry.disconnected));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dropping_a_stream_halfway_disconnects() {
    let seed = "extends: default\nflows: [{id: 900, user_id: 39, flow_name: long, synthetic_answers: {subscribers: 200000, questions: 5}}]";
    let emulator =
        Emulator::builder().seed(chat44mp_emulator::Seed::from_yaml(seed).unwrap()).start().unwrap();
    let mut answers = client(&emulator).flows().answers(900);
    for _ in 0..3 {
        assert_eq!(answers.next().await.unwrap().unwrap().answers.len(), 5);
    }
    drop(answers);
    assert!(seen(&emulator, |entry| entry.disconnected));
}
