//! The client decodes the example bodies of the API's published documentation, independently of the emulator.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests, helpers included")]

use std::path::Path;

use chat44mp::{
    Change, Client, ContactUpdate, Error, ErrorCode, NewContact, NewUser, Operation, Outcome, UserUpdate,
};
use serde::Serialize;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A server that responds to one request with `body`, and a client for it.
async fn client_of(body: Vec<u8>) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !is_whole(&request) {
            let mut chunk = [0; 4096];
            let read = stream.read(&mut chunk).await.unwrap();
            request.extend_from_slice(&chunk[..read]);
        }
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(&[head.as_bytes(), &body].concat()).await.unwrap();
        // The client reads before the socket closes.
        let _ = stream.read(&mut [0; 1]).await;
    });
    Client::builder("1-AbCdEfG1234567890QwErTyU").base_url(base_url).max_retries(0).build().unwrap()
}

/// Whether head and form of a request are complete.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_ascii_lowercase();
    let Some((head, form)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse().ok());
    form.len() >= length.unwrap_or(0)
}

/// Makes the call of `operation` and returns its value as JSON.
async fn call(client: &Client, operation: Operation) -> Result<Value, Error> {
    fn value<T: Serialize>(value: T) -> Value {
        serde_json::to_value(value).unwrap()
    }
    let new_user = || NewUser::new("Ada", "ada@example.com", "secret", 16, jiff::civil::date(2030, 1, 31));
    Ok(match operation {
        Operation::GET_USER_INFO => value(client.users().get("test_user@test.com").await?),
        Operation::CREATE_SYSTEM_USER => value(client.users().create(new_user()).await?),
        Operation::UPDATE_USER => {
            let update = UserUpdate { name: Some("Ada".into()), ..UserUpdate::default() };
            value(client.users().update(12, update).await?)
        }
        Operation::GET_ALL_PACKAGES => value(client.packages().list().await?),
        Operation::SUBSCRIBER_INFORMATION => value(client.subscribers().get("134242424").await?),
        Operation::GET_ALL_LABELS => value(client.labels().list("1123123123123").await?),
        Operation::CREATE_LABEL => value(client.labels().create("1123123123123", "Important").await?),
        Operation::ASSIGN_LABEL => value(client.labels().assign("1123", "1342", ["2472856209402188"]).await?),
        Operation::GET_CONTACT_GROUP => value(client.contact_groups().get(4567).await?),
        Operation::CREATE_CONTACT_GROUP => value(client.contact_groups().create("Group 12").await?),
        Operation::UPDATE_CONTACT_GROUP => value(client.contact_groups().update(4567, "Group 13").await?),
        Operation::DELETE_CONTACT_GROUP => value(client.contact_groups().delete(2).await?),
        Operation::GET_CONTACT => value(client.contacts().get(233).await?),
        Operation::CREATE_CONTACT => {
            let contact = NewContact {
                group_id: 67.into(),
                email: Some("ada@example.com".into()),
                ..NewContact::default()
            };
            value(client.contacts().create(contact).await?)
        }
        Operation::UPDATE_CONTACT => {
            let update = ContactUpdate { first_name: Some("Ada".into()), ..ContactUpdate::default() };
            value(client.contacts().update(233, update).await?)
        }
        Operation::DELETE_CONTACT => value(client.contacts().delete(3).await?),
        Operation::GET_FLOW_CAMPAIGNS => value(client.flows().list().await?),
        Operation::GET_FLOW_CAMPAIGN_INFO => value(client.flows().get(1).await?),
        Operation::GET_SINGLE_SUBSCRIBER_FLOW_INFO => {
            value(client.flows().subscriber_answers(1, "2499454673490220").await?)
        }
        Operation::GET_ALL_SUBSCRIBER_FLOW_INFO => {
            let mut rows = Vec::new();
            let mut answers = client.flows().answers(1);
            while let Some(row) = answers.next().await {
                rows.push(row?);
            }
            value(rows)
        }
        _ => panic!("the reference does not show {operation}"),
    })
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/reference"))
}

async fn response_to(operation: Operation, file: &str) -> Result<Value, Error> {
    let client = client_of(std::fs::read(folder().join(file)).unwrap()).await;
    call(&client, operation).await
}

