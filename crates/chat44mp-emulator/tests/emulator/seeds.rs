//! Seeds and their validation.

use chat44mp_emulator::{Emulator, Seed};

use crate::support::*;

#[test]
fn the_built_in_seed_has_every_fixture() {
    let api = observed();
    for name in "member_key admin_key other_key disabled_key expired_key user user_email user_plus_email deleted_user_email \
        disabled_user package trial_package page_with_bot page_without_bot page_without_labels page_without_token \
        subscriber subscriber_null_page subscriber_refused label label_2 other_label null_label_page group deleted_group \
        other_group contact contact_null_columns contact_in_two_groups deleted_contact other_contact flow \
        flow_without_questions flow_without_answers deleted_flow flow_with_orphans other_flow flow_subscriber user_name \
        group_name contact_email contact_phone flow_name"
        .split_whitespace()
    {
        api.fixture(name);
    }
    // Long IDs are text, so that no language rounds them.
    for (name, value) in api.emulator.fixtures() {
        assert!(value.is_string() || value.as_u64().is_some_and(|number| number < 1 << 53), "{name}");
    }
    for contact in api.state("/contacts").as_object().unwrap().values() {
        assert_ne!(contact["email"], "");
        assert_ne!(contact["phone_number"], "");
    }
    // Real keys have this format: user ID, 7 characters, ten digits, 7 characters.
    for (name, value) in api.emulator.fixtures().iter().filter(|(name, _)| name.ends_with("_key")) {
        let (id, rest) = value.as_str().unwrap().split_once('-').unwrap();
        assert!(id.parse::<u32>().is_ok() && rest.len() == 24, "{name}");
        assert!(rest[7..17].bytes().all(|byte| byte.is_ascii_digit()), "{name}");
    }
}

#[test]
fn a_seed_can_extend_and_replace() {
    let api = seeded(
        "next_ids: {contact: 900}\nclock: '2030-01-01 00:00:00'\ncontacts:\n- {user_id: 39, contact_type_id: 67, email: new@x.y}\n\
         - {id: 233, user_id: 39, contact_type_id: 67, first_name: Replaced}\nfixtures: {mine: 900}",
    );
    assert_eq!(api.state("/contacts/900/email"), "new@x.y");
    assert_eq!(api.state("/contacts/233/first_name"), "Replaced");
    assert_eq!(api.state("/contacts/234/first_name"), "Zoë");
    assert_eq!(api.fixture("mine"), "900");
    api.call("create_contact_group", &[("name", "x")]);
    assert_eq!(api.state("/groups/276/created_at"), "2030-01-01 00:00:01");
}

#[test]
fn accepts_a_standalone_seed_in_json() {
    let seed: Seed = serde_json::from_value(serde_json::json!({
        "users": [{"id": 7, "name": "A", "email": "a@b.c", "api_key": "7-key"}],
        "groups": [{"user_id": 7, "type": "G"}],
        "graph": {"label_ids": "number"},
        "pages": [{"user_id": 7, "page_id": 10215000000000101_u64, "page_name": "P"}],
    }))
    .unwrap();
    let api = Api::new(Emulator::builder().seed(seed).start().unwrap());
    assert_eq!(api.state("/counts/users"), 1);
    assert_eq!(api.state("/groups/1/type"), "G");
    let label =
        api.call_as("7-key", "create_label", &[("page_id", "10215000000000101"), ("label_name", "x")]);
    assert!(label.unwrap().json()["label_id"].is_u64());
    assert!(api.emulator.fixtures().is_empty());
}

#[test]
fn errors_name_the_field() {
    for (yaml, expected) in [
        ("contactz: []", "contactz"),
        ("extends: nothing", "nothing"),
        ("clock: noon", "clock: \"noon\" is not a date-time"),
        ("groups: [{user_id: 5, type: G}]", "groups: there is no user with the id 5"),
        ("contacts: [{user_id: 5, contact_type_id: 1, colour: red}]", "colour"),
        ("users: [{id: 5, email: a@b}]", "name"),
    ] {
        let error = Seed::from_yaml(yaml).unwrap_err().to_string();
        assert!(error.starts_with("invalid seed: ") && error.contains(expected), "{error}");
    }
    let error = serde_json::from_value::<Seed>(serde_json::json!({"clock": "noon"})).unwrap_err();
    assert!(error.to_string().contains("clock"));
}
