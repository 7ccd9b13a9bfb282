//! The uniqueness of the server is not atomic: two requests with one address or number must not be in flight at once.

use std::collections::BTreeSet;

use chat44mp_emulator::{FaultKind, Position};

use crate::stage::Stage;

/// Rows of 12 people, each in four spellings next to each other, of which the server or its users treat all as the same.
fn people_in_several_spellings() -> String {
    let mut text = "Email,Phone\n".to_owned();
    for number in 10..22 {
        text += &format!("señor{number}@example.org,+39 333 12345{number}\n");
        text += &format!("SENOR{number}@example.org,+39 334 12345{number}\n");
        text += &format!("ada{number}@example.org,003933312345{number}\n");
        text += &format!("bob{number}@example.org,(39) 333-12345{number}\n");
    }
    text
}

#[tokio::test]
async fn an_address_or_number_is_never_in_flight_twice() {
    let stage = Stage::new();
    stage.emulator.add_fault(stage.fault(FaultKind::Reset).nth(3).at(Position::After));
    stage.emulator.add_fault(stage.fault(FaultKind::Reset).nth(7));
    stage.emulator.add_fault(stage.fault(FaultKind::Latency { ms: 5 }));
    let options = stage.options().results(stage.path("results.jsonl")).concurrency(16);
    let mut unknown = 12;
    for resend in [false, true] {
        let began = stage.emulator.journal().len();
        let report = stage
            .import(people_in_several_spellings(), options.clone().resend_unknown(resend))
            .await
            .unwrap();
        assert_eq!((report.invalid, report.failed), (36, 0), "{report:?}");
        let journal = stage.emulator.journal();
        let sent = &journal[began..];
        // A row that is sent once per run is in flight once.
        assert_eq!(sent.len(), unknown, "{report:?}");
        let emails: BTreeSet<_> =
            sent.iter().map(|entry| entry.form["email"].to_lowercase().replace('ñ', "n")).collect();
        let phones: BTreeSet<String> = sent
            .iter()
            .map(|entry| entry.form["phone_number"].replace(|c: char| !c.is_ascii_digit(), ""))
            .collect();
        assert_eq!((emails.len(), phones.len()), (sent.len(), sent.len()));
        unknown = usize::try_from(report.unknown).unwrap();
    }
    assert_eq!((unknown, stage.contacts().len()), (0, 12));
}
