//! `emulator`: serving, and controlling a running one.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, ChildStdout};

use serde_json::{Value, json};

use crate::stage::{Program, Run, Stage};

/// A served emulator; killed when dropped.
struct Served {
    child: Child,
    running: Value,
    _out: BufReader<ChildStdout>,
    err: BufReader<ChildStderr>,
}

impl Served {
    fn start(stage: &Stage, options: &str) -> Served {
        let mut child = stage.program(&format!("emulator serve -o jsonl {options}")).spawn();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut err = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let running = serde_json::from_str(&line).unwrap_or_else(|_| {
            let mut text = String::new();
            err.read_to_string(&mut text).unwrap();
            panic!("{line}{text}")
        });
        Served { child, running, _out: out, err }
    }

    fn text(&self, pointer: &str) -> &str {
        self.running.pointer(pointer).and_then(Value::as_str).unwrap()
    }

    fn program(&self, stage: &Stage, line: &str) -> Program {
        stage.program(line).env("CHAT44MP_BASE_URL", self.text("/base_url"))
    }

    fn call(&self, stage: &Stage, line: &str, key: &str) -> Run {
        self.program(stage, line).env("CHAT44MP_API_KEY", self.text(&format!("/fixtures/{key}"))).run()
    }

    /// The next line on stderr.
    fn message(&mut self) -> String {
        let mut line = String::new();
        self.err.read_line(&mut line).unwrap();
        line
    }

