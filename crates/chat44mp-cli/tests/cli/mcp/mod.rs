//! `mcp`, with the client of the Rust SDK. Those of Python and TypeScript run in `cargo xtask test`.

pub(crate) mod session;
mod transfers;

use chat44mp::reflection::CallInfo;
use serde_json::{Value, json};

use crate::stage::Stage;
use session::{Session, wait_for};

fn requests(stage: &Stage) -> usize {
    stage.emulator.journal().len()
}

#[tokio::test]
async fn lists_only_tools_that_read_by_default() {
    let stage = Stage::new();
    let session = Session::member(&stage, "mcp").await;
    let mut expected: Vec<_> = CallInfo::all()
        .filter(|call| call.invocation.is_some() && !call.kind().is_write())
        .map(|call| call.name.replace('.', "_"))
        .chain(["contacts_import_dry_run".to_owned(), "flows_answers".to_owned()])
        .collect();
    let tools = session.tools().await;
    let mut names: Vec<_> = tools.iter().map(|tool| tool.name.to_string()).collect();
    expected.sort_unstable();
    names.sort_unstable();
    assert_eq!(names, expected);
    assert!(tools.iter().all(|tool| tool.annotations.as_ref().unwrap().read_only_hint == Some(true)));
    assert!(session.instructions().contains("Allowed writes: none."), "{}", session.instructions());
    assert_eq!(requests(&stage), 0);
}

#[tokio::test]
async fn describes_allowed_writes_with_their_effects() {
    let stage = Stage::new();
    let session = Session::member(
        &stage,
        "mcp --allow users.provision,contacts.create,contacts.update --allow labels.assign,contacts.delete,call",
    )
    .await;
    let tools = session.tools().await;
    let effects = |name: &str| {
        let tool = tools.iter().find(|tool| tool.name == name).unwrap_or_else(|| panic!("{name}"));
        let annotations = tool.annotations.clone().unwrap();
        (annotations.read_only_hint, annotations.destructive_hint, annotations.idempotent_hint)
    };
    for (name, destructive, idempotent) in [
        ("contacts_create", false, false),
        ("contacts_update", true, true),
        ("contacts_delete", true, true),
        ("labels_assign", false, true),
        ("users_provision", false, true),
        ("call", true, false),
    ] {
        assert_eq!(effects(name), (Some(false), Some(destructive), Some(idempotent)), "{name}");
    }
    let create = tools.iter().find(|tool| tool.name == "contacts_create").unwrap();
    let schema = Value::from((*create.input_schema).clone());
    assert_eq!((&schema["required"], &schema["additionalProperties"]), (&json!(["group_id"]), &json!(false)));
    assert_eq!(schema["properties"]["email"]["type"], json!(["string", "null"]));
    let description = create.description.as_deref().unwrap();
    assert!(description.starts_with("Creates a contact and returns its ID."), "{description}");
    let result = Value::from((**create.output_schema.as_ref().unwrap()).clone());
    assert_eq!(result["properties"]["result"]["type"], "integer");
    assert!(session.instructions().contains("contacts_create"), "{}", session.instructions());
}

#[test]
fn suggests_the_name_of_an_unknown_call() {
    let run = Stage::new().member("mcp --allow contact.create").run();
    assert_eq!((run.code, run.out.as_str()), (Some(1), ""), "{run:?}");
    assert!(run.err.contains("a similar value exists: 'contacts.create'"), "{run:?}");
}

#[tokio::test]
async fn reads_and_reports_failures_with_their_hints() {
    let stage = Stage::new();
    let session = Session::member(&stage, "mcp --allow contacts.create").await;
    let contact = session.ok("contacts_get", json!({"contact_id": 233})).await;
    assert_eq!(contact["first_name"], "Ada");
    let error = session.error("contacts_get", json!({"contact_id": 9999})).await;
    assert_eq!((&error["code"], &error["kind"]), (&json!("contact_not_found"), &json!("not_found")));

    let taken =
        json!({"group_id": 67, "email": stage.fixture("contact_email"), "phone_number": "+39 333 000 1111"});
    let error = session.error("contacts_create", taken).await;
    assert_eq!((&error["code"], &error["outcome"]), (&json!("email_taken"), &json!("rejected")));
    assert!(error["message"].as_str().unwrap().starts_with("contacts_create failed: "), "{error}");
    assert!(error["hint"].is_string(), "{error}");
    // The client validates values before it sends them.
    let error = session.error("contacts_create", json!({"group_id": 67, "email": "ada"})).await;
    assert_eq!((&error["code"], &error["outcome"]), (&json!("invalid_value"), &json!("not_sent")));
}

