//! The events of a client.

#![allow(clippy::unwrap_used, reason = "these are tests, helpers included")]

use std::sync::{Arc, Mutex};

use chat44mp::{Client, ContactUpdate, Event, HookEvent, Operation};
use chat44mp_emulator::{Emulator, Fault, FaultKind};

type Seen = Arc<Mutex<Vec<HookEvent>>>;

fn client(emulator: &Emulator) -> (Client, Seen) {
    let seen = Seen::default();
    let sink = Arc::clone(&seen);
    let client = Client::builder(emulator.fixtures()["member_key"].as_str().unwrap())
        .base_url(emulator.base_url())
        .backoff(std::time::Duration::from_millis(1))
        .on_event(move |event: &Event<'_>| sink.lock().unwrap().extend(event.for_hook()))
        .build()
        .unwrap();
    (client, seen)
}

fn responses(seen: &Seen) -> Vec<chat44mp::ResponseEvent> {
    let responses = seen.lock().unwrap().clone();
    let responses = responses.into_iter().filter_map(|event| match event {
        HookEvent::Response(event) => Some(event),
        HookEvent::Request(_) => None,
    });
    responses.collect()
}

#[tokio::test]
async fn the_attempts_of_a_call_share_its_number() {
    let emulator = Emulator::start().unwrap();
    let (client, seen) = client(&emulator);
    let throttled = FaultKind::RateLimit { retry_after: None, retry_after_ms: Some("1".to_owned()) };
    emulator.add_fault(Fault::new(throttled).on(Operation::GET_FLOW_CAMPAIGNS).times(1));
    client.flows().list().await.unwrap();
    client.contacts().get(99_999).await.unwrap_err();

    let responses = responses(&seen);
    let numbers: Vec<_> = responses.iter().map(|event| event.call_id - responses[0].call_id).collect();
    assert_eq!(numbers[..2], [0, 0]);
    assert!(numbers[2] > 0);
    let codes: Vec<_> = responses.iter().map(|event| (event.attempt, event.code.as_deref())).collect();
    assert_eq!(codes, [(1, Some("rate_limited")), (2, None), (1, Some("contact_not_found"))]);
    assert!(responses.iter().all(|event| event.started_at > std::time::Duration::ZERO.into()));
}

#[tokio::test]
async fn an_event_has_a_template_and_never_a_value() {
    let emulator = Emulator::start().unwrap();
    let (client, seen) = client(&emulator);
    let update = ContactUpdate { email: Some("secret@example.org".to_owned()), ..ContactUpdate::default() };
    client.contacts().update(999_321, update).await.unwrap_err();
    let event = &responses(&seen)[0];
    assert_eq!((event.method.as_str(), event.template.as_str()), ("POST", "/update_contact/{contact_id}"));
    // Numbers such as the time can contain the same digits.
    for event in responses(&seen) {
        let texts = [event.operation, event.method, event.template].join(" ");
        assert!(!texts.contains("999") && !texts.contains("secret@"), "{texts}");
    }
}

#[tokio::test]
async fn an_attempt_that_does_not_begin_has_no_events() {
    let emulator = Emulator::start().unwrap();
    let (client, seen) = client(&emulator);
    let late = client.flows().list().timeout(std::time::Duration::from_nanos(1)).await.unwrap_err();
    assert_eq!((late.code().as_str(), late.attempts()), ("call_timeout", 0));
    assert!(seen.lock().unwrap().is_empty());
    assert!(emulator.journal().is_empty());
}
