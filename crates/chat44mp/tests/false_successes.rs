//! Responses that only resemble a success: no call may report a success for them, and no write a rejection.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use chat44mp::{Client, ContactUpdate, Error, NewContact, NewUser, Outcome, UserUpdate};
use jiff::civil::date;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A server with the same response for every request.
struct Server {
    client: Client,
    response: Arc<Mutex<Vec<u8>>>,
    requests: Arc<AtomicUsize>,
}

impl Server {
    async fn start(max_retries: u32) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let (response, requests) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicUsize::new(0)));
        let (shared, counted) = (Arc::clone(&response), Arc::clone(&requests));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let bytes = shared.lock().unwrap().clone();
                tokio::spawn(serve(stream, bytes, Arc::clone(&counted)));
            }
        });
        let client = Client::builder("1-AbCdEfG1234567890QwErTyU")
            .base_url(base_url)
            .max_retries(max_retries)
            .backoff(std::time::Duration::from_millis(1))
            .settle_delay(std::time::Duration::ZERO)
            .build()
            .unwrap();
        Server { client, response, requests }
    }

    fn respond_with(&self, status: &str, body: &str) {
        let text = format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        *self.response.lock().unwrap() = text.into_bytes();
    }
}

async fn serve(mut stream: TcpStream, response: Vec<u8>, requests: Arc<AtomicUsize>) {
    let mut request = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let Ok(read) = stream.read(&mut chunk).await else { return };
        request.extend_from_slice(&chunk[..read]);
        let text = String::from_utf8_lossy(&request);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            if read == 0 {
                return;
            }
            continue;
        };
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
        });
        if body.len() >= length.unwrap_or(0) {
            break;
        }
    }
    requests.fetch_add(1, Ordering::Relaxed);
    let _ = stream.write_all(&response).await;
    let _ = stream.shutdown().await;
}

fn user() -> NewUser {
    NewUser::new("Ada", "ada@example.org", "correct horse", 16, date(2031, 12, 31))
}

const CREATES: [(&str, &str); 4] = [
    ("users.create", "id"),
    ("contact_groups.create", "contact_type_id"),
    ("contacts.create", "new_contact_id"),
    ("labels.create", "label_id"),
];
const SETS: [&str; 6] = [
    "users.update",
    "contacts.update",
    "contact_groups.update",
    "contacts.delete",
    "contact_groups.delete",
    "labels.assign",
];

/// Makes a call and drops its value.
async fn call(client: &Client, name: &str) -> Result<String, Error> {
    let contact = NewContact {
        group_id: 67.into(),
        email: Some("ada@example.org".into()),
        phone_number: Some("3331112223".into()),
        ..NewContact::default()
    };
    let changed = ContactUpdate { first_name: Some("Ada".into()), ..ContactUpdate::default() };
    let renamed = UserUpdate { name: Some("Ada".into()), ..UserUpdate::default() };
    Ok(match name {
        "users.create" => client.users().create(user()).await?.to_string(),
        "contact_groups.create" => client.contact_groups().create("New").await?.to_string(),
        "contacts.create" => client.contacts().create(contact).await?.to_string(),
        "labels.create" => client.labels().create("157", "Lead").await?.to_string(),
        "users.update" => format!("{:?}", client.users().update(39, renamed).await?),
        "contacts.update" => format!("{:?}", client.contacts().update(39, changed).await?),
        "contact_groups.update" => format!("{:?}", client.contact_groups().update(39, "New").await?),
        "contacts.delete" => format!("{:?}", client.contacts().delete(39).await?),
        "contact_groups.delete" => format!("{:?}", client.contact_groups().delete(39).await?),
        "labels.assign" => format!("{:?}", client.labels().assign("157", "2499", ["12"]).await?),
        "users.get" => format!("{:?}", client.users().get(39).await?),
        "users.get by email" => format!("{:?}", client.users().get("ada@example.org").await?),
        "contacts.get" => format!("{:?}", client.contacts().get(39).await?),
        "contact_groups.get" => format!("{:?}", client.contact_groups().get(39).await?),
        "subscribers.get" => format!("{:?}", client.subscribers().get("39").await?),
        "flows.get" => format!("{:?}", client.flows().get(39).await?),
        "flows.subscriber_answers" => format!("{:?}", client.flows().subscriber_answers(39, "7").await?),
        "packages.list" => format!("{:?}", client.packages().list().await?),
        "labels.list" => format!("{:?}", client.labels().list("157").await?),
        _ => panic!("{name}"),
    })
}

