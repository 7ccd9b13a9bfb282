//! Rows about users and keys.

use serde_json::Value;

use super::is_crash;
use crate::support::*;

fn create(api: &Api, email: &str) -> Response {
    let params = [
        ("name", "N"),
        ("email", email),
        ("password", "p"),
        ("package_id", "16"),
        ("expired_date", "2030-12-31"),
    ];
    api.call("create_system_user", &params)
}

#[test]
fn e1_emoji_in_an_email_address_crash_users() {
    let api = observed();
    assert!(is_crash(&create(&api, "e1😀@example.org")));
    assert_eq!(api.state("/users/100"), Value::Null, "nothing is stored");
    assert!(is_crash(&api.call("get_user_info", &[("email", "e1😀@example.org")])));
}

#[test]
fn e2_an_email_address_finds_the_user_of_a_similar_one() {
    let api = observed();
    for email in ["ánna.rossi@example.org", "ANNA.ROSSI@EXAMPLE.ORG", "anna.rossi@example.org "] {
        let found = api.call("get_user_info", &[("email", email)]).json();
        assert_eq!(found["user_info"]["email"], "anna.rossi@example.org", "{email}");
        assert_eq!(create(&api, email).error(), "Email already exists");
    }
    let unknown = api.call("get_user_info", &[("email", "anna.roßi@example.org")]);
    assert_eq!(unknown.error(), "No Matching User Found", "ß is s, not ss");
}

fn update(api: &Api, params: &[(&str, &str)]) -> Response {
    api.call("update_user", params)
}

#[test]
fn e9_update_user_reads_its_path_as_a_number() {
    let api = observed();
    let zero = update(&api, &[("id", "0"), ("name", "x")]);
    assert_eq!(zero.error(), "User not found with the ID: 0");
    assert_eq!(zero.header("content-type"), Some("application/json"));
    let unknown = api.call_as("$unknown_key", "update_user", &[("id", "0"), ("name", "x")]).unwrap();
    assert_eq!(unknown.error(), "Either API Key Invalid or Member Validity Expired", "the key comes first");
    for id in ["41.9", "abc", "4.2e2"] {
        assert_eq!(
            update(&api, &[("id", id), ("name", "x")]).error(),
            format!("User not found with the ID: {id}")
        );
    }
    for id in ["41.0", "41abc", "4.1e1"] {
        assert!(update(&api, &[("id", id), ("name", id)]).is_success(), "{id}");
        assert_eq!(api.state("/users/41/name"), id);
    }
}

#[test]
fn e9_update_user_stores_status_as_an_enum() {
    let api = observed();
    for (sent, read) in
        [("2", "0"), ("1", "1"), ("yes", ""), ("01", "1"), ("3", ""), (" 1", "1"), ("-1", ""), ("1 ", "1")]
    {
        assert!(update(&api, &[("id", "41"), ("status", sent)]).is_success());
        let user = api.call("get_user_info", &[("user_id", "41")]).json();
        assert_eq!(user["user_info"]["status"], read, "{sent:?}");
    }
    let crash = update(&api, &[("id", "41"), ("status", "0")]);
    assert_eq!(crash.status, 500, "\"0\" is no value");
}

#[test]
fn e9_update_user_rounds_clamps_and_cuts() {
    let api = observed();
    for (sent, stored) in [("16.9", "17"), ("16.4", "16"), ("99999999999", "2147483647"), ("abc", "0")] {
        assert!(update(&api, &[("id", "41"), ("package_id", sent)]).is_success());
        assert_eq!(api.state("/users/41/package_id"), stored, "{sent}");
    }
    assert!(update(&api, &[("id", "41"), ("mobile", &"3".repeat(120))]).is_success());
    assert_eq!(api.state("/users/41/mobile"), "3".repeat(100));
}

#[test]
fn e10_a_key_is_looked_up_for_the_user_of_its_prefix() {
    let api = seeded(
        "users:\n- {id: 60, name: A, email: a@x.org, api_key: 60-chiave}\n- {id: 61, name: B, email: b@x.org, api_key: [60-chiave, 61-b]}",
    );
    let call = |key: &str| api.call_as(key, "get_flow_campaigns", &[]).unwrap();
    for key in ["60-chiave", "60-CHIAVE ", "60-chîavé", "61-b", "$shared_key"] {
        assert_eq!(call(key).text, "[]", "{key}");
    }
    for key in ["0", "$duplicate_key", "61-chiave", " 60-chiave", "62-x"] {
        assert_eq!(call(key).error(), "Either API Key Invalid or Member Validity Expired", "{key}");
    }
    assert_eq!(call("").error(), "API Key is required");
}
