//! `doctor`, which makes reads only.

use chat44mp_emulator::{Emulator, Fault, FaultKind, Seed};
use serde_json::{Value, json};

use crate::stage::{Run, Stage};

fn checks(run: &Run) -> (Value, Vec<(String, String)>) {
    let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:?}"));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let checks = report["checks"].as_array().unwrap();
    let checks = checks.iter().map(|check| (text(&check["name"]), text(&check["status"]))).collect();
    (report["access"].clone(), checks)
}

#[track_caller]
fn assert_ends(run: &Run, code: i32, access: Value, last: &[(&str, &str)]) {
    assert_eq!(run.code, Some(code), "{run:?}");
    let (found, checks) = checks(run);
    assert_eq!(found, access, "{run:?}");
    let ends = &checks[checks.len() - last.len()..];
    let last: Vec<_> = last.iter().map(|(name, status)| ((*name).to_owned(), (*status).to_owned())).collect();
    assert_eq!(ends, last, "{run:?}");
}

const AFTER_KEY: &[(&str, &str)] = &[
    ("response", "ok"),
    ("key", "ok"),
    ("clock", "skipped"),
    ("encryption", "ok"),
    ("module", "ok"),
    ("language", "ok"),
    ("php", "ok"),
];

/// The check `name` and its hint.
fn check(run: &Run, name: &str) -> (String, String) {
    let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:?}"));
    let check = report["checks"].as_array().unwrap().iter().find(|check| check["name"] == name).unwrap();
    let text = |key: &str| check[key].as_str().unwrap_or_default().to_owned();
    (format!("{}: {}", text("status"), text("message")), text("hint"))
}

#[test]
fn reports_whose_key_it_is() {
    let stage = Stage::new();
    assert_ends(&stage.admin("doctor").run(), 0, json!("admin"), AFTER_KEY);
    assert_ends(&stage.member("doctor").run(), 0, json!("member"), AFTER_KEY);
    let wrong = stage.program("doctor").env("CHAT44MP_API_KEY", "wrong-key").run();
    assert_ends(&wrong, 3, Value::Null, &[("response", "ok"), ("key", "failed")]);
    assert!(stage.emulator.journal().iter().all(|entry| entry.method == "GET" && !entry.applied));
}

#[test]
fn reports_which_checks_passed() {
    let stage = Stage::new();
    let skipped = ("key", "skipped");
    let run = |line: &str| stage.member(&format!("doctor --max-retries 0 {line}")).run();
    assert_ends(&run("--base-url nonsense"), 1, Value::Null, &[("configuration", "failed")]);
    let dns = run("--base-url https://chat44mp.invalid");
    assert_ends(
        &dns,
        6,
        Value::Null,
        &[("dns", "failed"), ("connect", "skipped"), ("tls", "skipped"), ("response", "skipped"), skipped],
    );
    let refused = run("--base-url http://127.0.0.1:1");
    assert_ends(
        &refused,
        6,
        Value::Null,
        &[("dns", "ok"), ("connect", "failed"), ("response", "skipped"), skipped],
    );
    let tls = run(&format!("--base-url {}", stage.emulator.base_url().replace("http:", "https:")));
    assert_ends(
        &tls,
        6,
        Value::Null,
        &[("connect", "ok"), ("tls", "failed"), ("response", "skipped"), skipped],
    );
    stage.fault(FaultKind::Html);
    assert_ends(&run(""), 13, Value::Null, &[("connect", "ok"), ("response", "failed"), skipped]);
}

#[test]
fn prints_a_table() {
    let stage = Stage::new();
    let text = stage.member("doctor -o table").run().ok();
    assert!(text.contains("✓ key           ok      a member's key; 5 flow campaigns"), "{text}");
    assert!(text.contains("✓ php") && text.contains("No problems"), "{text}");
    let text = stage.program("doctor -o table").env("CHAT44MP_API_KEY", "wrong-key").run();
    assert!(text.out.contains("✗ key           failed") && text.err.is_empty(), "{text:?}");
    let none = stage.program("doctor").run();
    assert_ends(&none, 1, Value::Null, &[("configuration", "failed")]);
}

