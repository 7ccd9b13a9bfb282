//! `flows.answers` with slow consumers and calls in between.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests, helpers included")]

use std::time::Duration;

use chat44mp::{Client, ClientBuilder};
use chat44mp_emulator::{Emulator, Seed};

/// More than the socket buffers hold.
const SUBSCRIBERS: usize = 40_000;

fn emulator() -> Emulator {
    let seed = format!(
        "extends: default\nflows: [{{id: 900, user_id: 39, flow_name: long, synthetic_answers: {{subscribers: {SUBSCRIBERS}, questions: 5}}}}]"
    );
    Emulator::builder().seed(Seed::from_yaml(&seed).unwrap()).start().unwrap()
}

fn client(emulator: &Emulator) -> ClientBuilder {
    let key = emulator.fixtures()["member_key"].as_str().unwrap().to_owned();
    Client::builder(key).base_url(emulator.base_url())
}

#[tokio::test]
async fn a_slow_consumer_does_not_stall_the_stream() {
    let emulator = emulator();
    let client = client(&emulator).stall_timeout(Duration::from_secs(1)).build().unwrap();
    let mut answers = client.flows().answers(900);
    let mut rows = 0;
    while let Some(row) = answers.next().await {
        row.unwrap();
        rows += 1;
        if rows == 10 {
            // The runtime continues, as in an asynchronous program …
            tokio::time::sleep(Duration::from_millis(1500)).await;
        }
        if rows == 20_000 {
            // … or is blocked, as in a blocking one.
            std::thread::sleep(Duration::from_millis(1500));
        }
    }
    assert_eq!(rows, SUBSCRIBERS);
}

#[tokio::test]
async fn allows_a_call_for_each_row() {
    let emulator = emulator();
    let client = client(&emulator).max_concurrency(1).build().unwrap();
    let mut answers = client.flows().answers(900);
    for _ in 0..5 {
        answers.next().await.unwrap().unwrap();
        client.flows().list().await.unwrap();
    }
}

#[tokio::test]
async fn returns_the_head_before_rows() {
    let emulator = emulator();
    let client = client(&emulator).build().unwrap();
    let mut answers = client.flows().answers(900);
    let head = answers.head().await.unwrap();
    assert_eq!(head.status, 200);
    assert_eq!(head.headers["content-type"], "application/json");
    assert!(answers.next().await.unwrap().is_ok());
}
