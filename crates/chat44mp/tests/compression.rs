//! Which responses are compressed.

#![allow(clippy::unwrap_used)] // a test may

use chat44mp::Client;
use chat44mp_emulator::Emulator;

#[tokio::test]
async fn requests_compression_for_long_responses_only() {
    let emulator = Emulator::start().unwrap();
    let key = emulator.fixtures()["member_key"].as_str().unwrap().to_owned();
    let client = Client::builder(key).base_url(emulator.base_url()).build().unwrap();
    // Decompression removes the content length.
    let short = client.contacts().get(233).raw().await.unwrap();
    assert!(short.headers.contains_key("content-length"));
    let long = client.flows().list().raw().await.unwrap();
    assert!(!long.headers.contains_key("content-length"));
}