#[test]
fn warns_of_shown_php_errors_and_of_another_language() {
    let seed = Seed::from_yaml("extends: default\nlanguage: it\n").unwrap();
    let stage = Stage::with(Emulator::builder().seed(seed).php_errors(true));
    let run = stage.member("doctor").run();
    assert_eq!(run.code, Some(0), "a warning is not a failure: {run:?}");
    let (message, hint) = check(&run, "php");
    assert!(message.starts_with("warning: ") && hint.contains("display_errors"), "{run:?}");
    let (message, hint) = check(&run, "language");
    assert!(message.starts_with("warning: ") && hint.contains("--message-pattern"), "{run:?}");
    let text = stage.member("doctor -o table").run().ok();
    assert!(text.contains("! php") && text.contains("2 warnings: member access"), "{text}");
    assert!(stage.emulator.journal().iter().all(|entry| entry.method == "GET" && !entry.applied));
}

#[test]
fn warns_of_a_server_whose_clock_is_wrong() {
    let now = jiff::Zoned::now().with_time_zone(jiff::tz::TimeZone::UTC).datetime();
    for (clock, expected) in [(now.to_string(), "ok: "), ("2020-01-15 09:00:00".to_owned(), "warning: ")] {
        let seed = Seed::from_yaml(&format!("extends: default\nclock: \"{clock}\"\nutc_offset_minutes: 0\n"))
            .unwrap();
        let stage = Stage::with(Emulator::builder().seed(seed));
        // Through a proxy, the server is not on this machine.
        let proxy = stage.emulator.base_url().trim_end_matches("/api");
        let line = format!("doctor --base-url http://chat.example.com --allow-http --proxy {proxy}");
        for run in [stage.member(&line).run(), stage.admin(&line).run()] {
            assert_eq!(run.code, Some(0), "a warning is not a failure: {run:?}");
            let (message, hint) = check(&run, "clock");
            assert!(message.starts_with(expected), "{run:?}");
            assert_eq!(message.contains("behind this machine's"), expected == "warning: ", "{message}");
            assert_eq!(hint.contains("NTP"), expected == "warning: ", "{hint}");
        }
    }
}

#[test]
fn warns_if_the_api_module_seems_off() {
    let stage = Stage::new();
    // After the calls that check the key.
    let page = "<html><head><title>404 | page not found</title></head></html>".to_owned();
    let kind = FaultKind::Body { body: page, status: 200, content_type: "text/html".into() };
    stage.emulator.add_fault(Fault::new(kind).nth(3));
    let run = stage.member("doctor").run();
    let (message, hint) = check(&run, "module");
    assert!(message.starts_with("warning: ") && hint.contains("enable the API module"), "{run:?}");
    assert_eq!(run.code, Some(0));
}

#[test]
fn names_the_next_step_for_what_is_wrong() {
    let stage = Stage::new();
    let run = stage.program("doctor").run();
    let (message, hint) = check(&run, "configuration");
    assert!(message.contains("no API key") && hint.contains("chat44mp config set"), "{run:?}");
    let elsewhere = FaultKind::Redirect { status: 301, location: "https://evil.example/".into() };
    for (kind, problem, step) in [
        (FaultKind::HttpsRefresh, "requires HTTPS", "--base-url"),
        (elsewhere, "redirects to https://evil.example", "That is another server"),
    ] {
        stage.emulator.clear_faults();
        stage.fault(kind);
        let run = stage.member("doctor").run();
        let (message, hint) = check(&run, "response");
        assert!(message.starts_with("failed: ") && message.contains(problem), "{run:?}");
        assert!(hint.contains(step), "{run:?}");
        assert_eq!(run.code, Some(13));
    }
    stage.emulator.clear_faults();
    let run = stage.program("doctor").env("CHAT44MP_API_KEY", "wrong-key").run();
    let (_, hint) = check(&run, "key");
    assert!(hint.contains("chat44mp config set"), "{run:?}");
}
