//! Formats, errors as text, and closed pipes.

use std::io::{BufRead, BufReader};

use chat44mp_emulator::{FaultKind, StatusBody};
use serde_json::{Value, json};

use crate::stage::{Run, Stage};

#[test]
fn prints_tables() {
    let stage = Stage::new();
    let table = |line: &str| stage.member(&format!("{line} -o table")).run().ok();
    let contact = table("contacts get $contact");
    assert!(
        contact.lines().any(|line| line.starts_with("email  ") && line.ends_with("ada.bruni@example.com"))
    );
    assert!(contact.contains("unsubscribed") && !contact.contains('\u{1b}'), "{contact}");
    let flows = table("flows list");
    assert!(flows.starts_with("id  name\n───"), "{flows}");
    assert!(
        table("flows subscriber-answers --flow-id $flow --subscriber-id $flow_subscriber").contains("Dog 🐕")
    );
    assert!(table("flows answers $flow").contains("\n    Parrot\n"));
    assert_eq!(table("contact-groups create --name x"), "✓ Contact group 276 was created.\n");
    assert_eq!(table("contact-groups delete 276"), "✓ Contact group 276 was deleted.\n");
    let package = stage.admin("packages list -o table").run().ok();
    assert!(package.contains("Trial") && package.contains("251, 80, 79, 263, 65"), "{package}");
}

#[test]
fn prints_csv_and_json_lines() {
    let stage = Stage::new();
    let csv = stage.admin("packages list -o csv").run().ok();
    assert!(
        csv.starts_with("id,name,module_ids,price,validity,deleted,visible,highlight\n1,Trial,"),
        "{csv}"
    );
    let lines = stage.member("flows list -o jsonl").run().ok();
    assert_eq!(lines.lines().next(), Some(r#"{"id":1,"name":"serial check"}"#));
    assert_eq!(stage.member("contact-groups delete $group -o jsonl").run().ok(), "null\n");
    assert_eq!(stage.member("contact-groups create --name x -o csv").run().ok(), "value\n276\n");
}

#[test]
fn prints_raw_responses() {
    let stage = Stage::new();
    let raw = stage.member("contacts get $contact --raw").run().json();
    assert_eq!((&raw["status"], &raw["value"]["id"]), (&json!(200), &json!(233)));
    assert_eq!(raw["headers"]["content-type"], "application/json");
    assert!(raw.get("body").is_none());
    let raw = stage.member("contact-groups delete $group --raw --keep-body").run().json();
    assert_eq!(raw["value"], Value::Null);
    assert!(raw["body"].as_str().unwrap().contains("success"), "{raw}");
    let raw = stage.member("flows answers $flow --raw").run().json();
    assert_eq!((raw["status"].as_u64(), raw["value"].as_array().map(Vec::len)), (Some(200), Some(3)));
    assert!(stage.member("contacts get $contact --raw -o table").run().ok().starts_with("HTTP 200\n"));
    assert_eq!(stage.member("contacts get $contact_2 --raw -o csv").run().code, Some(1));
}

#[test]
fn prints_errors_as_text() {
    let stage = Stage::new();
    stage.fault(FaultKind::Status { status: 500, body: StatusBody::Html });
    let Run { code, out, err } = stage.member("contact-groups create --name x -o table").run();
    assert_eq!((code, out.as_str()), (Some(8), ""));
    for part in [
        "error: contact-groups create failed",
        "server_error (server), HTTP 500",
        "the write may have happened. Check before you repeat it.",
        "hint",
    ] {
        assert!(err.contains(part), "{part}: {err}");
    }
    assert!(!err.contains('\u{1b}'), "no colours in a pipe: {err}");
    let Run { err, .. } = stage.member("contacts get -5 -o table").run();
    assert!(
        err.contains("--contact-id") && err.contains("`--contact-id` is -5; pass a positive ID"),
        "{err}"
    );
}

#[test]
fn escapes_hostile_names() {
    let stage = Stage::new();
    let body = r#"[{"id":"1","flow_name":"\u001b[2J\u001b]0;owned\u0007x"}]"#.to_owned();
    stage.fault(FaultKind::Body { body, status: 200, content_type: "application/json".into() });
    let table = stage.member("flows list -o table").run().ok();
    assert!(!table.contains(['\u{1b}', '\u{7}']), "{table:?}");
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let stage = Stage::new();
    let mut child = stage.member("flows answers $flow_with_many_answers -o jsonl").spawn();
    let mut first = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut first).unwrap();
    drop(out);
    let Run { code, err, .. } = Run::of(child);
    assert!(first.starts_with("{\"subscriber_id\""), "{first}");
    assert_eq!((code, err.as_str()), (Some(0), ""));
}

#[test]
fn writes_notices_to_stderr() {
    let stage = Stage::new();
    let quiet = stage.member("contact-groups create --name Sale😀").run();
    assert!(
        quiet.err.contains("WARN chat44mp: contact-groups create: the server will store `--name`"),
        "{quiet:?}"
    );
    assert_eq!(stage.member("contact-groups create --name Sale😀 --quiet").run().err, "");
    let output = stage.member("flows list -v").run();
    assert!(output.err.contains("DEBUG chat44mp: flows list: attempt 1, HTTP 200"), "{output:?}");
    let output = stage.member("flows list").env("CHAT44MP_LOG", "debug").run();
    assert!(output.err.contains("attempt 1") && !output.err.contains("hyper"), "{output:?}");
    for unknown in ["loud", "loud=very"] {
        let output = stage.member("flows list --output table").env("CHAT44MP_LOG", unknown).run();
        assert_eq!(output.code, Some(1), "{output:?}");
        assert!(output.err.contains(&format!("CHAT44MP_LOG is {unknown:?}, which is not")), "{output:?}");
    }
}
