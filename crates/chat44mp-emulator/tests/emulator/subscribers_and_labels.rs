//! Subscribers and labels: operations 5 to 8.

use serde_json::{Value, json};

use crate::support::*;

#[test]
fn subscribers_have_eighteen_columns() {
    let api = observed();
    let get = |id: &str| api.call("subscriber_information", &[("subscriber_id", id)]);
    assert_eq!(
        get("$subscriber").text,
        r#"{"status":"success","subscriber_info":{"subscriber_id":"24994546734902201","labels":"54","first_name":"Davide","last_name":"Greco","full_name":"Davide Greco","gender":"male","locale":"it_IT","timezone":"2","page_name":"Caff\u00e8 Bianchi","page_id":"10215000000000101","unavailable":"0","last_error_message":"","refferer_source":"SHORTLINK","subscribed_at":"2024-04-05 06:07:08","email":"davide.greco@example.com","phone_number":"3339876543","birthdate":"1990-02-28","last_subscriber_interaction_time":"2026-01-10 20:30:40"}}"#
    );
    assert_eq!(get("$subscriber_null_page").json()["subscriber_info"]["page_name"], Value::Null);
    assert_eq!(get("$subscriber_2").json()["subscriber_info"]["timezone"], "-3.5");
    assert_eq!(get("24994546734902201 ").json()["status"], "success");
    for id in ["", "0"] {
        assert_eq!(get(id).error(), "Provide subscriber_id field");
    }
    for id in ["$unknown_subscriber", "$other_subscriber", "abc", "24994546734902201abc"] {
        assert_eq!(get(id).error(), "No Matching Subscriber Found");
    }
}

#[test]
fn lists_labels_by_name_and_fails_for_none() {
    let api = observed();
    let list = |page: &str| api.call("get_all_labels", &[("page_id", page)]);
    assert_eq!(
        list("$page_with_bot").text,
        r#"{"status":"success","label_info":[{"label_id":"24728562094021801","label_name":"Important"},{"label_id":"23286604572158902","label_name":"Product"}]}"#
    );
    assert_eq!(
        list("$null_label_page").json()["label_info"][0],
        json!({"label_id": null, "label_name": "unsubscribe"})
    );
    assert_eq!(list("").error(), "Provide page_id field");
    for page in ["$unknown_page", "$other_page", "$page_without_bot", "$page_without_labels"] {
        assert_eq!(list(page).error(), "No Matching Label Found");
    }
}

