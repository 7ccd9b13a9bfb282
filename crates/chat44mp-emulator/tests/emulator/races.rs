//! Uniqueness races: the server checks and stores without a lock.

use chat44mp::Operation;
use chat44mp_emulator::{Fault, FaultKind};

use crate::support::*;

fn contact(email: &'static str, phone: &'static str) -> [(&'static str, &'static str); 3] {
    [("contact_type_id", "$group"), ("email", email), ("phone_number", phone)]
}

fn race_on(api: &Api, operation: Operation, requests: u64, ms: u64) {
    api.emulator.add_fault(Fault::new(FaultKind::Race { requests, ms }).on(operation));
}

#[test]
fn two_creates_in_flight_both_pass_the_uniqueness_check() {
    let api = observed();
    race_on(&api, Operation::CREATE_CONTACT, 2, 10_000);
    let create = |phone| api.call("create_contact", &contact("twin@example.org", phone)).is_success();
    let both = std::thread::scope(|scope| {
        let first = scope.spawn(|| create("3500000001"));
        let second = scope.spawn(|| create("3500000002"));
        [first.join().unwrap(), second.join().unwrap()]
    });
    assert_eq!(both, [true, true]);
    assert_eq!(api.state("/contacts/500/email"), "twin@example.org");
    assert_eq!(api.state("/contacts/501/email"), "twin@example.org");
}

#[test]
fn creates_one_after_the_other_do_not_race() {
    let api = observed();
    race_on(&api, Operation::CREATE_SYSTEM_USER, 2, 20);
    let user =
        [("name", "N"), ("email", "n@example.org"), ("package_id", "16"), ("expired_date", "2030-12-31")];
    assert!(api.call("create_system_user", &user).is_success());
    assert_eq!(api.call("create_system_user", &user).error(), "Email already exists");
}

#[test]
fn a_race_rejects_existing_addresses() {
    let api = observed();
    race_on(&api, Operation::CREATE_CONTACT, 1, 10_000);
    let response = api.call("create_contact", &contact("$contact_email", "3500000003"));
    assert_eq!(response.error(), "Please try with different email address");
}
