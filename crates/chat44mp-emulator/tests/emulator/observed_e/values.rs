//! Rows about dates, numbers and text.

use serde_json::Value;

use super::is_crash;
use crate::support::*;

#[test]
fn e11_dates_are_read_in_many_forms() {
    let api = observed();
    for (sent, stored) in [
        ("2030/12/31", "2030-12-31 00:00:00"),
        ("2030.12.31", "2030-12-31 00:00:00"),
        ("2030^12^31", "2030-12-31 00:00:00"),
        ("2030-1-5", "2030-01-05 00:00:00"),
        ("30-12-31", "2030-12-31 00:00:00"),
        ("70-12-31", "1970-12-31 00:00:00"),
        ("301231", "2030-12-31 00:00:00"),
        ("20301231", "2030-12-31 00:00:00"),
        ("20301231101112", "2030-12-31 10:11:12"),
        ("2030-12-31abc", "2030-12-31 00:00:00"),
        ("2030-10-00", "2030-10-00 00:00:00"),
        ("2030-12-31T10:11:12", "2030-12-31 10:11:12"),
        ("31/12/2030", "0000-00-00 00:00:00"),
        ("31-12-2030", "0000-00-00 00:00:00"),
        ("2030-13-01", "0000-00-00 00:00:00"),
        ("2030-02-30", "0000-00-00 00:00:00"),
    ] {
        assert!(api.call("update_user", &[("id", "41"), ("expired_date", sent)]).is_success());
        assert_eq!(api.state("/users/41/expired_date"), stored, "{sent}");
    }
}

#[test]
fn e12_numbers_in_ids_are_read_as_floats_and_cut() {
    let api = observed();
    for id in ["233", "2.33e2", "233.9", " 233", "233abc"] {
        assert_eq!(api.call("get_contact", &[("contact_id", id)]).json()["id"], "233", "{id}");
    }
    assert_eq!(api.call("get_contact", &[("contact_id", "1e3")]).error(), "The contact ID does not exist");
    let update = |operation: &str, id: &str, name: &str| api.call(operation, &[("id", id), (name, "Fresh")]);
    assert!(update("update_contact", "2.33e2", "first_name").is_success());
    assert_eq!(api.state("/contacts/233/first_name"), "Fresh");
    assert!(update("update_contact_group", "67.9", "name").is_success());
    assert_eq!(api.state("/groups/67/type"), "Fresh");
}

#[test]
fn e12_a_negative_subscriber_id_of_16_digits_crashes() {
    let api = observed();
    let get = |id: &str| {
        api.call("get_single_subscriber_flow_info", &[("flow_campaign_id", "$flow"), ("subscriber_id", id)])
    };
    assert!(is_crash(&get("-2499454673490220")));
    assert_eq!(get("-24").json()["id"], Value::Null);
}

#[test]
fn e12_deletes_echo_a_number_or_the_text() {
    let api = observed();
    let contact = api.call("delete_contact", &[("contact_id", "233abc")]);
    assert_eq!(contact.json()["message"], "The contact ID (233) has been deleted");
    let group = api.call("delete_contact_group", &[("contact_type_id", "68abc")]);
    assert_eq!(group.json()["message"], "The contact type ID (68abc) has been deleted");
}

#[test]
fn e13_the_text_filter_follows_the_vectors() {
    let api = observed();
    let vectors = include_str!("../../../../../tests/data/text-filter.tsv");
    let mut checked = 0;
    for line in vectors.lines().filter(|line| line.starts_with('"')) {
        let (sent, stored) = line.split_once('\t').unwrap();
        let sent: String = serde_json::from_str(sent).unwrap();
        let created = api.call("create_contact_group", &[("name", &sent)]).json();
        let stored: Value = serde_json::from_str(stored).unwrap();
        assert_eq!(api.state(&format!("/groups/{}/type", created["contact_type_id"])), stored, "{sent}");
        checked += 1;
    }
    assert_eq!(checked, 41);
}

#[test]
fn e14_control_characters_and_carriage_returns_are_removed_on_all_endpoints() {
    let api = observed();
    let new = |name: &str| {
        let params = [
            ("name", name),
            ("email", "e14@example.org"),
            ("package_id", "16"),
            ("expired_date", "2030-12-31"),
        ];
        api.call("create_system_user", &params)
    };
    assert_eq!(new("\0\u{7}\u{7f}").error(), "All mandatory field is not provided", "missing without them");
    assert!(new("Na\0me\u{1b} <b>\ttab\r\nline").is_success());
    assert_eq!(api.state("/users/100/name"), "Name <b>\ttab\nline", "not filtered otherwise");
    let subscriber = api.call("subscriber_information", &[("subscriber_id", "24994546734902201\0")]);
    assert!(subscriber.is_success());
    assert!(api.call("create_contact_group", &[("name", "a\r\nb")]).is_success());
    assert_eq!(api.state("/groups/276/type"), "a\nb");
}
