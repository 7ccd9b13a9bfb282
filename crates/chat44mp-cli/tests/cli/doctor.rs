//! `doctor`, which makes reads only.

use chat44mp_emulator::FaultKind;
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

#[test]
fn reports_whose_key_it_is() {
    let stage = Stage::new();
    assert_ends(&stage.admin("doctor").run(), 0, json!("admin"), &[("response", "ok"), ("key", "ok")]);
    assert_ends(&stage.member("doctor").run(), 0, json!("member"), &[("response", "ok"), ("key", "ok")]);
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
    assert!(text.contains("No problems"), "{text}");
    let text = stage.program("doctor -o table").env("CHAT44MP_API_KEY", "wrong-key").run();
    assert!(text.out.contains("✗ key           failed") && text.err.is_empty(), "{text:?}");
    let none = stage.program("doctor").run();
    assert_ends(&none, 1, Value::Null, &[("configuration", "failed")]);
}