/// The decoded value of each documented success.
#[expect(clippy::too_many_lines, reason = "it is a table")]
fn documented(operation: Operation) -> Value {
    match operation {
        Operation::GET_USER_INFO => json!({
            "id": 39, "name": "test_username", "email": "test_user@test.com", "mobile": "01234567891",
            "address": "Heaven 21", "user_type": "Member", "active": true, "created_at": "2020-09-27T08:13:01",
            "last_login_at": null, "expires_at": "2020-10-27T00:00:00", "package_id": 16,
            "last_login_ip": "127.0.0.1",
        }),
        Operation::CREATE_SYSTEM_USER => json!(29),
        Operation::GET_ALL_PACKAGES => json!([
            {"id": 1, "name": "Trial", "module_ids": [251, 80, 79, 263, 65], "price": "0", "validity": 0,
             "deleted": false, "visible": false, "highlight": false},
            {"id": 16, "name": "everything", "module_ids": [251, 80, 202, 201, 88, 206], "price": "112.35",
             "validity": 700, "deleted": false, "visible": true, "highlight": false},
        ]),
        Operation::SUBSCRIBER_INFORMATION => json!({
            "subscriber_id": "134242424", "internal_label_numbers": [], "first_name": "test_first_name",
            "last_name": "test_last_name", "full_name": "test_full_name", "gender": "", "locale": "",
            "timezone": "", "page_name": "XeroDevs", "page_id": "1123123123123", "unavailable": false,
            "last_error_message": "", "referrer_source": "", "subscribed_at": null, "email": "test@test.com",
            "phone_number": "01234567891", "birthdate": null, "last_subscriber_interaction_time": null,
        }),
        Operation::GET_ALL_LABELS => json!([
            {"id": "2472856209402188", "name": "Important"}, {"id": "2328660457215897", "name": "Product"},
        ]),
        Operation::CREATE_LABEL => json!("012345678790"),
        Operation::GET_CONTACT_GROUP => json!({
            "id": 4567, "user_id": 345, "name": "Group 12", "created_at": "2020-10-28T13:40:46",
            "deleted": false,
        }),
        Operation::CREATE_CONTACT_GROUP => json!(276),
        Operation::UPDATE_CONTACT_GROUP | Operation::UPDATE_CONTACT => json!(Change::Applied),
        Operation::GET_CONTACT => json!({
            "id": 233, "user_id": 87, "group_ids": [67], "first_name": "test_first_name",
            "last_name": "test_last_name", "phone_number": "01234567891", "email": "test@test.com",
            "notes": "", "unsubscribed": false, "active": null, "sms_email_sequence_campaign_ids": [],
            "deleted": false,
        }),
        Operation::CREATE_CONTACT => json!(45),
        Operation::GET_FLOW_CAMPAIGNS => json!([
            {"id": 1, "name": "Flow Campaign 1"}, {"id": 2, "name": "Flow Campaign 2"},
            {"id": 3, "name": "Flow Campaign 3"}, {"id": 6, "name": "Flow Campaign 4"},
        ]),
        Operation::GET_FLOW_CAMPAIGN_INFO => json!({
            "id": 1, "name": "serial check", "questions": [
                "What do you like to do?", "What is your favorite pet?", "What is your favorite color?",
                "Who is your favorite author?", "Which country do you love to live in?",
            ],
        }),
        Operation::GET_SINGLE_SUBSCRIBER_FLOW_INFO => json!({
            "flow_id": 1, "flow_name": "Flow Campaign 1",
            "answers": answers(["Reading, Traveling, Watching Movies", "Dog", "Black", "Sigmund Freud", "France"]),
        }),
        Operation::GET_ALL_SUBSCRIBER_FLOW_INFO => json!([
            {"subscriber_id": "2499454673490220",
             "answers": answers(["Reading, Traveling, Watching Movies", "Dog", "Black", "Sigmund Freud", "France"])},
            {"subscriber_id": "3001440154747507",
             "answers": answers(["Traveling, Watching Movies", "Cat", "Blue", "William Shakespeare", "Germany"])},
        ]),
        Operation::UPDATE_USER
        | Operation::ASSIGN_LABEL
        | Operation::DELETE_CONTACT_GROUP
        | Operation::DELETE_CONTACT => Value::Null,
        _ => panic!("the reference does not show {operation}"),
    }
}