    fn get(&self, path: &str, accept: &str) -> ureq::http::Response<ureq::Body> {
        let url = format!("{}{path}", self.text("/control_url"));
        ureq::get(url).header("accept", accept).call().unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn uses_the_seed_and_the_profile() {
    let stage = Stage::new();
    let seed = stage.directory().join("seed.yaml");
    fs::write(&seed, "extends: default\nflows:\n  - {id: 50, user_id: 39, flow_name: Mine}\n").unwrap();
    let served = Served::start(&stage, "--profile documented --seed seed.yaml --php-errors");
    assert!(served.text("/control_url").ends_with("/__emulator"));
    let flows = served.call(&stage, "flows list", "member_key").json();
    assert!(flows.as_array().unwrap().iter().any(|flow| flow["name"] == "Mine"), "{flows}");
    // Two fields less than on a real server.
    let contact = served.call(&stage, "call get_contact contact_id=$contact", "member_key").json();
    assert!(contact.get("status").is_none(), "{contact}");
    assert_eq!(served.call(&stage, "doctor", "admin_key").json()["access"], "admin");
}

#[test]
fn serves_the_openapi_document_and_a_page_that_needs_no_other_host() {
    let stage = Stage::new();
    let served = Served::start(&stage, "");
    let docs = served.running["docs_url"].as_str().unwrap();
    let host = docs.trim_start_matches("http://").trim_end_matches("/docs");
    let page = String::from_utf8(get(host, "/docs")).unwrap();
    assert!(!page.contains("://"), "{page}");
    for file in ["/docs/swagger-ui.css", "/docs/swagger-ui-bundle.js"] {
        assert!(page.contains(&format!("\"{file}\"")), "{page}");
        assert!(get(host, file).starts_with(b"\x1f\x8b"), "{file} is compressed");
    }
    let document: Value = serde_json::from_slice(&get(host, "/openapi.json")).unwrap();
    assert_eq!(document["servers"][0]["url"], "/api");
    assert_eq!(document["paths"].as_object().unwrap().len(), 20);
}

/// The body of a response with HTTP 200.
fn get(host: &str, path: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {host}\r\n\r\n").unwrap();
    let mut response = Vec::new();
    stream.read_to_end(&mut response).unwrap();
    assert!(response.starts_with(b"HTTP/1.0 200 OK\r\n"), "{path}");
    let end = response.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    response.split_off(end + 4)
}

#[test]
fn rejects_invalid_options() {
    let stage = Stage::new();
    fs::write(stage.directory().join("seed.yaml"), "flowers: []\n").unwrap();
    fs::write(stage.directory().join("faults.yaml"), "kind: boom\n").unwrap();
    for options in [
        "--seed seed.yaml",
        "--seed nowhere.yaml",
        "--faults faults.yaml",
        "--profile other",
        "--port 99999",
        "--host everywhere",
    ] {
        let run = stage.program(&format!("emulator serve {options}")).run();
        assert_eq!((run.code, run.out.as_str()), (Some(1), ""), "{options}: {run:?}");
    }
    let port = stage.emulator.base_url().rsplit(':').next().unwrap().trim_end_matches("/api").to_owned();
    let occupied = stage.program(&format!("emulator serve --port {port}")).run();
    assert_eq!(occupied.code, Some(1), "{occupied:?}");
}

#[test]
fn warns_of_an_address_that_others_reach() {
    let stage = Stage::new();
    let mut served = Served::start(&stage, "--host 0.0.0.0");
    assert!(served.message().contains("everyone who can reach 0.0.0.0"));
    assert_eq!(served.call(&stage, "doctor", "member_key").json()["access"], "member");
}

#[test]
fn logs_requests_without_keys() {
    let stage = Stage::new();
    fs::write(stage.directory().join("faults.json"), r#"{"kind": "php_warning", "operation": "flows.list"}"#)
        .unwrap();
    let mut served = Served::start(&stage, "-v --faults faults.json");
    served.call(&stage, "contacts get 987654", "member_key");
    served.call(&stage, "contact-groups create --name Sale", "member_key").ok();
    served.call(&stage, "flows list", "member_key");
    for expected in [
        "Z GET  /api/get_contact contacts.get 200 \"",
        "Z POST /api/create_contact_group contact_groups.create 200 applied",
        "Z GET  /api/get_flow_campaigns flows.list 200 fault=php_warning",
    ] {
        let line = served.message();
        assert!(line.contains(expected), "{line}");
    }

    let mut served = Served::start(&stage, "-vv");
    let key = served.text("/fixtures/member_key").to_owned();
    served.call(&stage, "contact-groups create --name Sale", "member_key").ok();
    let line = served.message();
    assert!(line.contains("name=\"Sale\"") && line.contains("api_key=") && !line.contains(&key), "{line}");
}

#[test]
fn controls_a_running_emulator() {
    let stage = Stage::new();
    let served = Served::start(&stage, "");
    let control = |line: &str| served.program(&stage, line).run();
    let fault = "{kind: status, status: 503, operation: contacts.get}";
    assert_eq!(served.program(&stage, "emulator fault").args([fault]).run().json()["added"], 1);
    fs::write(stage.directory().join("faults.yaml"), "- {kind: reset, nth: 9}\n- {kind: html, nth: 9}\n")
        .unwrap();
    assert_eq!(control("emulator fault --clear --file faults.yaml").json()["added"], 2);
    let faults = control("emulator fault").json();
    assert_eq!((&faults[0]["fault"]["kind"], &faults[1]["pending"]), (&json!("reset"), &json!(true)));

    served.call(&stage, "contact-groups create --name Sale", "member_key").ok();
    served.call(&stage, "contacts get $contact", "member_key");
    let journal = control("emulator journal --operation contacts.get --limit 5").json();
    assert_eq!((journal.as_array().unwrap().len(), &journal[0]["sequence"]), (1, &json!(2)));
    assert_eq!(control("emulator journal --after 2").json(), json!([]));
    let table = control("emulator journal -o table").ok();
    assert!(table.contains("/api/get_contact") && !table.contains("user_agent"), "{table}");

    let groups = control("emulator state groups").json();
    assert!(groups.as_array().unwrap().iter().any(|group| group["type"] == "Sale"), "{groups}");
    assert!(control("emulator state").json()["flows"].is_object());
    assert!(control("emulator state -o table").ok().contains("subscribers"));
    assert_eq!(control("emulator journal --clear").json()["status"], "ok");
    assert_eq!(control("emulator journal").json(), json!([]));

    fs::write(stage.directory().join("seed.yaml"), "users: []\n").unwrap();
    assert!(
        control("emulator reset --seed seed.yaml --profile documented -o table")
            .ok()
            .contains("started over")
    );
    assert_eq!(control("emulator state users").json(), json!([]));
    control("emulator reset").ok();
    let state = control("emulator state").json();
    assert!(state["counts"]["users"] != 0 && !state.to_string().contains("Sale"), "{state}");
    assert_eq!(control("emulator fault").json(), json!([]));
}

#[test]
fn says_why_an_emulator_cannot_be_controlled() {
    let stage = Stage::new();
    let served = Served::start(&stage, "");
    let failed = |program: Program, expected: &str| {
        let error = program.run().error();
        assert!(error["message"].as_str().unwrap().contains(expected), "{expected}: {error}");
    };
    let control = |line: &str| served.program(&stage, line);
    failed(control("emulator fault").args(["{kind: truncate}"]), "fault 0: bytes: missing");
    failed(control("emulator state flowers"), "there is no table \"flowers\"");
    failed(control("emulator journal --operation get_all"), "there is no operation \"get_all\"");
    failed(control("emulator reset --seed nowhere.yaml"), "could not read nowhere.yaml");
    failed(
        stage.program("emulator state --base-url https://example.org"),
        "is not the address of an emulator",
    );
    failed(
        stage.program("emulator state").without_env("CHAT44MP_BASE_URL"),
        "address of the emulator is not set",
    );
    let base_url = served.text("/base_url").to_owned();
    drop(served);
    failed(stage.program(&format!("emulator state --base-url {base_url}")), "no emulator responds at");
}

#[test]
fn serves_a_page_to_browsers() {
    let stage = Stage::new();
    let served = Served::start(&stage, "");
    let mut index = served.get("", "application/json");
    let index: Value = serde_json::from_str(&index.body_mut().read_to_string().unwrap()).unwrap();
    assert!(index["endpoints"].as_array().unwrap().len() > 8, "{index}");
    let mut page = served.get("/", "text/html,application/xhtml+xml,*/*;q=0.8");
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'; "), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    let html = page.body_mut().read_to_string().unwrap();
    assert!(
        !html.contains("://") || html.matches("://").count() == html.matches("http://www.w3.org").count()
    );
    let files = html.split('"').filter_map(|part| part.strip_prefix("/__emulator"));
    for file in files {
        let response = served.get(file, "*/*");
        let content_type = response.headers()["content-type"].to_str().unwrap().to_owned();
        assert!(content_type.starts_with("text/"), "{file}: {content_type}");
    }
    let schema = served.get("/faults/schema", "*/*").body_mut().read_to_string().unwrap();
    assert!(schema.contains("rate_limit"));
}

#[cfg(unix)]
#[test]
fn ctrl_c_stops_it_gracefully() {
    let stage = Stage::new();
    let mut served = Served::start(&stage, "");
    crate::interrupt::interrupt(&served.child);
    assert_eq!(served.child.wait().unwrap().code(), Some(0));
}
