//! Differences of the documented profile.

use chat44mp_emulator::{Profile, Seed};

use crate::support::*;

#[test]
fn uses_messages_and_fields_of_the_reference() {
    let api = documented();
    let error = |operation: &str, params: &[(&str, &str)]| api.call(operation, params).error();
    assert_eq!(error("subscriber_information", &[("subscriber_id", "1")]), " No Matching Subscriber Found");
    assert_eq!(error("update_contact_group", &[("id", "67")]), "The contact type name is required");
    assert_eq!(
        error("create_contact", &[("contact_type_id", "9999"), ("email", "a@b.c")]),
        "The contact ID does not exist"
    );
    assert_eq!(
        error("update_contact", &[("id", "9999"), ("first_name", "x")]),
        "The contact ID does not exist"
    );
    let contact = api.call("get_contact", &[("contact_id", "$contact")]).json();
    let mut names: Vec<&String> = contact.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(
        names,
        [
            "contact_type_id",
            "deleted",
            "email",
            "first_name",
            "id",
            "last_name",
            "notes",
            "phone_number",
            "unsubscribed",
            "user_id"
        ]
    );
    let all = api.call("get_all_subscriber_flow_info", &[("flow_campaign_id", "$flow")]).json();
    assert_eq!(all["data"]["24994546734902201"][0]["question_id"], "45");
}

#[test]
fn requires_one_address_and_ignores_other_tenants() {
    let api = documented();
    let create = |email: &str, phone: &str| {
        api.call(
            "create_contact",
            &[("contact_type_id", "$group"), ("email", email), ("phone_number", phone)],
        )
    };
    assert!(create("", "351").is_success());
    assert!(create("", "352").is_success());
    assert!(create("$other_contact_email", "").is_success());
    assert_eq!(create("$contact_email", "").error(), "Please try with different email address");
}

#[test]
fn an_address_can_be_added_but_not_replaced() {
    let api = documented();
    let update = |id: &str, email: &str| api.call("update_contact", &[("id", id), ("email", email)]);
    assert_eq!(update("$contact", "new@example.org").error(), "Please try with different email address");
    assert!(update("$contact_null_columns", "new@example.org").is_success());
}

#[test]
fn lists_new_labels() {
    let api = documented();
    for page in ["$page_with_bot", "$page_without_labels"] {
        assert!(api.call("create_label", &[("page_id", page), ("label_name", "Hot")]).is_success());
        assert!(api.call("get_all_labels", &[("page_id", page)]).text.contains("Hot"));
    }
}

#[test]
fn requires_a_password_and_enforces_expiry() {
    let api = documented();
    let new = [
        ("name", "N"),
        ("email", "n@example.org"),
        ("package_id", "$package"),
        ("expired_date", "2030-01-01"),
    ];
    assert_eq!(api.call("create_system_user", &new).error(), "All mandatory field is not provided");
    let expired = api.call_as("$expired_key", "get_flow_campaigns", &[]).unwrap();
    assert_eq!(expired.error(), "Either API Key Invalid or Member Validity Expired");
}

#[test]
fn loads_a_profile() {
    let api = observed();
    api.emulator.load(Profile::Documented, Seed::built_in().unwrap());
    let response = api.call("subscriber_information", &[("subscriber_id", "1")]);
    assert_eq!(response.error(), " No Matching Subscriber Found");
}
