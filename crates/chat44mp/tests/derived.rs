//! Clients derived from another one: other keys and options over the same connections.

#![allow(clippy::unwrap_used, reason = "these are tests, helpers included")]

use std::collections::HashSet;
use std::time::Duration;

use chat44mp::{CallOptions, Client, ErrorCode};
use chat44mp_emulator::Emulator;

const OTHER: &str = "77-AbCdEfG1234567890QwErTOO";

fn key(emulator: &Emulator) -> String {
    emulator.fixtures()["member_key"].as_str().unwrap().to_owned()
}

fn client(emulator: &Emulator) -> Client {
    Client::builder(key(emulator)).base_url(emulator.base_url()).max_retries(0).build().unwrap()
}

/// The number of connections that requests arrived on.
fn connections(emulator: &Emulator) -> usize {
    emulator.journal().iter().map(|entry| entry.connection).collect::<HashSet<_>>().len()
}

/// The ends of the keys of all requests.
fn keys(emulator: &Emulator) -> Vec<String> {
    emulator.journal().iter().map(|entry| entry.query["api_key"].clone()).collect()
}

#[tokio::test]
async fn a_thousand_keys_share_one_connection() {
    let emulator = Emulator::start().unwrap();
    let client = client(&emulator);
    for number in 1..=1000 {
        let derived = client.derive().api_key(format!("{number}-AbCdEfG1234567890QwErTyU")).build().unwrap();
        assert_eq!(derived.flows().list().await.unwrap_err().code(), &ErrorCode::API_KEY_REJECTED);
    }
    client.flows().list().await.unwrap();
    assert_eq!(emulator.journal().len(), 1001);
    assert_eq!(connections(&emulator), 1);
}

#[tokio::test]
async fn a_client_of_another_server_or_with_other_connections_does_not_share_them() {
    let (first, second) = (Emulator::start().unwrap(), Emulator::start().unwrap());
    let client = client(&first);
    let other = client.derive().base_url(second.base_url()).build().unwrap();
    other.flows().list().await.unwrap();
    assert_eq!((connections(&first), connections(&second)), (0, 1));
    assert_eq!((client.base_url(), other.base_url()), (first.base_url(), second.base_url()));
    client.flows().list().await.unwrap();
    let slow = client.derive().connect_timeout(Duration::from_secs(9)).build().unwrap();
    slow.flows().list().await.unwrap();
    assert_eq!(connections(&first), 2);
}

#[tokio::test]
async fn a_new_key_applies_to_later_calls_and_to_derived_clients_without_one() {
    let emulator = Emulator::start().unwrap();
    let client = client(&emulator);
    let (follower, own) = (client.derive().build().unwrap(), client.derive().api_key(OTHER).build().unwrap());
    let cheap = client.with_options(CallOptions::default());
    client.set_api_key("\n88-AbCdEfG1234567890QwErTNN\n").unwrap();
    for client in [&client, &follower, &own, &cheap] {
        assert!(client.flows().list().await.is_err());
    }
    let keys = keys(&emulator);
    assert_eq!((&keys[0], &keys[0]), (&keys[1], &keys[3]));
    assert_eq!(keys.iter().collect::<HashSet<_>>().len(), 2, "{keys:?}");
    follower.set_api_key(key(&emulator)).unwrap();
    follower.flows().list().await.unwrap();
    assert!(client.flows().list().await.is_err(), "the key of a derived client is its own");

    let error = client.set_api_key("<YOUR KEY>").unwrap_err();
    assert_eq!((error.code(), error.field()), (&ErrorCode::INVALID_API_KEY, Some("api_key")));
    assert!(!format!("{client:?}{error:?}").contains("1234567890"));
}

#[tokio::test]
async fn closing_a_derived_client_leaves_its_parent_open() {
    let emulator = Emulator::start().unwrap();
    let client = client(&emulator);
    let (child, sibling) = (client.derive().build().unwrap(), client.with_options(CallOptions::default()));
    let grandchild = child.derive().api_key(OTHER).build().unwrap();
    child.close();
    assert_eq!([&client, &child, &sibling, &grandchild].map(Client::is_closed), [false, true, false, true]);
    assert_eq!(grandchild.flows().list().await.unwrap_err().code(), &ErrorCode::CLIENT_CLOSED);
    client.flows().list().await.unwrap();
    sibling.flows().list().await.unwrap();
    client.close();
    assert!(sibling.is_closed());
    assert!(client.derive().build().unwrap().is_closed(), "derived from a closed client");
}

#[tokio::test]
async fn options_that_are_not_set_are_kept() {
    let emulator = Emulator::start().unwrap();
    let client = client(&emulator);
    emulator.add_fault(chat44mp_emulator::Fault::new(chat44mp_emulator::FaultKind::Reset));
    let attempts = async |client: &Client| client.flows().list().await.unwrap_err().attempts();
    let patient = client.derive().max_retries(1).backoff(Duration::ZERO).build().unwrap();
    let named = patient.derive().user_agent_suffix("crm/1").build().unwrap();
    assert_eq!((attempts(&client).await, attempts(&patient).await, attempts(&named).await), (1, 2, 2));
    assert!(emulator.journal().last().unwrap().user_agent.as_deref().unwrap().ends_with(" crm/1"));
    for (builder, field) in [
        (client.derive().base_url(""), "base_url"),
        (client.derive().timeout(Duration::ZERO), "timeout"),
        (client.derive().max_concurrency(0), "max_concurrency"),
        (client.derive().proxy("ftp://x"), "proxy"),
    ] {
        let error = builder.build().unwrap_err();
        assert_eq!(error.field(), Some(field));
    }
}
