//! Errors contain no part of a key or password, in any spelling, truncated at any offset around every limit.

#![allow(clippy::unwrap_used, reason = "these are tests, helpers included")]

use std::error::Error as _;

use chat44mp::{Client, Error, NewUser, OperationKind, PackageId};
use chat44mp_emulator::{Emulator, Fault, FaultKind};

const PASSWORD: &str = "K4n&ri'n \"v0gel\" <97>~%41";

/// The spellings of a character.
const SPELLINGS: [fn(char) -> String; 8] = [
    |c| c.to_string(),
    |c| format!("&#{};", u32::from(c)),
    |c| format!("&#x{:x}", u32::from(c)),
    |c| format!("\\u{:04x}", u32::from(c)),
    |c| format!("%{:02X}", u32::from(c)),
    |c| format!("%25{:02x}", u32::from(c)),
    |c| if "'\"\\".contains(c) { format!("\\{c}") } else { c.to_string() },
    |c| match c {
        '\'' => "\\&#039;".to_owned(),
        '"' => "\\&quot;".to_owned(),
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        c => c.to_string(),
    },
];

fn spelled(secret: &str, spell: fn(char) -> String) -> String {
    secret.chars().map(spell).collect()
}

/// Every text of an error.
fn places(error: &Error) -> Vec<(&'static str, String)> {
    let mut places = vec![
        ("Display", format!("{error} {error:#}")),
        ("Debug", format!("{error:?} {error:#?}")),
        ("message", error.server_message().to_owned()),
        ("body", error.body().unwrap_or_default().to_owned()),
        ("Serialize", serde_json::to_string(error).unwrap()),
    ];
    let mut source = error.source();
    while let Some(cause) = source {
        places.push(("source", format!("{cause} {cause:?}")));
        source = cause.source();
    }
    places
}

/// Six characters each of `secret`, in every spelling.
fn parts(secret: &str) -> Vec<String> {
    let characters: Vec<char> = secret.chars().collect();
    let mut parts = Vec::new();
    for window in characters.windows(6) {
        for spell in SPELLINGS {
            let part = spelled(&window.iter().collect::<String>(), spell).to_lowercase();
            // As JSON and Debug print it.
            let printed = format!("{part:?}");
            parts.extend([printed[1..printed.len() - 1].to_owned(), part]);
        }
    }
    parts.sort();
    parts.dedup();
    parts
}

struct Stage {
    emulator: Emulator,
    client: Client,
    key: String,
    parts: Vec<String>,
    checked: usize,
}

impl Stage {
    fn new() -> Stage {
        let emulator = Emulator::start().unwrap();
        let key = emulator.fixtures()["admin_key"].as_str().unwrap().to_owned();
        let client =
            Client::builder(key.as_str()).base_url(emulator.base_url()).max_retries(0).build().unwrap();
        let parts = [parts(&key), parts(PASSWORD)].concat();
        Stage { emulator, client, key, parts, checked: 0 }
    }

    /// Makes calls that fail with `body`, with and without a password.
    async fn check(&mut self, status: u16, body: &str) {
        self.emulator.clear_faults();
        let content_type = "text/html".to_owned();
        self.emulator.add_fault(Fault::new(FaultKind::Body { body: body.to_owned(), status, content_type }));
        let package = PackageId(16);
        let day = jiff::civil::date(2031, 12, 31);
        let user = NewUser::new("Ada", "ada@example.org", PASSWORD, package, day);
        let params = [("password", PASSWORD)];
        let errors = [
            self.client.users().create(user).keep_body().await.map(drop).unwrap_err(),
            self.client
                .call("newer", params, OperationKind::Create, None)
                .keep_body()
                .await
                .map(drop)
                .unwrap_err(),
            self.client.call("newer", params, OperationKind::Create, None).await.map(drop).unwrap_err(),
        ];
        for error in errors {
            for (place, text) in places(&error) {
                // Skips the padding, for speed.
                let text = text.replace("................", "").to_lowercase();
                self.checked += 1;
                let leak = self.parts.iter().find(|part| text.contains(part.as_str()));
                assert_eq!(leak, None, "{place}: {text}");
            }
        }
    }
}

// Two tests, which run at the same time.
#[tokio::test]
async fn removes_secrets_around_every_limit() {
    check_around_limits(&SPELLINGS[..4]).await;
}

#[tokio::test]
async fn no_part_of_an_escaped_secret_is_left_around_any_limit() {
    check_around_limits(&SPELLINGS[4..]).await;
}

async fn check_around_limits(spellings: &[fn(char) -> String]) {
    let mut stage = Stage::new();
    let secret = format!("{PASSWORD} {}", stage.key);
    for &spell in spellings {
        let text = spelled(&secret, spell);
        let json = |text: &str| serde_json::json!({"status": "error", "message": text}).to_string();
        // The limits of message, page title, excerpt, body, and scrubbed text.
        for (limit, status, wrap) in [
            (500, 200, &json as &dyn Fn(&str) -> String),
            (4096, 200, &|text| format!("<title>{text}</title>")),
            (300, 500, &|text| format!("<html><body><p>{text}</p>")),
            (16 * 1024, 500, &|text| text.to_owned()),
            (32 * 1024, 500, &|text| text.to_owned()),
        ] {
            let longest = text.len() + 24;
            for before in (limit - longest.min(limit)..limit + 2)
                .step_by(1 + longest / if limit > 1000 { 2 } else { 8 })
            {
                stage.check(status, &wrap(&format!("{}{text} x", ".".repeat(before)))).await;
            }
        }
    }
    println!("{} texts checked", stage.checked);
}

#[tokio::test]
async fn removes_secrets_from_numbers() {
    let stage = Stage::new();
    let body = r#"{"status":"error","message":{"message":"(#1577959200) Refused","code":1577959200}}"#;
    let content_type = "application/json".to_owned();
    stage.emulator.add_fault(Fault::new(FaultKind::Body { body: body.into(), status: 200, content_type }));
    let client =
        Client::builder("1-k3Vb9Qz1577959200Hs7LpWx").base_url(stage.emulator.base_url()).build().unwrap();
    let error = client.labels().create("1", "x").await.unwrap_err();
    assert_eq!((error.graph_code(), error.server_message()), (None, "(#[secret]) Refused"));
}

#[tokio::test]
async fn keeps_little_of_error_pages_and_nothing_of_writes_with_a_password() {
    let stage = Stage::new();
    let body = "<html><title>Oops</title><script>var x;</script><p>Gateway &amp; more</p>".to_owned();
    stage.emulator.add_fault(Fault::new(FaultKind::Body {
        body,
        status: 500,
        content_type: "text/html".into(),
    }));
    let read = stage.client.packages().list().await.unwrap_err();
    assert_eq!(read.body(), Some("Oops Gateway & more"));
    let whole = stage.client.packages().list().keep_body().await.unwrap_err();
    assert!(whole.body().unwrap().contains("<script>"));

    let user =
        || NewUser::new("Ada", "a@example.org", PASSWORD, PackageId(16), jiff::civil::date(2031, 12, 31));
    assert_eq!(stage.client.users().create(user()).await.unwrap_err().body(), None);
    assert!(stage.client.users().create(user()).keep_body().await.unwrap_err().body().is_some());
}