#[tokio::test]
async fn refuses_writes_that_are_not_allowed() {
    let stage = Stage::new();
    let session = Session::member(&stage, "mcp --allow contacts.create").await;
    let error = session.error("contacts_delete", json!({"contact_id": 233})).await;
    assert_eq!((&error["code"], &error["outcome"]), (&json!("not_allowed"), &json!("not_sent")));
    assert!(error["hint"].as_str().unwrap().contains("--allow contacts.delete"), "{error}");
    let custom = session.error("call", json!({"name": "get_contact", "kind": "read"})).await;
    assert_eq!(custom["code"], "not_allowed");
    assert_eq!(requests(&stage), 0);
}

#[tokio::test]
async fn refuses_unknown_tools_and_arguments() {
    let stage = Stage::new();
    let session = Session::member(&stage, "mcp").await;
    let error = session.try_call("contacts_list", json!({})).await.unwrap_err();
    assert!(error.to_string().contains("there is no tool \"contacts_list\""), "{error}");
    for (arguments, message) in [
        (json!({}), "the argument `contact_id` is missing"),
        (json!({"contact_id": "x"}), "the argument `contact_id` is invalid: "),
        (json!({"contact_id": 233, "id": 1}), "there is no argument `id`; the arguments are: `contact_id`"),
    ] {
        let error = session.error("contacts_get", arguments).await;
        assert_eq!(error["code"], "invalid_arguments");
        assert!(error["message"].as_str().unwrap().starts_with(message), "{error}");
    }
    assert_eq!(requests(&stage), 0);
}

#[tokio::test]
async fn calls_any_operation_by_its_wire_name() {
    let stage = Stage::new();
    let session = Session::member(&stage, "mcp --allow call").await;
    let arguments = json!({"name": "get_contact", "parameters": {"contact_id": "233"}, "kind": "read"});
    assert_eq!(session.ok("call", arguments).await["first_name"], "Ada");
}

#[tokio::test]
async fn a_demo_needs_no_key() {
    let stage = Stage::new();
    let program = stage.program("mcp --demo --allow contact_groups.create").without_env("CHAT44MP_BASE_URL");
    let session = Session::of(program).await;
    assert!(!session.ok("packages_list", json!({})).await.as_array().unwrap().is_empty());
    let group = session.ok("contact_groups_create", json!({"name": "Spring"})).await;
    assert_eq!(session.ok("contact_groups_get", json!({"group_id": group})).await["name"], "Spring");
    assert_eq!(requests(&stage), 0);
}

#[tokio::test]
async fn no_result_contains_the_key() {
    let stage = Stage::new();
    let key = stage.fixture("member_key");
    let session = Session::member(&stage, "mcp --allow contact_groups.create,contact_groups.update").await;
    let group = session.ok("contact_groups_create", json!({"name": key})).await;
    let found = session.ok("contact_groups_get", json!({"group_id": group})).await;
    assert_eq!(found["name"], "[secret]");
    let rejected = session.error("users_get", json!({"user_id": 41})).await;
    assert_eq!(rejected["code"], "api_key_rejected");
    let tools = serde_json::to_string(&session.tools().await).unwrap();
    for text in [rejected.to_string(), found.to_string(), session.instructions(), tools] {
        assert!(!text.contains(&key), "{text}");
    }
}

#[test]
fn needs_a_key_and_a_free_stdin() {
    let stage = Stage::new();
    let run = stage.program("mcp").run();
    assert_eq!((run.code, run.error()["code"].as_str()), (Some(1), Some("missing_api_key")), "{run:?}");
    let run = stage.program("mcp --api-key-stdin").stdin(&stage.fixture("member_key")).run();
    assert!(run.err.contains("--api-key-stdin cannot be used with `mcp`"), "{run:?}");
    // Without a client, nothing is written to stdout.
    let run = stage.member("mcp").run();
    assert_eq!((run.code, run.out.as_str()), (Some(1), ""), "{run:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn cancelling_a_request_aborts_it() {
    use chat44mp_emulator::{Fault, FaultKind};

    let stage = Stage::new();
    stage.emulator.add_fault(Fault::new(FaultKind::Hang));
    let session = Session::member(&stage, "mcp").await;
    let request = session.send("flows_list", json!({})).await;
    wait_for(&stage, |journal| journal.len() == 1);
    request.cancel(None).await.unwrap();
    wait_for(&stage, |journal| journal[0].disconnected);
    // The session continues.
    stage.emulator.reset();
    assert!(session.ok("flows_list", json!({})).await.is_array());
}
