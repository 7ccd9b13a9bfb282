//! No JSON value in a field fails the response; only IDs are required.

#![no_main]

use chat44mp::{
    Answer, Contact, ContactGroup, ContactId, FlowCampaign, Label, Package, Psid, Subscriber, User,
};
use libfuzzer_sys::fuzz_target;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

/// The fields of the models, as the server names them.
const CONTACT: &[&str] = &[
    "contact_type_id",
    "first_name",
    "last_name",
    "phone_number",
    "email",
    "notes",
    "unsubscribed",
    "status",
    "sms_email_sequence_campaign_ids",
    "deleted",
];
const USER: &[&str] = &[
    "name",
    "email",
    "mobile",
    "address",
    "user_type",
    "status",
    "add_date",
    "last_login_at",
    "expired_date",
    "package_id",
    "last_login_ip",
];
const PACKAGE: &[&str] =
    &["package_name", "module_ids", "price", "validity", "deleted", "visible", "highlight"];
const SUBSCRIBER: &[&str] = &[
    "labels",
    "first_name",
    "last_name",
    "full_name",
    "gender",
    "locale",
    "timezone",
    "page_name",
    "unavailable",
    "last_error_message",
    "refferer_source",
    "subscribed_at",
    "email",
    "phone_number",
    "birthdate",
    "last_subscriber_interaction_time",
];

fuzz_target!(|input: &[u8]| {
    // Deep nesting is refused for the whole answer, so only what serde_json itself reads is tried.
    if serde_json::from_slice::<serde_json::Value>(&[b"[", input, b"]"].concat()).is_err() {
        return;
    }
    let Ok(value) = serde_json::from_slice::<&RawValue>(input) else { return };
    let value = value.get();

    every_field::<Contact>(r#""id":"7","user_id":"1""#, CONTACT, value);
    every_field::<User>(r#""id":"7""#, USER, value);
    every_field::<Package>(r#""id":"7""#, PACKAGE, value);
    every_field::<Subscriber>(r#""subscriber_id":"7""#, SUBSCRIBER, value);
    every_field::<ContactGroup>(r#""id":"7","user_id":"1""#, &["type", "created_at", "deleted"], value);
    every_field::<FlowCampaign>(r#""id":"7""#, &["flow_name"], value);
    every_field::<Label>(r#""label_name":"x""#, &["label_id"], value);
    every_field::<Label>(r#""label_id":"7""#, &["label_name"], value);
    every_field::<Answer>(r#""question_id":"7""#, &["question", "answer"], value);
    every_field::<Answer>(r#""id":"7""#, &["question", "answer"], value);

    // A response without an ID is rejected; a number and its digits as text are the same ID.
    let id = serde_json::from_str::<ContactId>(value);
    if let Ok(number) = value.parse::<i64>() {
        assert_eq!(id.unwrap(), ContactId(number));
        assert_eq!(serde_json::from_str::<ContactId>(&format!("\"{number}\"")).unwrap(), ContactId(number));
    }
    let psid = serde_json::from_str::<Psid>(value);
    if value.bytes().all(|byte| byte.is_ascii_digit()) {
        assert_eq!(psid.unwrap().as_str(), value);
    }
});

/// A record with its ids, and `value` in every other field.
fn every_field<T: DeserializeOwned>(ids: &str, fields: &[&str], value: &str) {
    let fields: String = fields.iter().map(|field| format!(",\"{field}\":{value}")).collect();
    let record = format!("{{{ids}{fields}}}");
    if let Err(error) = serde_json::from_str::<T>(&record) {
        panic!("{error}: {record}");
    }
}
