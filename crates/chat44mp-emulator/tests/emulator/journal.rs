//! The journal and the state, without secrets.

use chat44mp::Operation;
use serde_json::Value;

use crate::support::*;

#[test]
fn records_and_masks_requests() {
    let api = observed();
    api.call("get_contact", &[("contact_id", "$contact")]);
    let created = api.call(
        "create_system_user",
        &[
            ("name", "N"),
            ("email", "n@example.org"),
            ("password", "canary-password"),
            ("package_id", "16"),
            ("expired_date", "2030-01-01"),
        ],
    );
    assert!(created.is_success());
    api.call("update_contact", &[("id", "$contact"), ("first_name", "Ada")]);
    api.raw(
        "GET",
        "/api/what?api_key=stray-canary-key&password=canary-password",
        "User-Agent: canary-password/1\r\n",
        "",
    );
    let journal = api.emulator.journal();
    let seen: Vec<_> =
        journal.iter().map(|e| (e.sequence, e.operation, e.method.as_str(), e.applied, e.status)).collect();
    assert_eq!(
        seen,
        [
            (1, Some("get_contact"), "GET", false, Some(200)),
            (2, Some("create_system_user"), "POST", true, Some(200)),
            (3, Some("update_contact"), "POST", false, Some(200)),
            (4, None, "GET", false, Some(200)),
        ]
    );
    assert_eq!(journal[0].query["api_key"], "ApiKey(…Rt2y)");
    assert_eq!(journal[1].form["password"], "***");
    assert_eq!(journal[2].path, "/api/update_contact/233");
    assert_eq!(journal[3].user_agent.as_deref(), Some("***/1"));
    assert!(journal.iter().all(|entry| entry.error.is_none()));

    let written =
        format!("{journal:?} {} {}", serde_json::to_string(&journal).unwrap(), api.emulator.state());
    assert!(!written.contains("canary-password") && !written.contains("canary-key"));
    for (name, value) in api.emulator.fixtures() {
        if name.ends_with("_key") {
            assert!(!written.contains(value.as_str().unwrap()), "{name}");
        }
    }
    assert!(!format!("{:?}", api.emulator).contains("39-"));
}

#[test]
fn masks_keys_in_other_fields() {
    let api = observed();
    let key = api.fixture("member_key");
    api.raw("POST", &format!("/api/update_user/{key}?api_key={key}"), "User-Agent: me\r\n", "");
    api.call("create_contact_group", &[("name", &key)]);
    let journal = format!("{:?}", api.emulator.journal());
    assert!(!journal.contains(&key), "{journal}");
    api.call("update_user", &[("id", &format!("x{}", api.fixture("admin_key"))), ("name", "x")]);
    let error = api.emulator.journal()[2].error.clone().unwrap();
    assert!(error.starts_with("User not found") && error.contains("ApiKey(…"), "{error}");
}

#[test]
fn exposes_the_state() {
    let api = observed();
    let counts = api.state("/counts");
    let tables =
        ["users", "packages", "pages", "subscribers", "labels", "assignments", "groups", "contacts", "flows"];
    for table in tables {
        let rows = match api.state(&format!("/{table}")) {
            Value::Object(rows) => rows.len(),
            Value::Array(rows) => rows.len(),
            other => panic!("{table}: {other}"),
        };
        assert_eq!(counts[table], rows, "{table}");
        assert!(rows > 0, "{table}");
    }
    assert_eq!(counts["facebook_labels"], 0);
    assert_eq!(api.state("/contacts/235/email"), serde_json::Value::Null);
    assert_eq!(api.state("/assignments/0/label_id"), "23286604572158904");
    assert_eq!(api.state("/users/39/password"), "***");
    assert_eq!(api.state("/unknown_routes"), 0);
}

#[test]
fn runs_after_a_reset_are_identical() {
    let api = observed();
    let run = || {
        let contact = [("contact_type_id", "$group"), ("email", "a@example.org"), ("phone_number", "1")];
        api.call("create_contact", &contact);
        api.call("create_contact_group", &[("name", "G")]);
        api.call("create_label", &[("page_id", "$page_with_bot"), ("label_name", "L")]);
        api.call("delete_contact", &[("contact_id", "$contact")]);
        (api.emulator.state(), api.emulator.journal())
    };
    let before = api.emulator.state();
    let first = run();
    assert_ne!(before, first.0);
    api.emulator.add_fault(chat44mp_emulator::Fault::new(chat44mp_emulator::FaultKind::Reset));
    api.emulator.reset();
    assert_eq!(before, api.emulator.state());
    assert!(api.emulator.journal().is_empty());
    assert_eq!(first, run());
    api.emulator.clear_journal();
    assert!(api.emulator.journal().is_empty());
    api.call("get_flow_campaigns", &[]);
    assert_eq!(api.emulator.journal()[0].operation, Some(Operation::GET_FLOW_CAMPAIGNS.name()));
}

#[test]
fn handles_concurrent_clients() {
    let api = observed();
    std::thread::scope(|scope| {
        for n in 0..64 {
            let api = &api;
            scope.spawn(move || {
                let (email, phone) = (format!("p{n}@example.org"), format!("40{n}"));
                let params = [("contact_type_id", "$group"), ("email", &email), ("phone_number", &phone)];
                assert!(
                    api.call("create_contact", &params.map(|(name, value)| (name, value as &str)))
                        .is_success()
                );
            });
        }
    });
    let journal = api.emulator.journal();
    assert_eq!(journal.len(), 64);
    assert!(journal.iter().all(|entry| entry.applied && !entry.disconnected));
    let mut ids: Vec<u64> =
        api.state("/contacts").as_object().unwrap().keys().map(|id| id.parse().unwrap()).collect();
    ids.sort_unstable();
    assert!(ids.ends_with(&(500..564).collect::<Vec<_>>()));
}