async fn fails(server: &Server, name: &str, attacks: &mut usize) -> Error {
    *attacks += 1;
    let response = String::from_utf8(server.response.lock().unwrap().clone()).unwrap();
    match call(&server.client, name).await {
        Ok(value) => panic!("{name} reports {value} for {response}"),
        Err(error) => error,
    }
}

const OTHER_STATUSES: [&str; 14] = [
    r#""Success""#,
    r#""SUCCESS""#,
    r#""success ""#,
    r#""ok""#,
    r#""fail""#,
    r#""failed""#,
    r#""pending""#,
    r#""1""#,
    r#""""#,
    "true",
    "1",
    "null",
    r#"["success"]"#,
    r#"{"success":true}"#,
];

#[tokio::test]
async fn a_create_without_a_new_id_fails() {
    let server = Server::start(0).await;
    let mut attacks = 0;
    for (name, key) in CREATES {
        for id in [
            "true",
            "false",
            "0",
            r#""0""#,
            r#""000""#,
            "-5",
            r#""-5""#,
            r#""+5""#,
            "1.5",
            r#""1.5""#,
            "5.0",
            "1e3",
            r#""1e3""#,
            r#""abc""#,
            r#""5abc""#,
            r#"" 5""#,
            r#""""#,
            "null",
            "[]",
            "[5]",
            "{}",
            r#"{"id":5}"#,
            r#""0x1f""#,
            r#""٣""#,
            r#""5,6""#,
        ] {
            server.respond_with("200 OK", &format!(r#"{{"status":"success","{key}":{id}}}"#));
            let error = fails(&server, name, &mut attacks).await;
            assert_eq!(error.outcome(), Some(Outcome::Unknown), "{name} {id} {error}");
        }
        for body in
            ["{}", r#"{"status":"success"}"#, r#"{"status":"success","other":5}"#, "[]", "5", r#""success""#]
        {
            server.respond_with("200 OK", body);
            let error = fails(&server, name, &mut attacks).await;
            assert_eq!(error.outcome(), Some(Outcome::Unknown), "{name} {body} {error}");
        }
    }
    println!("{attacks} creates without an ID: 0 false successes");
}

#[tokio::test]
async fn a_status_other_than_success_fails() {
    let server = Server::start(0).await;
    let mut attacks = 0;
    for (name, key) in CREATES {
        for status in OTHER_STATUSES.into_iter().chain([r#""error""#, r#""info""#]) {
            server.respond_with("200 OK", &format!(r#"{{"status":{status},"{key}":5,"message":"x"}}"#));
            let error = fails(&server, name, &mut attacks).await;
            assert_eq!(error.outcome(), Some(Outcome::Unknown), "{name} {status} {error}");
        }
        server.respond_with("200 OK", &format!(r#"{{"{key}":5}}"#));
        assert_eq!(fails(&server, name, &mut attacks).await.outcome(), Some(Outcome::Unknown));
    }
    for name in SETS {
        for status in OTHER_STATUSES {
            server.respond_with("200 OK", &format!(r#"{{"status":{status},"success":true}}"#));
            let error = fails(&server, name, &mut attacks).await;
            assert_eq!(error.outcome(), Some(Outcome::Unknown), "{name} {status} {error}");
        }
        server.respond_with("200 OK", r#"{"success":true}"#);
        fails(&server, name, &mut attacks).await;
    }
    for status in OTHER_STATUSES {
        for (name, rest) in [
            ("users.get", r#""user_info":{"id":"39","name":"Ada"}"#),
            ("subscribers.get", r#""subscriber_info":{"subscriber_id":"39","page_id":"1"}"#),
            ("packages.list", r#""packages":[]"#),
            ("labels.list", r#""label_info":[]"#),
        ] {
            server.respond_with("200 OK", &format!(r#"{{"status":{status},{rest}}}"#));
            fails(&server, name, &mut attacks).await;
        }
    }
    println!("{attacks} responses with another status: 0 false successes");
}

#[tokio::test]
async fn a_record_with_another_id_is_malformed() {
    let server = Server::start(0).await;
    let mut attacks = 0;
    for id in ["40", "3", "390", "0", "-39", "93"] {
        for (name, body) in [
            ("users.get", format!(r#"{{"status":"success","user_info":{{"id":"{id}","name":"Ada"}}}}"#)),
            ("contacts.get", format!(r#"{{"id":"{id}","user_id":"1","status":"1"}}"#)),
            ("contact_groups.get", format!(r#"{{"id":"{id}","user_id":"1","type":"x"}}"#)),
            (
                "subscribers.get",
                format!(
                    r#"{{"status":"success","subscriber_info":{{"subscriber_id":"{id}","page_id":"1"}}}}"#
                ),
            ),
            ("flows.get", format!(r#"{{"id":"{id}","flow_name":"x","questions":[]}}"#)),
            ("flows.subscriber_answers", format!(r#"{{"id":"{id}","flow_name":"x","data":[]}}"#)),
        ] {
            if id == "0" && name.starts_with("flows") {
                continue; // No campaign: that is a different response.
            }
            server.respond_with("200 OK", &body);
            let error = fails(&server, name, &mut attacks).await;
            assert_eq!(error.code().as_str(), "wrong_record", "{name} {body}");
        }
    }
    for (name, text) in
        [("contacts.delete", "The contact ID (40) has been deleted"), ("contact_groups.delete", "x (391) y")]
    {
        server.respond_with("200 OK", &format!(r#"{{"status":"success","message":"{text}"}}"#));
        let error = fails(&server, name, &mut attacks).await;
        assert_eq!((error.code().as_str(), error.outcome()), ("wrong_record", Some(Outcome::Unknown)));
    }
    for email in
        ["àda@example.org", "ada@example.com", "ada@example.org.it", "", "ad@example.org", "Ädà@Example.org"]
    {
        let body =
            format!(r#"{{"status":"success","user_info":{{"id":"39","name":"Ada","email":"{email}"}}}}"#);
        server.respond_with("200 OK", &body);
        let error = fails(&server, "users.get by email", &mut attacks).await;
        assert_eq!(error.code().as_str(), "user_not_found", "{email}");
    }
    println!("{attacks} other records: 0 false successes");
}

#[tokio::test]
async fn a_success_under_another_http_status_is_neither_a_success_nor_a_rejection() {
    let server = Server::start(2).await;
    let mut attacks = 0;
    for status in [
        "101 Switching Protocols",
        "300 Multiple Choices",
        "301 Moved Permanently",
        "302 Found",
        "303 See Other",
        "304 Not Modified",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
        "400 Bad Request",
        "401 Unauthorized",
        "403 Forbidden",
        "404 Not Found",
        "405 Method Not Allowed",
        "408 Request Timeout",
        "409 Conflict",
        "418 Teapot",
        "422 Unprocessable",
        "425 Too Early",
        "429 Too Many Requests",
        "451 Legal",
        "499 Closed",
        "500 Error",
        "502 Bad Gateway",
        "503 Unavailable",
        "504 Gateway Timeout",
        "599 Unknown",
    ] {
        for (name, key) in CREATES {
            for body in [
                format!(r#"{{"status":"success","{key}":500}}"#),
                format!(r#"{{ "status" : "success", "{key}" : "500" }}"#),
                format!(r#"<div>Notice</div>{{"status":"success","{key}":500"#),
            ] {
                server.respond_with(status, &body);
                let before = server.requests.load(Ordering::Relaxed);
                let error = fails(&server, name, &mut attacks).await;
                assert_eq!(error.outcome(), Some(Outcome::Unknown), "{name} {status} {error}");
                let sent = server.requests.load(Ordering::Relaxed) - before;
                assert!(name == "users.create" || sent == 1, "{name} {status} was sent {sent} times");
            }
        }
        for name in SETS {
            server.respond_with(status, r#"{"status":"success","success":true}"#);
            let error = fails(&server, name, &mut attacks).await;
            assert_eq!(error.outcome(), Some(Outcome::Unknown), "{name} {status} {error}");
        }
    }
    // Without such a body, it is a rejection.
    server.respond_with("403 Forbidden", r#"{"status":"error","message":"no"}"#);
    let error = fails(&server, "contacts.create", &mut attacks).await;
    assert_eq!(error.outcome(), Some(Outcome::Rejected));
    println!("{attacks} successes under another HTTP status: 0 false successes");
}
