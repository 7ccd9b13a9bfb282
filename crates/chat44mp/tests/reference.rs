//! The example bodies of the API's published documentation decode through the real client, whatever the emulator
//! beside it may think of them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests, helpers included")]

use std::path::Path;

use chat44mp::{
    Change, Client, ContactUpdate, Error, ErrorCode, NewContact, NewUser, Operation, Outcome, UserUpdate,
};
use serde::Serialize;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A server that answers one request with `body`, and a client of it.
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

/// Whether head and form of a request are all there.
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
        Operation::GetUserInfo => value(client.users().get("test_user@test.com").await?),
        Operation::CreateSystemUser => value(client.users().create(new_user()).await?),
        Operation::UpdateUser => {
            let update = UserUpdate { name: Some("Ada".into()), ..UserUpdate::default() };
            value(client.users().update(12, update).await?)
        }
        Operation::GetAllPackages => value(client.packages().list().await?),
        Operation::SubscriberInformation => value(client.subscribers().get("134242424").await?),
        Operation::GetAllLabels => value(client.labels().list("1123123123123").await?),
        Operation::CreateLabel => value(client.labels().create("1123123123123", "Important").await?),
        Operation::AssignLabel => value(client.labels().assign("1123", "1342", ["2472856209402188"]).await?),
        Operation::GetContactGroup => value(client.contact_groups().get(4567).await?),
        Operation::CreateContactGroup => value(client.contact_groups().create("Group 12").await?),
        Operation::UpdateContactGroup => value(client.contact_groups().update(4567, "Group 13").await?),
        Operation::DeleteContactGroup => value(client.contact_groups().delete(2).await?),
        Operation::GetContact => value(client.contacts().get(233).await?),
        Operation::CreateContact => {
            let contact = NewContact {
                group_id: 67.into(),
                email: Some("ada@example.com".into()),
                ..NewContact::default()
            };
            value(client.contacts().create(contact).await?)
        }
        Operation::UpdateContact => {
            let update = ContactUpdate { first_name: Some("Ada".into()), ..ContactUpdate::default() };
            value(client.contacts().update(233, update).await?)
        }
        Operation::DeleteContact => value(client.contacts().delete(3).await?),
        Operation::GetFlowCampaigns => value(client.flows().list().await?),
        Operation::GetFlowCampaignInfo => value(client.flows().get(1).await?),
        Operation::GetSingleSubscriberFlowInfo => {
            value(client.flows().subscriber_answers(1, "2499454673490220").await?)
        }
        Operation::GetAllSubscriberFlowInfo => {
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

async fn answer_to(operation: Operation, file: &str) -> Result<Value, Error> {
    let client = client_of(std::fs::read(folder().join(file)).unwrap()).await;
    call(&client, operation).await
}

/// What the SDK makes of each documented success.
#[expect(clippy::too_many_lines, reason = "it is a table")]
fn documented(operation: Operation) -> Value {
    match operation {
        Operation::GetUserInfo => json!({
            "id": 39, "name": "test_username", "email": "test_user@test.com", "mobile": "01234567891",
            "address": "Heaven 21", "user_type": "Member", "active": true, "created_at": "2020-09-27T08:13:01",
            "last_login_at": null, "expires_at": "2020-10-27T00:00:00", "package_id": 16,
            "last_login_ip": "127.0.0.1",
        }),
        Operation::CreateSystemUser => json!(29),
        Operation::GetAllPackages => json!([
            {"id": 1, "name": "Trial", "module_ids": [251, 80, 79, 263, 65], "price": "0", "validity": 0,
             "deleted": false, "visible": false, "highlight": false},
            {"id": 16, "name": "everything", "module_ids": [251, 80, 202, 201, 88, 206], "price": "112.35",
             "validity": 700, "deleted": false, "visible": true, "highlight": false},
        ]),
        Operation::SubscriberInformation => json!({
            "subscriber_id": "134242424", "internal_label_numbers": [], "first_name": "test_first_name",
            "last_name": "test_last_name", "full_name": "test_full_name", "gender": "", "locale": "",
            "timezone": "", "page_name": "XeroDevs", "page_id": "1123123123123", "unavailable": false,
            "last_error_message": "", "referrer_source": "", "subscribed_at": null, "email": "test@test.com",
            "phone_number": "01234567891", "birthdate": null, "last_subscriber_interaction_time": null,
        }),
        Operation::GetAllLabels => json!([
            {"id": "2472856209402188", "name": "Important"}, {"id": "2328660457215897", "name": "Product"},
        ]),
        Operation::CreateLabel => json!("012345678790"),
        Operation::GetContactGroup => json!({
            "id": 4567, "user_id": 345, "name": "Group 12", "created_at": "2020-10-28T13:40:46",
            "deleted": false,
        }),
        Operation::CreateContactGroup => json!(276),
        Operation::UpdateContactGroup | Operation::UpdateContact => json!(Change::Applied),
        Operation::GetContact => json!({
            "id": 233, "user_id": 87, "group_ids": [67], "first_name": "test_first_name",
            "last_name": "test_last_name", "phone_number": "01234567891", "email": "test@test.com",
            "notes": "", "unsubscribed": false, "active": null, "sms_email_sequence_campaign_ids": [],
            "deleted": false,
        }),
        Operation::CreateContact => json!(45),
        Operation::GetFlowCampaigns => json!([
            {"id": 1, "name": "Flow Campaign 1"}, {"id": 2, "name": "Flow Campaign 2"},
            {"id": 3, "name": "Flow Campaign 3"}, {"id": 6, "name": "Flow Campaign 4"},
        ]),
        Operation::GetFlowCampaignInfo => json!({
            "id": 1, "name": "serial check", "questions": [
                "What do you like to do?", "What is your favorite pet?", "What is your favorite color?",
                "Who is your favorite author?", "Which country do you love to live in?",
            ],
        }),
        Operation::GetSingleSubscriberFlowInfo => json!({
            "flow_id": 1, "flow_name": "Flow Campaign 1",
            "answers": answers(["Reading, Traveling, Watching Movies", "Dog", "Black", "Sigmund Freud", "France"]),
        }),
        Operation::GetAllSubscriberFlowInfo => json!([
            {"subscriber_id": "2499454673490220",
             "answers": answers(["Reading, Traveling, Watching Movies", "Dog", "Black", "Sigmund Freud", "France"])},
            {"subscriber_id": "3001440154747507",
             "answers": answers(["Traveling, Watching Movies", "Cat", "Blue", "William Shakespeare", "Germany"])},
        ]),
        Operation::UpdateUser
        | Operation::AssignLabel
        | Operation::DeleteContactGroup
        | Operation::DeleteContact => Value::Null,
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

/// Each documented error and the code it becomes.
const ERRORS: &[(Operation, &str, ErrorCode)] = &[
    (Operation::GetUserInfo, "get_user_info.error.json", ErrorCode::USER_NOT_FOUND),
    (Operation::CreateSystemUser, "create_system_user.error.json", ErrorCode::EMAIL_TAKEN),
    (Operation::UpdateUser, "update_user.error.json", ErrorCode::USER_NOT_FOUND),
    (Operation::GetAllPackages, "get_all_packages.error.json", ErrorCode::API_KEY_REJECTED),
    (Operation::SubscriberInformation, "subscriber_information.error.json", ErrorCode::SUBSCRIBER_NOT_FOUND),
    (Operation::GetAllLabels, "get_all_labels.error.json", ErrorCode::LABELS_NOT_FOUND),
    (Operation::CreateLabel, "create_label.error.json", ErrorCode::BOT_NOT_ENABLED),
    (Operation::AssignLabel, "assign_label.error.json", ErrorCode::FACEBOOK_REFUSED),
    (Operation::AssignLabel, "assign_label.error2.json", ErrorCode::BOT_NOT_ENABLED),
    (Operation::GetContactGroup, "get_contact_group.error.json", ErrorCode::GROUP_ID_REQUIRED),
    (Operation::CreateContactGroup, "create_contact_group.error.json", ErrorCode::GROUP_NAME_REQUIRED),
    (Operation::UpdateContactGroup, "update_contact_group.error.json", ErrorCode::GROUP_NAME_REQUIRED),
    (Operation::DeleteContactGroup, "delete_contact_group.error.json", ErrorCode::GROUP_ID_REQUIRED),
    (Operation::GetContact, "get_contact.error.json", ErrorCode::CONTACT_NOT_FOUND),
    (Operation::CreateContact, "create_contact.error.json", ErrorCode::EMAIL_OR_PHONE_REQUIRED),
    (Operation::CreateContact, "create_contact.error2.json", ErrorCode::GROUP_NOT_FOUND),
    (Operation::UpdateContact, "update_contact.error.json", ErrorCode::CONTACT_FIELDS_REQUIRED),
    (Operation::UpdateContact, "update_contact.error2.json", ErrorCode::CONTACT_NOT_FOUND),
    (Operation::DeleteContact, "delete_contact.error.json", ErrorCode::CONTACT_NOT_FOUND),
    (Operation::GetFlowCampaignInfo, "get_flow_campaign_info.error.json", ErrorCode::FLOW_ID_REQUIRED),
    (
        Operation::GetSingleSubscriberFlowInfo,
        "get_single_subscriber_flow_info.error.json",
        ErrorCode::FLOW_NOT_FOUND,
    ),
];

/// The operations of which the reference shows a successful response.
fn documented_operations() -> impl Iterator<Item = Operation> {
    let is_shown = |operation: &Operation| folder().join(format!("{operation}.json")).exists();
    Operation::ALL.iter().copied().filter(is_shown)
}

#[tokio::test]
async fn every_documented_success_decodes() {
    for operation in documented_operations() {
        let value = answer_to(operation, &format!("{operation}.json")).await.unwrap();
        assert_eq!(value, documented(operation), "{operation}");
    }
}

#[tokio::test]
async fn every_documented_error_has_its_code() {
    for (operation, file, code) in ERRORS {
        let error = answer_to(*operation, file).await.unwrap_err();
        assert_eq!(error.code(), code, "{file}");
        let outcome = operation.info().kind.is_write().then_some(Outcome::Rejected);
        assert_eq!((error.outcome(), error.attempts()), (outcome, 1), "{file}");
    }
}

#[test]
fn no_body_is_forgotten() {
    let files = std::fs::read_dir(folder()).unwrap().count();
    assert_eq!(files, documented_operations().count() + ERRORS.len());
}
