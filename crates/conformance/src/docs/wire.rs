//! The requests of the calls and their responses, as recorded on the emulator.

use anyhow::{Context, Result};
use chat44mp::{Access, Client, ImportOptions, ImportRow, Operation, OperationKind};
use chat44mp_emulator::{Emulator, JournalEntry};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use url::form_urlencoded::Serializer;

use super::markdown::fence;

/// Example arguments of every operation, on the built-in seed. Passwords and IDs are those of the examples.
fn example(operation: Operation) -> Option<Value> {
    let ada = || json!({"name": "Ada Bruni", "email": "ada@shop.example", "package_id": 16, "expires_on": "2030-12-31"});
    let page = "10215000000000101";
    let subscriber = "24994546734902201";
    Some(match operation.info().call {
        "users.get" => json!({"email": "anna.rossi@example.org"}),
        "users.create" => {
            let mut user = ada();
            user["password"] = "correct horse battery".into();
            user
        }
        "users.update" => json!({"user_id": 41, "package_id": 16, "expires_on": "2031-12-31"}),
        "packages.list" | "flows.list" => json!({}),
        "subscribers.get" => json!({"subscriber_id": subscriber}),
        "labels.list" => json!({"page_id": page}),
        "labels.create" => json!({"page_id": page, "name": "Spring sale"}),
        "labels.assign" => {
            let labels = ["24728562094021801", "23286604572158902"];
            json!({"page_id": page, "subscriber_id": subscriber, "label_ids": labels})
        }
        "contact_groups.get" | "contact_groups.delete" => json!({"group_id": 67}),
        "contact_groups.create" => json!({"name": "Spring sale"}),
        "contact_groups.update" => json!({"group_id": 67, "name": "Regular customers"}),
        "contacts.get" | "contacts.delete" => json!({"contact_id": 233}),
        "contacts.create" => json!({
            "group_id": 67, "email": "ada@example.com", "phone_number": "+393331234567", "first_name": "Ada",
        }),
        "contacts.update" => json!({"contact_id": 233, "first_name": "Ada Maria"}),
        "flows.get" | "flows.answers" => json!({"flow_id": 1}),
        "flows.subscriber_answers" => json!({"flow_id": 1, "subscriber_id": subscriber}),
        _ => return None,
    })
}

pub(super) fn runtime() -> Result<Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

/// A client of a new emulator, with the key of that name.
fn client(emulator: &Emulator, key: &str) -> Result<Client> {
    let key = emulator.fixtures()[key].as_str().context("no key")?.to_owned();
    Ok(Client::builder(key).base_url(emulator.base_url()).build()?)
}

/// The results file of an import: a row that is created, one that exists and one that is invalid.
pub(super) fn results_file() -> Result<String> {
    let (emulator, folder) = (Emulator::start()?, tempfile::tempdir()?);
    let row = |email: &str, phone: &str| ImportRow {
        email: Some(email.to_owned()),
        phone_number: Some(phone.to_owned()),
        ..ImportRow::default()
    };
    let rows = [
        row("grace@example.com", "+393337654321"),
        row("ada.bruni@example.com", "+393337654322"),
        row("nobody@", "+393337654323"),
    ];
    let file = folder.path().join("people.results.jsonl");
    // One after another, so that the lines have the same order in each run.
    let options = ImportOptions::new(67).results(&file).concurrency(1);
    runtime()?.block_on(client(&emulator, "member_key")?.contacts().import_rows(rows, options))?;
    Ok(std::fs::read_to_string(file)?.replace(emulator.base_url(), "https://chat.example.com/api"))
}

/// Runs an operation on a new emulator, and returns its request and response as Markdown.
pub(super) async fn recorded(operation: Operation) -> Result<String> {
    let emulator = Emulator::start()?;
    let key = match operation.info().access {
        Access::Admin => "admin_key",
        Access::Member => "member_key",
    };
    let client = client(&emulator, key)?;
    let arguments = example(operation).with_context(|| format!("no example of {operation}"))?;
    let arguments = arguments.as_object().cloned().unwrap_or_default();
    let call = match operation {
        // A stream has no raw variant.
        Operation::GET_ALL_SUBSCRIBER_FLOW_INFO => {
            client.call(operation.name(), [("flow_campaign_id", "1")], OperationKind::Read, None)
        }
        _ => client.invoke(operation.info().call, arguments)?,
    };
    let response = call.keep_body().raw().await?;
    let journal = emulator.journal();
    let entry = journal.first().with_context(|| format!("{operation} sent nothing"))?;
    let body = String::from_utf8_lossy(response.body.as_deref().unwrap_or_default()).into_owned();
    Ok(format!(
        "{}\n{}",
        fence("http", "Request", &request(entry)),
        fence("json", &format!("Response, HTTP {}", response.status), &pretty(&body))
    ))
}

fn request(entry: &JournalEntry) -> String {
    const KEY: &str = "YOUR_KEY";
    let encoded = |pairs: &std::collections::BTreeMap<String, String>| {
        let mut encoded = Serializer::new(String::new());
        for (name, value) in pairs {
            encoded.append_pair(
                name,
                match name.as_str() {
                    "api_key" => KEY,
                    "password" => "correct horse battery",
                    _ => value,
                },
            );
        }
        encoded.finish().replace("%2C", ",")
    };
    if entry.method == "GET" {
        return format!("GET {}?{}", entry.path, encoded(&entry.query));
    }
    let form = "Content-Type: application/x-www-form-urlencoded";
    format!("{} {}\n{form}\n\n{}", entry.method, entry.path, encoded(&entry.form))
}

/// Indents JSON. The order of the keys is that of the server, so it is not parsed.
fn pretty(json: &str) -> String {
    let (mut text, mut depth, mut in_text, mut is_escaped) = (String::new(), 0_usize, false, false);
    let mut characters = json.chars().peekable();
    let line = |text: &mut String, depth: usize| *text += &format!("\n{}", "  ".repeat(depth));
    while let Some(character) = characters.next() {
        let next = characters.peek();
        match character {
            _ if in_text => {
                in_text = character != '"' || is_escaped;
                is_escaped = character == '\\' && !is_escaped;
                text.push(character);
            }
            '{' | '[' if matches!(next, Some('}' | ']')) => text.push(character),
            '{' | '[' => {
                depth += 1;
                text.push(character);
                line(&mut text, depth);
            }
            '}' | ']' => {
                if !text.ends_with(['{', '[']) {
                    depth = depth.saturating_sub(1);
                    line(&mut text, depth);
                }
                text.push(character);
            }
            ',' => {
                text.push(',');
                line(&mut text, depth);
            }
            ':' => text += ": ",
            _ => {
                in_text = character == '"';
                text.push(character);
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_an_example() {
        assert!(Operation::all().all(|operation| example(operation).is_some()));
    }

    #[test]
    fn indents_json_in_its_own_order() {
        let text = r#"{"b":[1,{"a":"x,\"{"}],"c":[],"d":{}}"#;
        let expected = "{\n  \"b\": [\n    1,\n    {\n      \"a\": \"x,\\\"{\"\n    }\n  ],\n  \"c\": [],\n  \"d\": {}\n}";
        assert_eq!(pretty(text), expected);
    }
}
