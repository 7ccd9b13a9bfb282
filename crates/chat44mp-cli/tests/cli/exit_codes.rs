//! Exit codes and JSON of each class of failure.

use std::net::TcpListener;

use chat44mp::Operation;
use chat44mp_emulator::{Fault, FaultKind, Position, StatusBody};

use crate::stage::{Run, Stage};

#[track_caller]
fn fails(run: Run, exit_code: i32, code: &str) {
    assert_eq!(run.code, Some(exit_code), "{run:?}");
    assert_eq!(run.error()["code"], code);
}

#[test]
fn errors_of_the_server() {
    let stage = Stage::new();
    fails(stage.member("contacts get $unknown_contact").run(), 2, "contact_not_found");
    fails(stage.program("flows list").env("CHAT44MP_API_KEY", "wrong-key").run(), 3, "api_key_rejected");
    let assign = "labels assign --page-id $page_with_bot --label-ids $label --subscriber-id";
    fails(stage.member(&format!("{assign} $subscriber_refused")).run(), 7, "facebook_refused");
    let create = "contacts create --group-id $group --phone-number 333 --email $contact_email";
    fails(stage.member(create).run(), 10, "email_taken");
    fails(stage.member("labels create --page-id $page_without_bot --name x").run(), 11, "bot_not_enabled");
}

#[test]
fn errors_of_validation() {
    let stage = Stage::new();
    for (line, code, field) in [
        ("users get", "missing_value", "user_id"),
        ("users get 1 --email a@b", "conflicting_values", "email"),
        ("contacts get -5", "invalid_value", "contact_id"),
        ("contacts delete --contact-id -5", "invalid_value", "contact_id"),
        ("contacts update 5", "nothing_to_update", "email"),
        ("contacts create --group-id 1", "missing_value", "email"),
        ("labels assign --page-id 1 --subscriber-id 2", "missing_value", "label_ids"),
        ("labels assign --page-id 1 --subscriber-id 2 --label-ids=", "missing_value", "label_ids"),
        ("labels assign --page-id 1 --subscriber-id 2 --label-ids 1,x", "invalid_value", "label_ids"),
        ("subscribers get abc", "invalid_value", "subscriber_id"),
        ("contact-groups create --name=", "missing_value", "name"),
        ("call get_contact api_key=x", "invalid_value", "params"),
    ] {
        let run = stage.member(line).run();
        assert_eq!(run.code, Some(9), "{line}: {run:?}");
        let error = run.error();
        assert_eq!((&error["code"], &error["field"]), (&code.into(), &field.into()), "{line}");
        assert_eq!(error["attempts"], 0, "{line}");
    }
    assert!(stage.emulator.journal().is_empty());
}

#[test]
fn errors_of_connections_and_responses() {
    let stage = Stage::new();
    let with = |fault: Fault, line: &str| {
        stage.emulator.clear_faults();
        stage.emulator.add_fault(fault);
        stage.member(&format!("{line} --max-retries 0")).run()
    };
    let new = Fault::new;
    let limit = FaultKind::RateLimit { retry_after: Some("3600".into()), retry_after_ms: None };
    fails(with(new(limit), "flows list"), 5, "rate_limited");
    fails(with(new(FaultKind::Reset), "flows list"), 6, "send_failed");
    fails(with(new(FaultKind::Hang), "flows list --timeout 100ms"), 6, "call_timeout");
    fails(
        with(new(FaultKind::Status { status: 500, body: StatusBody::Html }), "flows list"),
        7,
        "server_error",
    );
    fails(with(new(FaultKind::Error { message: "Boh".into() }), "flows list"), 7, "unknown_error");
    fails(with(new(FaultKind::Html), "flows list"), 13, "html_page");

    // A write that may have happened has its own exit code, whatever the error.
    let create = "contact-groups create --name Spring";
    for kind in
        [FaultKind::Reset, FaultKind::Html, FaultKind::Status { status: 500, body: StatusBody::Empty }]
    {
        let run = with(new(kind).on(Operation::CREATE_CONTACT_GROUP).at(Position::After), create);
        assert_eq!(run.code, Some(8), "{run:?}");
        assert_eq!(run.error()["outcome"], "unknown");
    }

    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nowhere = stage.member(&format!("{create} --max-retries 0 --base-url http://{closed}")).run();
    fails(nowhere, 6, "connect_failed");
}

#[test]
fn errors_of_usage_and_configuration() {
    let stage = Stage::new();
    fails(stage.program("flows list").run(), 1, "missing_api_key");
    fails(stage.member("flows list --base-url http://example.com").run(), 1, "insecure_base_url");
    fails(stage.member("flows list --max-concurrency 0").run(), 1, "invalid_option");
    fails(stage.member("flows list --profile nobody").run(), 1, "usage");
    fails(stage.member("flows list --ca-certs nowhere.pem").run(), 1, "tls_setup_failed");
    for line in [
        "",
        "contacts",
        "contacts get",
        "contacts get abc",
        "contacts get 1 --contact-id 2",
        "nonsense",
        "flows list --timeout soon",
        "contacts create --email a@b.c",
        "flows list --api-key x",
    ] {
        let run = stage.member(line).run();
        assert_eq!((run.code, run.out.as_str()), (Some(1), ""), "{line}: {run:?}");
        assert!(run.err.contains("Usage:") || run.err.contains("--help"), "{line}: {run:?}");
    }
    for line in ["--help", "-h", "--version", "contacts get --help", "flows export -h"] {
        let run = stage.program(line).run();
        assert!(!run.ok().is_empty(), "{line}");
    }
}
