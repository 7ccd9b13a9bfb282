//! Behaviour of all endpoints: placement, keys, routes, headers.

use std::time::Duration;

use chat44mp::{Access, Operation};
use chat44mp_emulator::{Fault, FaultKind};

use crate::support::*;

const NO_KEY: &str = "API Key is required";
const BAD_KEY: &str = "Either API Key Invalid or Member Validity Expired";

#[test]
fn reads_parameters_from_one_place_only() {
    let api = observed();
    let read = format!("api_key={}&contact_id=233", api.fixture("member_key"));
    let write = format!("api_key={}&name=x", api.fixture("member_key"));
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    for (method, path, query, headers, body) in [
        ("POST", "/api/get_contact", "", form, read.as_str()),
        ("GET", "/api/create_contact_group", write.as_str(), "", ""),
        ("POST", "/api/create_contact_group", write.as_str(), form, "name=x"),
        (
            "POST",
            "/api/create_contact_group",
            "",
            "Content-Type: application/json\r\n",
            "{\"api_key\":\"k\"}",
        ),
        ("POST", "/api/create_contact_group", "", "", write.as_str()),
        ("PUT", "/api/create_contact_group", "", form, write.as_str()),
        ("PATCH", "/api/create_contact_group", "", form, write.as_str()),
        ("DELETE", "/api/create_contact_group", "", form, write.as_str()),
        ("OPTIONS", "/api/get_contact", "", "", ""),
        ("OPTIONS", "/api/create_contact_group", write.as_str(), "", ""),
        ("GET", "/api/get_contact", "contact_id=233", "Authorization: Bearer k\r\n", ""),
    ] {
        let response = api.raw(method, &format!("{path}?{query}"), headers, body);
        assert_eq!(response.error(), NO_KEY, "{method} {path}");
        assert!(!response.headers.iter().any(|(name, _)| name.starts_with("access-control")));
    }
    for method in ["GET", "POST", "DELETE"] {
        let response = api.raw(method, &format!("/api/get_contact/?{read}"), "", "");
        assert_eq!(response.json()["id"], "233", "{method}");
    }
    let charset = "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n";
    assert!(api.raw("POST", "/api/create_contact_group", charset, &write).is_success());
    let multipart = format!(
        "--b\r\nContent-Disposition: form-data; name=\"api_key\"\r\n\r\n{}\r\n--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nx\r\n--b--\r\n",
        api.fixture("member_key")
    );
    let headers = "Content-Type: multipart/form-data; boundary=b\r\n";
    assert!(api.raw("POST", "/api/create_contact_group", headers, &multipart).is_success());
    let chunked = format!("{:x}\r\n{write}\r\n0\r\n\r\n", write.len());
    let response = api.raw_chunked("/api/create_contact_group", &chunked);
    assert!(response.is_success());
}

impl Api {
    fn raw_chunked(&self, path: &str, body: &str) -> Response {
        use std::io::{Read as _, Write as _};
        let mut stream = self.connect();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n{body}"
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        Response { status: 200, headers: Vec::new(), text: text.split_once("\r\n\r\n").unwrap().1.to_owned() }
    }
}

#[test]
fn ignores_a_form_that_is_too_long() {
    let api = observed();
    let body = format!("api_key={}&name={}", api.fixture("member_key"), "x".repeat(8 * 1024 * 1024));
    let response = api.post(&format!("{}/create_contact_group", api.emulator.base_url()), &body).unwrap();
    assert_eq!(response.error(), NO_KEY);
}

#[test]
fn every_operation_checks_the_key_first() {
    let api = observed();
    for operation in Operation::all() {
        let path = if operation == Operation::UPDATE_USER { &[("id", "41")][..] } else { &[] };
        let error = |key: &str| api.call_as(key, operation.name(), path).unwrap().error();
        assert_eq!(error(""), NO_KEY, "{operation}");
        for key in
            ["$unknown_key", "$disabled_key", "$disabled_admin_key", "$deleted_key", "$duplicate_key", "x"]
        {
            assert_eq!(error(key), BAD_KEY, "{operation} {key}");
        }
        if operation.info().access == Access::Admin {
            assert_eq!(error("$member_key"), BAD_KEY, "{operation}");
        }
    }
}

#[test]
fn keys_are_compared_loosely_and_do_not_expire() {
    let api = observed();
    let works = |key: &str| api.call_as(key, "get_flow_campaigns", &[]).unwrap().text.starts_with('[');
    let key = api.fixture("member_key");
    assert!(works(&key) && works(&key.to_uppercase()) && works(&format!("{key} ")));
    assert!(!works(&format!(" {key}")) && !works(&key.replacen("39-", "40-", 1)));
    assert!(works("$expired_key") && works("$admin_key"));
    let url = format!("{}/get_flow_campaigns?api_key=wrong&api_key={key}", api.emulator.base_url());
    assert!(api.get(&url).unwrap().text.starts_with('['), "the last one wins");
    let url = format!("{}/get_flow_campaigns?api_key=%FF%FE", api.emulator.base_url());
    assert_eq!(api.get(&url).unwrap().error(), NO_KEY);
}

#[test]
fn arrays_and_ref_crash() {
    let api = observed();
    let key = api.fixture("member_key");
    for query in [
        format!("api_key={key}&contact_id[]=233"),
        format!("api_key[]={key}&contact_id=233"),
        format!("api_key={key}&contact_id=233&ref=x"),
    ] {
        let response = api.get(&format!("{}/get_contact?{query}", api.emulator.base_url())).unwrap();
        assert_eq!((response.status, response.text.as_str()), (500, ""), "{query}");
        assert_eq!(response.header("content-type"), Some("application/json"));
    }
}

