//! Every fault at every position: the response and the effect.

use std::io::{ErrorKind, Read as _, Write as _};
use std::time::{Duration, Instant};

use chat44mp::Operation;
use chat44mp_emulator::{Fault, FaultKind, Position, StatusBody};

use crate::support::*;
use Position::{After, Before, During};

const TIMEOUT: Duration = Duration::from_secs(5);

fn contact(n: u32) -> Vec<(&'static str, String)> {
    vec![
        ("contact_type_id", "67".to_owned()),
        ("email", format!("c{n}@example.org")),
        ("phone_number", format!("36{n}")),
    ]
}

impl Api {
    fn create(&self, n: u32) -> Result<Response, ureq::Error> {
        let pairs = contact(n);
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.try_call("create_contact", &pairs)
    }

    fn contacts(&self) -> u64 {
        self.state("/counts/contacts").as_u64().unwrap()
    }

    /// Sends a raw create and returns its connection.
    fn send_create(&self) -> std::net::TcpStream {
        let mut pairs = contact(0);
        pairs.push(("api_key", self.fixture("member_key")));
        let body = encode(&pairs);
        let mut stream = self.connect();
        let head = "POST /api/create_contact HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\n";
        write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        stream
    }
}

/// Kinds that corrupt the response: none of them may look like a success.
fn breaking() -> Vec<FaultKind> {
    vec![
        FaultKind::Reset,
        FaultKind::Truncate { bytes: 5 },
        FaultKind::Truncate { bytes: 5000 },
        FaultKind::ShortJson { bytes: 5 },
        FaultKind::ShortJson { bytes: 5000 },
        FaultKind::RateLimit { retry_after: Some("1".to_owned()), retry_after_ms: None },
        FaultKind::Status { status: 503, body: StatusBody::Html },
        FaultKind::Html,
        FaultKind::Empty,
        FaultKind::Null,
        FaultKind::GzipBomb { mib: 1 },
        FaultKind::Oversized { mib: 1 },
        FaultKind::Deep { levels: 200 },
        FaultKind::Redirect { status: 302, location: "https://example.org/".to_owned() },
        FaultKind::WrongLength,
        FaultKind::Garbage,
        FaultKind::Error { message: "No".to_owned() },
        FaultKind::Body { body: "[]".to_owned(), status: 200, content_type: "application/json".to_owned() },
    ]
}

#[test]
fn applies_nothing_before_and_everything_after() {
    for kind in breaking() {
        for at in [Before, After] {
            let api = observed();
            let before = api.contacts();
            api.fault(Operation::CREATE_CONTACT, at, kind.clone());
            let response = api.create(1);
            let created =
                response.as_ref().is_ok_and(|response| response.text.contains("\"new_contact_id\":500}"));
            assert!(!created, "{kind:?} {at:?}: {response:?}");
            assert_eq!(api.contacts() - before, u64::from(at == After), "{kind:?} {at:?}");
            let entry = api.emulator.journal().remove(0);
            assert_eq!(entry.fault, Some(kind.name()));
            assert_eq!(entry.applied, at == After, "{kind:?} {at:?}");
            assert_eq!(entry.status.is_none(), kind == FaultKind::Reset);
            api.emulator.clear_faults();
            assert_eq!(api.create(2).unwrap().json()["new_contact_id"], 500 + u64::from(at == After));
        }
    }
}