fn answers(given: [&str; 5]) -> Value {
    let questions = [
        "What do you like to do?",
        "What is your favorite pet?",
        "What is your favorite color?",
        "Who is your favorite author?",
        "Which country do you love to live in?",
    ];
    let ids = 45..50;
    ids.zip(questions)
        .zip(given)
        .map(|((id, question), answer)| json!({"question_id": id, "question": question, "answer": answer}))
        .collect()
}

/// Each documented error and its code.
const ERRORS: &[(Operation, &str, ErrorCode)] = &[
    (Operation::GET_USER_INFO, "get_user_info.error.json", ErrorCode::USER_NOT_FOUND),
    (Operation::CREATE_SYSTEM_USER, "create_system_user.error.json", ErrorCode::EMAIL_TAKEN),
    (Operation::UPDATE_USER, "update_user.error.json", ErrorCode::USER_NOT_FOUND),
    (Operation::GET_ALL_PACKAGES, "get_all_packages.error.json", ErrorCode::API_KEY_REJECTED),
    (Operation::SUBSCRIBER_INFORMATION, "subscriber_information.error.json", ErrorCode::SUBSCRIBER_NOT_FOUND),
    (Operation::GET_ALL_LABELS, "get_all_labels.error.json", ErrorCode::LABELS_NOT_FOUND),
    (Operation::CREATE_LABEL, "create_label.error.json", ErrorCode::BOT_NOT_ENABLED),
    (Operation::ASSIGN_LABEL, "assign_label.error.json", ErrorCode::FACEBOOK_REFUSED),
    (Operation::ASSIGN_LABEL, "assign_label.error2.json", ErrorCode::BOT_NOT_ENABLED),
    (Operation::GET_CONTACT_GROUP, "get_contact_group.error.json", ErrorCode::GROUP_ID_REQUIRED),
    (Operation::CREATE_CONTACT_GROUP, "create_contact_group.error.json", ErrorCode::GROUP_NAME_REQUIRED),
    (Operation::UPDATE_CONTACT_GROUP, "update_contact_group.error.json", ErrorCode::GROUP_NAME_REQUIRED),
    (Operation::DELETE_CONTACT_GROUP, "delete_contact_group.error.json", ErrorCode::GROUP_ID_REQUIRED),
    (Operation::GET_CONTACT, "get_contact.error.json", ErrorCode::CONTACT_NOT_FOUND),
    (Operation::CREATE_CONTACT, "create_contact.error.json", ErrorCode::EMAIL_OR_PHONE_REQUIRED),
    (Operation::CREATE_CONTACT, "create_contact.error2.json", ErrorCode::GROUP_NOT_FOUND),
    (Operation::UPDATE_CONTACT, "update_contact.error.json", ErrorCode::CONTACT_FIELDS_REQUIRED),
    (Operation::UPDATE_CONTACT, "update_contact.error2.json", ErrorCode::CONTACT_NOT_FOUND),
    (Operation::DELETE_CONTACT, "delete_contact.error.json", ErrorCode::CONTACT_NOT_FOUND),
    (Operation::GET_FLOW_CAMPAIGN_INFO, "get_flow_campaign_info.error.json", ErrorCode::FLOW_ID_REQUIRED),
    (
        Operation::GET_SINGLE_SUBSCRIBER_FLOW_INFO,
        "get_single_subscriber_flow_info.error.json",
        ErrorCode::FLOW_NOT_FOUND,
    ),
];

/// The operations with a successful response in the reference.
fn documented_operations() -> impl Iterator<Item = Operation> {
    let is_shown = |operation: &Operation| folder().join(format!("{operation}.json")).exists();
    Operation::all().filter(is_shown)
}

#[tokio::test]
async fn every_documented_success_decodes() {
    for operation in documented_operations() {
        let value = response_to(operation, &format!("{operation}.json")).await.unwrap();
        assert_eq!(value, documented(operation), "{operation}");
    }
}

#[tokio::test]
async fn every_documented_error_has_its_code() {
    for (operation, file, code) in ERRORS {
        let error = response_to(*operation, file).await.unwrap_err();
        assert_eq!(error.code(), code, "{file}");
        let outcome = operation.info().kind.is_write().then_some(Outcome::Rejected);
        assert_eq!((error.outcome(), error.attempts()), (outcome, 1), "{file}");
    }
}

#[test]
fn tests_every_body() {
    let files = std::fs::read_dir(folder()).unwrap().count();
    assert_eq!(files, documented_operations().count() + ERRORS.len());
}