#[test]
fn creates_labels_at_facebook_and_misfiles_them() {
    let api = observed();
    let create =
        |page: &str, name: &str| api.call("create_label", &[("page_id", page), ("label_name", name)]);
    assert_eq!(create("", "").error(), "Provide page_id field");
    assert_eq!(create("$page_with_bot", "0").error(), "Provide label_name field");
    for page in
        ["$unknown_page", "$other_page", "$page_without_bot", "$page_without_token", "$page_disconnected"]
    {
        assert_eq!(create(page, "x").error(), "No Enabled Bot Found");
    }
    assert_eq!(
        create("$page_with_bot", "Hot").text,
        r#"{"status":"success","label_id":"24728562094021881"}"#
    );
    assert_eq!(
        create("$page_number_ids", "Cold").text,
        r#"{"status":"success","label_id":24728562094021882}"#
    );
    assert!(
        !api.call("get_all_labels", &[("page_id", "$page_with_bot")]).text.contains("Hot"),
        "never listed"
    );

    // The same name collides on any page, after Facebook has created the label.
    let created = api.state("/counts/facebook_labels");
    let again = create("$page_without_labels", "HOT");
    assert_eq!((again.status, again.text.as_str()), (500, ""));
    assert_eq!(again.header("content-type"), Some("application/json"));
    assert_eq!(api.state("/counts/facebook_labels").as_u64(), created.as_u64().map(|created| created + 1));
    assert_eq!(
        create("$page_with_bot", "$taken_label_name").status,
        500,
        "another tenant's label of the API"
    );
    assert!(
        create("$page_with_bot", "$label_name").is_success(),
        "a label of the web interface does not collide"
    );

    let assign =
        [("page_id", "$page_with_bot"), ("subscriber_id", "$subscriber"), ("label_ids", "24728562094021881")];
    assert_eq!(api.call("assign_label", &assign).text, r#"{"success":true,"status":"success"}"#);
}

#[test]
fn facebook_can_reject_a_label_or_be_unreachable() {
    let api = observed();
    let create = |page: &str| api.call("create_label", &[("page_id", page), ("label_name", "x")]);
    let refused = create("$page_facebook_refuses").json();
    assert_eq!(refused["status"], "error");
    assert_eq!(refused["message"]["code"], 283);
    assert_eq!(create("$page_facebook_unreachable").text, "null");
    assert_eq!(api.state("/counts/facebook_labels"), 0);

    let api = Api::new(chat44mp_emulator::Emulator::builder().php_errors(true).start().unwrap());
    let shown = api.call("create_label", &[("page_id", "$page_facebook_unreachable"), ("label_name", "x")]);
    assert!(
        shown.text.starts_with("\n<div style=\"border:1px solid #990000")
            && shown.text.ends_with("</div>null")
    );
    let collision = api.call("create_label", &[("page_id", "$page_with_bot"), ("label_name", "Taken")]);
    assert!(collision.status == 500 && collision.text.contains("uncaught Exception"));

    let api = seeded("database_errors: page");
    let collision = api.call("create_label", &[("page_id", "$page_with_bot"), ("label_name", "Taken")]);
    assert!(
        collision.status == 500 && collision.text.contains("INSERT INTO") && collision.text.contains("Taken")
    );
}

#[test]
fn assigns_labels() {
    let api = observed();
    let assign = |page: &str, subscriber: &str, labels: &str| {
        api.call("assign_label", &[("page_id", page), ("subscriber_id", subscriber), ("label_ids", labels)])
    };
    let (one, two, other) = (api.fixture("label"), api.fixture("label_2"), api.fixture("other_label"));
    assert_eq!(assign("$unknown_page", "$subscriber", &one).error(), "No Enabled Bot Found");
    for labels in ["", "9999", "$deleted_label"] {
        assert_eq!(assign("$page_with_bot", "$subscriber", labels).error(), "No Label Found");
    }
    let before = api.state("/assignments").as_array().unwrap().len();
    let assigned = || api.state("/assignments").as_array().unwrap().len() - before;

    // A space before an id turns it into an unknown ID, and unknown IDs are skipped.
    assert!(assign("$page_with_bot", "$subscriber", &format!("{one}, {two},9999")).is_success());
    assert_eq!(assigned(), 1);
    assert!(assign("$page_with_bot", "$subscriber", &format!("{two} ,,{one},{two},")).is_success());
    assert_eq!(assigned(), 2);
    let labels = api.call("subscriber_information", &[("subscriber_id", "$subscriber")]);
    assert_eq!(labels.json()["subscriber_info"]["labels"], "54,50,51", "row numbers, not label ids");
    assert!(assign("$page_with_bot", "$subscriber", &other).is_success(), "another tenant's label");
    assert!(
        assign("$page_with_bot", "$unknown_subscriber", &one).is_success(),
        "unknown here, known to Facebook"
    );
    assert_eq!(assigned(), 3);
}

#[test]
fn only_success_true_is_success() {
    let api = observed();
    let assign = |subscriber: &str| {
        api.call(
            "assign_label",
            &[("page_id", "$page_with_bot"), ("subscriber_id", subscriber), ("label_ids", "$label")],
        )
    };
    for subscriber in ["$subscriber_refused", "", "nobody"] {
        assert_eq!(assign(subscriber).error(), "(#100) The user ID is not valid.");
    }
    let count = || api.state("/counts/assignments").as_u64().unwrap();
    let before = count();
    assert_eq!(assign("$subscriber_unsuccessful").text, r#"{"success":false,"status":"success"}"#);
    assert_eq!(assign("$subscriber_silent").text, r#"{"status":"success"}"#);
    assert_eq!(count(), before + 2, "recorded nevertheless");
}
