//! A test of a program on the emulator, in Rust. A test of `crates/conformance` runs it.

// region emulator
use chat44mp::{Client, ErrorKind, NewContact, Outcome};
use chat44mp_emulator::{Emulator, Fault, FaultKind, Position};

#[tokio::test]
async fn a_lost_response_leaves_the_outcome_unknown() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::start()?;
    let fixtures = emulator.fixtures();
    let key = fixtures["member_key"].as_str().unwrap_or_default();
    let client = Client::builder(key).base_url(emulator.base_url()).build()?;

    emulator.add_fault(Fault::new(FaultKind::Reset).at(Position::After).times(1));
    let contact =
        NewContact { group_id: 67.into(), email: Some("ada@example.com".into()), ..NewContact::default() };
    let error = client.contacts().create(contact).await.err().ok_or("the response is lost")?;

    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Connection, Some(Outcome::Unknown)));
    assert!(emulator.journal()[0].applied); // it was created nevertheless
    Ok(())
}
// endregion