#[test]
fn true_responses_match_the_state() {
    let kinds = [
        FaultKind::Latency { ms: 5 },
        FaultKind::Drip { bytes: 7, every_ms: 1 },
        FaultKind::PhpWarning,
        FaultKind::Bom,
    ];
    for kind in kinds {
        for at in [Before, After] {
            let api = observed();
            let before = api.contacts();
            api.fault(Operation::CREATE_CONTACT, at, kind.clone());
            let response = api.create(1).unwrap();
            assert!(response.text.ends_with(r#"{"status":"success","new_contact_id":500}"#), "{kind:?}");
            assert_eq!(api.contacts(), before + 1, "{kind:?} {at:?}");
        }
    }
}

#[test]
fn during_applies_half() {
    for kind in breaking() {
        let api = observed();
        api.fault(Operation::CREATE_LABEL, During, kind.clone());
        let before = api.state("/counts");
        let response = api.try_call("create_label", &[("page_id", "$page_with_bot"), ("label_name", "x")]);
        assert!(
            !response.is_ok_and(|response| response.text.contains("\"label_id\":\"24728562094021881\"}")),
            "{kind:?}"
        );
        assert_eq!(api.state("/counts/facebook_labels"), 1, "{kind:?}: Facebook made it");
        assert_eq!(api.state("/counts/labels"), before["labels"], "{kind:?}: it was not stored");

        let labels = format!("{},{}", api.fixture("label"), api.fixture("label_2"));
        let params = [
            ("page_id", "$page_with_bot"),
            ("subscriber_id", "$subscriber_2"),
            ("label_ids", labels.as_str()),
        ];
        api.fault(Operation::ASSIGN_LABEL, During, kind.clone());
        let response = api.try_call("assign_label", &params);
        assert!(
            !response.is_ok_and(|response| response.text.contains("true,\"status\":\"success\"}")),
            "{kind:?}"
        );
        let assigned = api.state("/assignments").as_array().unwrap().len() as u64;
        assert_eq!(assigned - before["assignments"].as_u64().unwrap(), 1, "{kind:?}: the first label only");
    }
}

#[test]
fn resets_the_connection() {
    let api = observed();
    api.fault(Operation::CREATE_CONTACT, After, FaultKind::Reset);
    let mut stream = api.send_create();
    let error = stream.read(&mut [0; 64]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    assert!(!api.emulator.journal()[0].disconnected, "it was not the client");
}

#[test]
fn hanging_records_the_disconnect() {
    for at in [Before, After] {
        let api = observed();
        let before = api.contacts();
        api.fault(Operation::CREATE_CONTACT, at, FaultKind::Hang);
        let stream = api.send_create();
        assert!(api.emulator.wait_for(|journal| journal.len() == 1, TIMEOUT));
        assert!(!api.emulator.journal()[0].disconnected);
        drop(stream);
        assert!(api.emulator.wait_for(|journal| journal[0].disconnected, TIMEOUT));
        assert_eq!(api.contacts() - before, u64::from(at == After));
        assert_eq!(api.emulator.journal()[0].status, None);
    }
}

#[test]
fn a_late_write_is_applied_after_the_client_disconnects() {
    let api = observed();
    let before = api.contacts();
    api.fault(Operation::CREATE_CONTACT, Before, FaultKind::Latency { ms: 60 });
    let stream = api.send_create();
    assert!(api.emulator.wait_for(|journal| journal.len() == 1, TIMEOUT));
    drop(stream);
    assert!(api.emulator.wait_for(|journal| journal[0].disconnected, TIMEOUT));
    assert!(api.emulator.wait_for(|journal| journal[0].applied, TIMEOUT));
    assert_eq!(api.contacts(), before + 1);
}

#[test]
fn latency_after_applies_immediately() {
    let api = observed();
    api.fault(Operation::CREATE_CONTACT, After, FaultKind::Latency { ms: 60_000 });
    let _stream = api.send_create();
    assert!(api.emulator.wait_for(|journal| journal.first().is_some_and(|entry| entry.applied), TIMEOUT));
}

#[test]
fn reset_discards_requests_in_flight() {
    let api = observed();
    let before = api.contacts();
    api.fault(Operation::CREATE_CONTACT, Before, FaultKind::Latency { ms: 50 });
    let mut stream = api.send_create();
    assert!(api.emulator.wait_for(|journal| journal.len() == 1, TIMEOUT));
    api.emulator.reset();
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    assert!(rest.is_empty(), "no response from before the reset");
    assert_eq!(api.contacts(), before);
    assert!(api.emulator.journal().is_empty());
}

/// The head and body of a raw response to get_contact.
fn bytes(api: &Api) -> (String, Vec<u8>) {
    let mut stream = api.connect();
    let key = api.fixture("member_key");
    write!(stream, "GET /api/get_contact?contact_id=233&api_key={key} HTTP/1.1\r\nHost: h\r\n\r\n").unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let at = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    (String::from_utf8(bytes[..at].to_vec()).unwrap().to_lowercase(), bytes[at + 4..].to_vec())
}

#[test]
fn truncates_exactly() {
    let api = observed();
    let whole = api.call("get_contact", &[("contact_id", "$contact")]).text;
    for bytes_left in [0, 1, 17] {
        api.fault(Operation::GET_CONTACT, Before, FaultKind::Truncate { bytes: bytes_left });
        let (head, body) = bytes(&api);
        assert_eq!(body, &whole.as_bytes()[..bytes_left as usize]);
        assert!(head.contains(&format!("content-length: {}", whole.len())), "{head}");
    }
    api.fault(Operation::GET_CONTACT, Before, FaultKind::WrongLength);
    let (head, body) = bytes(&api);
    assert_eq!(body, whole.as_bytes());
    assert!(head.contains(&format!("content-length: {}", whole.len() + 10)));

    api.fault(Operation::GET_CONTACT, Before, FaultKind::ShortJson { bytes: 9 });
    let short = api.call("get_contact", &[("contact_id", "$contact")]);
    assert_eq!(short.text, &whole[..9]);
    assert!(api.emulator.journal().iter().all(|entry| !entry.disconnected));
}

#[test]
fn truncates_large_responses_exactly() {
    let api = observed();
    let body = "x".repeat(3_000_000);
    let literal = FaultKind::Body { body: body.clone(), status: 200, content_type: "text/plain".to_owned() };
    api.fault(Operation::GET_CONTACT, Before, literal);
    assert_eq!(api.call("get_contact", &[]).text.len(), body.len());
    api.fault(
        chat44mp::Operation::GET_ALL_SUBSCRIBER_FLOW_INFO,
        Before,
        FaultKind::Truncate { bytes: 300_000 },
    );
    let mut stream = api.connect();
    let key = api.fixture("member_key");
    write!(stream, "GET /api/get_all_subscriber_flow_info?flow_campaign_id=9&api_key={key} HTTP/1.0\r\n\r\n")
        .unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let at = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    assert_eq!(bytes.len() - at - 4, 300_000);
}

#[test]
fn a_stall_keeps_the_connection_open() {
    let api = observed();
    api.fault(Operation::CREATE_CONTACT, After, FaultKind::Stall { bytes: 10 });
    let mut stream = api.send_create();
    let mut seen = Vec::new();
    while !String::from_utf8_lossy(&seen).ends_with("\r\n\r\n{\"status\":") {
        let mut buffer = [0; 512];
        let read = stream.read(&mut buffer).unwrap();
        assert!(read > 0, "{}", String::from_utf8_lossy(&seen));
        seen.extend_from_slice(&buffer[..read]);
    }
    stream.set_read_timeout(Some(Duration::from_millis(30))).unwrap();
    let error = stream.read(&mut [0; 64]).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut));
    drop(stream);
    assert!(api.emulator.wait_for(|journal| journal[0].disconnected, TIMEOUT));
}

#[test]
fn records_a_disconnect_during_a_stream() {
    let api = seeded(
        "flows: [{id: 9, user_id: 39, flow_name: many, synthetic_answers: {subscribers: 200000, questions: 5}}]",
    );
    let mut stream = api.connect();
    let key = api.fixture("member_key");
    let path = "/api/get_all_subscriber_flow_info?flow_campaign_id=9";
    write!(stream, "GET {path}&api_key={key} HTTP/1.1\r\nHost: h\r\n\r\n").unwrap();
    stream.read_exact(&mut [0; 10_000]).unwrap();
    drop(stream);
    assert!(api.emulator.wait_for(|journal| journal[0].disconnected, TIMEOUT));
}

#[test]
fn sends_a_response_slowly() {
    let api = observed();
    let whole = api.call("get_contact", &[("contact_id", "$contact")]).text;
    api.fault(
        Operation::GET_CONTACT,
        Before,
        FaultKind::Drip { bytes: whole.len() as u64 / 4, every_ms: 10 },
    );
    let started = Instant::now();
    assert_eq!(api.call("get_contact", &[("contact_id", "$contact")]).text, whole);
    assert!(started.elapsed() >= Duration::from_millis(40));
}

#[test]
fn rate_limits_send_retry_headers() {
    let api = observed();
    let limit = |retry_after: Option<&str>, ms: Option<&str>| {
        let kind = FaultKind::RateLimit {
            retry_after: retry_after.map(str::to_owned),
            retry_after_ms: ms.map(str::to_owned),
        };
        api.fault(Operation::GET_CONTACT, Before, kind);
        let response = api.call("get_contact", &[]);
        assert_eq!(response.status, 429);
        (
            response.header("retry-after").map(str::to_owned),
            response.header("retry-after-ms").map(str::to_owned),
        )
    };
    assert_eq!(limit(Some("1"), None), (Some("1".to_owned()), None));
    let date = "Thu, 15 Jan 2026 09:00:05 GMT";
    assert_eq!(limit(Some(date), Some("250")), (Some(date.to_owned()), Some("250".to_owned())));
    assert_eq!(limit(None, None), (None, None));
}

#[test]
fn sends_the_configured_response() {
    let api = observed();
    let with = |kind: FaultKind| {
        api.fault(Operation::GET_CONTACT, Before, kind);
        api.call("get_contact", &[("contact_id", "$contact")])
    };
    let status = with(FaultKind::Status { status: 502, body: StatusBody::Empty });
    assert_eq!((status.status, status.text.as_str()), (502, ""));
    assert!(with(FaultKind::Status { status: 500, body: StatusBody::Html }).text.contains("<h1>"));
    assert!(with(FaultKind::Html).text.starts_with("<!DOCTYPE"));
    assert_eq!(with(FaultKind::Empty).text, "");
    assert_eq!(with(FaultKind::Null).text, "null");
    assert!(with(FaultKind::Bom).text.starts_with("\u{feff}{\"id\""));
    let warned = with(FaultKind::PhpWarning).text;
    assert!(
        warned.matches("</div>").count() == 2
            && warned.rsplit_once("</div>").unwrap().1.starts_with("{\"id\"")
    );
    let bomb = with(FaultKind::GzipBomb { mib: 3 });
    assert!(bomb.text.len() > 3 * 1024 * 1024 && bomb.json()["filler"].is_string());
    let oversized = with(FaultKind::Oversized { mib: 3 });
    assert!(oversized.text.len() > 3 * 1024 * 1024 && oversized.header("content-encoding").is_none());
    assert_eq!(with(FaultKind::Deep { levels: 3 }).text, "[[[]]]");
    let redirect = with(FaultKind::Redirect { status: 307, location: "https://x.example/api".to_owned() });
    assert_eq!((redirect.status, redirect.header("location")), (307, Some("https://x.example/api")));
    assert_eq!(
        with(FaultKind::Error { message: "a/b".to_owned() }).text,
        r#"{"status":"error","message":"a\/b"}"#
    );
    let body =
        with(FaultKind::Body { body: "hi".to_owned(), status: 201, content_type: "text/x".to_owned() });
    assert_eq!((body.status, body.text.as_str(), body.header("content-type")), (201, "hi", Some("text/x")));
    api.fault(Operation::GET_CONTACT, Before, FaultKind::Garbage);
    assert!(bytes_of_garbage(&api).ends_with(b"Caff\xE8 \xC0"));
    let refresh = with(FaultKind::HttpsRefresh);
    assert_eq!((refresh.status, refresh.text.as_str()), (200, ""));
    assert!(refresh.header("refresh").unwrap().starts_with("0;url=https://127.0.0.1"));
}

fn bytes_of_garbage(api: &Api) -> Vec<u8> {
    let mut stream = api.connect();
    write!(stream, "GET /api/get_contact HTTP/1.0\r\n\r\n").unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    bytes
}

#[test]
fn https_refresh_is_never_applied() {
    let api = observed();
    let before = api.contacts();
    for at in [Before, After] {
        api.fault(Operation::CREATE_CONTACT, at, FaultKind::HttpsRefresh);
        assert_eq!(api.create(1).unwrap().text, "");
    }
    assert_eq!(api.contacts(), before);
}

#[test]
fn rules_without_an_operation_apply_to_unknown_routes() {
    let api = observed();
    api.emulator.add_fault(Fault::new(FaultKind::Status { status: 503, body: StatusBody::Empty }).nth(2));
    let url = format!("{}/new_endpoint", api.emulator.base_url());
    let statuses: Vec<u16> = (0..3).map(|_| api.get(&url).unwrap().status).collect();
    assert_eq!(statuses, [200, 503, 200]);
}

#[test]
fn keeps_connections_alive() {
    let api = observed();
    let mut stream = api.connect();
    for _ in 0..3 {
        let key = api.fixture("member_key");
        write!(stream, "GET /api/get_contact?contact_id=233&api_key={key} HTTP/1.1\r\nHost: h\r\n\r\n")
            .unwrap();
        let mut seen = Vec::new();
        while !seen.ends_with(b"\"deleted\":\"0\"}") {
            let mut buffer = [0; 1024];
            let read = stream.read(&mut buffer).unwrap();
            assert!(read > 0);
            seen.extend_from_slice(&buffer[..read]);
        }
    }
    assert_eq!(api.emulator.journal().len(), 3);
}