#[test]
fn unknown_routes_are_html_pages_and_counted() {
    let api = observed();
    let get = |path: &str| api.raw("GET", path, "", "");
    for path in ["/api/get_everything", "/API/get_contact", "/somewhere"] {
        let response = get(path);
        assert_eq!(response.status, 200);
        assert_eq!(response.header("content-type"), Some("text/html; charset=UTF-8"));
        assert!(response.text.contains("<title>404 | page not found</title>"));
        assert!((1200..2000).contains(&response.text.len()), "{}", response.text.len());
    }
    assert_eq!(api.state("/unknown_routes"), 3);
    assert!(get("/api/").text.len() > 40_000);
    let check = get("/api/api_key_check");
    assert_eq!(
        (check.status, check.text.as_str(), check.header("content-type")),
        (200, "", Some("application/json"))
    );
    for path in [
        "/api/update_contact/1,2",
        "/api/update_contact/a@b",
        "/api/update_contact/(1)",
        "/api/update_contact/'1",
    ] {
        let response = get(path);
        assert_eq!((response.status, response.header("set-cookie")), (400, None), "{path}");
        assert!(response.text.contains("disallowed characters"));
    }
    assert_eq!(get("/api/update_contact/1%2F2").status, 404);
    assert_eq!(get(&format!("/api/get_contact?x={}", "y".repeat(9000))).status, 414);
    let italian = seeded("language: it");
    assert!(italian.raw("GET", "/api/x", "", "").text.contains("<title>404 | pagina non trovata</title>"));
}

#[test]
fn responses_have_the_headers_of_php() {
    let api = observed();
    let key = api.fixture("member_key");
    let target = format!("/api/get_contact?contact_id=233&api_key={key}");
    let response = api.raw("GET", &target, "", "");
    assert_eq!(response.header("content-type"), Some("application/json"));
    assert_eq!(response.header("cache-control"), Some("no-store, no-cache, must-revalidate"));
    assert_eq!(response.header("pragma"), Some("no-cache"));
    assert_eq!(response.header("expires"), Some("Thu, 19 Nov 1981 08:52:00 GMT"));
    assert_eq!(response.header("vary"), Some("Accept-Encoding"));
    let cookie = response.header("set-cookie").unwrap();
    let session = cookie.strip_suffix("; path=/; HttpOnly").unwrap();
    assert_eq!(session.len(), "ci_session=".len() + 32);
    let with = |cookie: &str| api.raw("GET", &target, &format!("Cookie: {cookie}\r\n"), "");
    assert_eq!(with(session).header("set-cookie"), None);
    assert!(with("ci_session=made-up").header("set-cookie").is_some());

    let head = api.raw("HEAD", &target, "", "");
    assert_eq!((head.status, head.text.as_str(), head.header("content-length")), (200, "", None));
    assert_eq!(head.header("content-type"), Some("application/json"));
    assert!(!api.emulator.journal().last().unwrap().disconnected);
}

#[test]
fn compresses_on_request() {
    let api = observed();
    let response = api.call("get_contact", &[("contact_id", "$contact")]);
    assert_eq!(response.json()["id"], "233");
    let key = api.fixture("member_key");
    let target = format!("/api/get_contact?contact_id=233&api_key={key}");
    let packed = api.raw("GET", &target, "Accept-Encoding: gzip\r\n", "");
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert_eq!(api.raw("GET", &target, "", "").header("content-encoding"), None);
}

#[test]
fn requests_of_a_session_are_serialised() {
    let api = observed();
    let key = api.fixture("member_key");
    let target = format!("/api/get_contact?contact_id=233&api_key={key}");
    let first = api.raw("GET", &target, "", "");
    let cookie = format!("Cookie: {}\r\n", first.header("set-cookie").unwrap().split(';').next().unwrap());
    api.emulator.clear_journal();
    api.emulator.add_fault(Fault::new(FaultKind::Latency { ms: 200 }).on(Operation::GET_FLOW_CAMPAIGNS));
    std::thread::scope(|scope| {
        scope.spawn(|| api.raw("GET", &format!("/api/get_flow_campaigns?api_key={key}"), &cookie, ""));
        assert!(api.emulator.wait_for(|journal| journal.len() == 1, Duration::from_secs(5)));
        api.raw("GET", &target, &cookie, "");
        assert_eq!(api.emulator.journal()[0].status, Some(200), "it waited for the slow request");
    });
}

#[test]
fn a_seed_can_require_https() {
    let api = seeded("force_https: true");
    let key = api.fixture("member_key");
    let response = api.raw("GET", &format!("/api/get_contact?contact_id=233&api_key={key}"), "", "");
    assert_eq!((response.status, response.text.as_str()), (200, ""));
    assert_eq!(response.header("refresh"), Some("0;url=https://h/api/get_contact"), "the query is dropped");
    assert_eq!(response.header("content-type"), Some("text/html; charset=UTF-8"));
}

#[test]
fn every_operation_has_a_handler() {
    // A valid call of each operation fails neither for its key nor for its route.
    let api = observed();
    for operation in Operation::all() {
        let response = api.call(operation.name(), &[("id", "41")]);
        assert!(
            !response.text.contains(NO_KEY) && !response.text.contains(BAD_KEY),
            "{operation}: {}",
            response.text
        );
        assert_eq!(response.header("content-type"), Some("application/json"), "{operation}");
    }
}
