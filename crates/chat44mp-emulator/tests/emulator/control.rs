//! Starting, stopping, and control over HTTP.

use std::net::Ipv4Addr;
use std::time::Duration;

use chat44mp_emulator::{Emulator, Fault, FaultKind, Position, Seed, StartError};
use serde_json::{Value, json};

use crate::support::*;

impl Api {
    fn control(&self, method: &str, command: &str, body: Value) -> (u16, Value) {
        let url = format!("{}/{command}", self.emulator.control_url());
        let response = match method {
            "GET" => self.get(&url),
            "DELETE" => self.delete(&url),
            _ => self.post(&url, &if body.is_null() { String::new() } else { body.to_string() }),
        };
        let response = response.unwrap();
        (response.status, response.json())
    }
}

#[test]
fn control_exposes_the_same_data() {
    let api = observed();
    assert_eq!(api.control("GET", "health", Value::Null), (200, json!({"status": "ok"})));
    api.call("create_contact_group", &[("name", "x")]);
    assert_eq!(api.control("GET", "fixtures", Value::Null).1, json!(api.emulator.fixtures()));
    assert_eq!(api.control("GET", "state", Value::Null).1, api.emulator.state());
    assert_eq!(api.control("GET", "journal", Value::Null).1, json!(api.emulator.journal()));
    assert_eq!(api.emulator.journal().len(), 1, "control is not recorded");
    assert_eq!(api.control("DELETE", "journal", Value::Null).0, 200);
    assert!(api.emulator.journal().is_empty());
    let (status, error) = api.control("GET", "nothing", Value::Null);
    assert_eq!(
        (status, &error["error"]),
        (404, &json!("there is no GET /__emulator/nothing; GET /__emulator lists the endpoints"))
    );
}

#[test]
fn control_lists_its_endpoints() {
    let api = observed();
    let (status, index) = api.control("GET", "", Value::Null);
    assert_eq!((status, &index["profile"]), (200, &json!("observed")));
    let readme = include_str!("../../README.md");
    for endpoint in index["endpoints"].as_array().unwrap() {
        let (method, path) = (endpoint["method"].as_str().unwrap(), endpoint["path"].as_str().unwrap());
        let name = path.strip_prefix("/__emulator").unwrap().trim_start_matches('/');
        assert_eq!(
            api.control(method, name, Value::Null).0 / 100,
            if method == "POST" && name == "faults" { 4 } else { 2 }
        );
        let (status, error) = api.control(method, &format!("{name}?nope=1"), Value::Null);
        assert!(
            status == 400 && error["error"].as_str().unwrap().starts_with("unknown parameter \"nope\""),
            "{error}"
        );
        assert!(
            name.is_empty() || readme.contains(&format!("`{method} {name}`")),
            "the README lacks {method} {name}"
        );
        for parameter in endpoint["parameters"].as_array().unwrap() {
            assert!(readme.contains(parameter.as_str().unwrap()), "the README lacks {parameter}");
        }
    }
}

#[test]
fn control_rejects_pages_of_other_origins() {
    let api = observed();
    for (origin, status) in [("http://h", 200), ("http://example.org", 403), ("null", 403)] {
        let response = api.raw("POST", "/__emulator/reset", &format!("Origin: {origin}\r\n"), "");
        assert_eq!(response.status, status, "{origin}: {}", response.text);
    }
}

#[test]
fn control_filters_the_journal() {
    let api = observed();
    api.call("get_contact", &[("contact_id", "$contact")]);
    api.call("get_flow_campaigns", &[]);
    api.call("get_contact", &[("contact_id", "987654")]);
    let numbers = |query: &str| {
        let (status, entries) = api.control("GET", &format!("journal?{query}"), Value::Null);
        assert_eq!(status, 200, "{entries}");
        entries
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["sequence"].as_u64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(numbers("limit=2"), [2, 3]);
    assert_eq!(numbers("limit=0"), [0; 0]);
    assert_eq!(numbers("after=1"), [2, 3]);
    assert_eq!(numbers("after=9"), [0; 0]);
    assert_eq!(numbers("operation=get_contact"), [1, 3]);
    assert_eq!(numbers("operation=contacts.get&after=1&limit=9"), [3]);
    assert_eq!(numbers("operation=contacts.get&wait=requests&count=2&timeout_ms=9000"), [1, 3]);
    for (query, expected) in [
        ("limit=many", "limit: \"many\" is not a whole number"),
        ("after=-1", "after: \"-1\" is not a whole number"),
        ("operation=get_all", "operation: there is no operation \"get_all\""),
    ] {
        let (status, error) = api.control("GET", &format!("journal?{query}"), Value::Null);
        assert!(status == 400 && error["error"].as_str().unwrap().starts_with(expected), "{error}");
    }
}

#[test]
fn control_reports_changes() {
    let api = observed();
    let changes = |query: &str| {
        api.control("GET", &format!("changes{query}"), Value::Null).1["changes"].as_u64().unwrap()
    };
    let start = changes("");
    assert_eq!(changes(&format!("?since={start}&timeout_ms=1")), start, "timed out");
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| changes(&format!("?since={start}&timeout_ms=9000")));
        api.call("get_flow_campaigns", &[]);
        assert!(waiting.join().unwrap() > start);
    });
    for change in [
        &|api: &Api| api.emulator.reset() as (),
        &|api: &Api| api.emulator.clear_journal(),
        &|api: &Api| api.emulator.clear_faults(),
        &|api: &Api| drop(api.control("POST", "reset", Value::Null)),
        &|api: &Api| drop(api.control("DELETE", "faults", Value::Null)),
    ] as [&dyn Fn(&Api); 5]
    {
        let before = changes("");
        change(&api);
        assert!(changes("") > before);
    }
}

#[test]
fn control_accepts_yaml_and_json() {
    let api = observed();
    for (body, added) in [
        (r#"{"kind": "reset", "nth": 7}"#, 1),
        (r#"[{"kind": "error", "message": "\ud83d\ude00"}, {"kind": null, "nth": 9}]"#, 2),
        ("kind: reset", 1),
        ("- {kind: reset, operation: create_contact, nth: 1, at: after}\n- {kind: null}\n", 2),
    ] {
        api.control("DELETE", "faults", Value::Null);
        let response = api.post(&format!("{}/faults", api.emulator.control_url()), body).unwrap();
        assert_eq!(response.json(), json!({"status": "ok", "added": added}), "{body}");
        assert_eq!(api.emulator.faults().len(), added);
    }
    for (body, expected) in [
        ("", "expected a fault or a list of faults"),
        ("reset", "expected a fault or a list of faults"),
        ("[{kind: reset}", "line 1"),
        (r#"{"kind": "boom"}"#, "fault 0: kind: unknown variant `boom`"),
    ] {
        let response = api.post(&format!("{}/faults", api.emulator.control_url()), body).unwrap();
        assert!(response.status == 400 && response.text.contains(expected), "{body}: {}", response.text);
    }
    let contact = "{user_id: 39, contact_type_id: 67, phone_number: '1'}";
    let seed = format!("extends: default\ncontacts: [{contact}]");
    for body in [
        format!("seed: {{extends: default, contacts: [{contact}]}}"),
        json!({"seed": seed}).to_string(),
        json!({"seed": "{\"extends\": \"default\", \"contacts\": [{\"user_id\": 39, \"contact_type_id\": 67, \"first_name\": \"\\ud83d\\ude00\"}]}"}).to_string(),
    ] {
        let response = api.post(&format!("{}/reset", api.emulator.control_url()), &body).unwrap();
        assert_eq!(response.status, 200, "{body}: {}", response.text);
        assert!(api.state("/contacts/500").is_object(), "{body}");
        api.control("POST", "reset", Value::Null);
    }
    let response = api.post(&format!("{}/reset", api.emulator.control_url()), "seed: 'contacts: 1'").unwrap();
    assert!(response.status == 400 && response.text.contains("invalid seed"), "{}", response.text);
}

#[test]
fn counts_faults_and_restores_those_of_the_start() {
    let faults =
        Fault::list_from_yaml("{kind: status, status: 503, operation: get_contact, times: 1}").unwrap();
    let api = Api::new(Emulator::builder().faults(faults.clone()).start().unwrap());
    let get = || api.call("get_contact", &[("contact_id", "$contact")]).status;
    assert_eq!((get(), get()), (503, 200));
    let count = &api.emulator.faults()[0];
    assert_eq!(
        (count.fault.clone(), count.matched, count.fired, count.pending),
        (faults[0].clone(), 2, 1, false)
    );
    assert_eq!(
        api.control("GET", "faults", Value::Null).1,
        json!([{"fault": faults[0], "matched": 2, "fired": 1, "pending": false}])
    );
    api.control("DELETE", "faults", Value::Null);
    assert_eq!(api.control("GET", "faults", Value::Null).1, json!([]));
    api.control("POST", "reset", Value::Null);
    assert!(api.emulator.faults()[0].pending);
    api.emulator.clear_faults();
    api.emulator.reset();
    assert_eq!(api.emulator.faults().len(), 1);
}

#[test]
fn listens_on_the_requested_address() {
    let api = Api::new(Emulator::builder().host(Ipv4Addr::UNSPECIFIED.into()).start().unwrap());
    assert!(api.emulator.base_url().starts_with("http://127.0.0.1:"), "{}", api.emulator.base_url());
    assert_eq!(api.control("GET", "health", Value::Null).0, 200);
    let foreign = Emulator::builder().host(Ipv4Addr::new(203, 0, 113, 1).into()).start().unwrap_err();
    assert!(foreign.to_string().starts_with("cannot listen on 203.0.113.1:0: "), "{foreign}");
}

#[test]
fn reports_every_request_at_its_end() {
    let (sender, requests) = std::sync::mpsc::channel();
    let emulator = Emulator::builder().on_request(move |entry| sender.send(entry.clone()).unwrap());
    let api = Api::new(emulator.start().unwrap());
    api.call("get_contact", &[("contact_id", "987654")]);
    let first = requests.recv().unwrap();
    assert_eq!(
        (first.operation, first.status, first.error.is_some()),
        (Some("get_contact"), Some(200), true)
    );
    api.emulator.add_fault(Fault::new(FaultKind::Reset).at(Position::After).times(1));
    assert!(api.try_call("create_contact_group", &[("name", "x")]).is_err());
    let second = requests.recv().unwrap();
    assert_eq!((second.fault, second.applied, second.status), (Some("reset"), true, None));
    api.control("GET", "health", Value::Null);
    assert!(requests.try_recv().is_err(), "control is not reported");
}

#[test]
fn control_adds_faults() {
    let api = observed();
    let faults = json!([{"kind": "status", "status": 503, "operation": "get_contact", "times": 1}]);
    assert_eq!(api.control("POST", "faults", faults), (200, json!({"status": "ok", "added": 1})));
    let get = || api.call("get_contact", &[("contact_id", "$contact")]).status;
    assert_eq!((get(), get()), (503, 200));
    assert_eq!(api.emulator.journal()[0].fault, Some("status"));
    let (status, error) = api.control("POST", "faults", json!([{"kind": "reset"}, {"kind": "truncate"}]));
    assert_eq!(
        (status, &error["error"]),
        (400, &json!("fault 1: bytes: missing; a fault of kind \"truncate\" needs it"))
    );
    assert_eq!(get(), 200, "an invalid list adds no faults");
    api.control("POST", "faults", json!([{"kind": "html"}]));
    api.control("DELETE", "faults", Value::Null);
    assert!(api.call("get_contact", &[("contact_id", "$contact")]).text.starts_with('{'));
}

#[test]
fn control_resets_and_loads() {
    let api = observed();
    let before = api.emulator.state();
    api.call("create_contact_group", &[("name", "x")]);
    assert_eq!(api.control("POST", "reset", Value::Null).0, 200);
    assert_eq!(before, api.emulator.state());

    let addition = json!({"user_id": 39, "contact_type_id": 67, "email": "", "phone_number": "1"});
    let body = json!({"profile": "documented", "php_errors": true, "seed": {"extends": "default", "contacts": [&addition]}});
    assert_eq!(api.control("POST", "reset", body).0, 200);
    assert_eq!(api.state("/contacts/500/email"), "");
    assert!(
        api.call("get_flow_campaign_info", &[("flow_campaign_id", "$deleted_flow")]).text.contains("<div")
    );
    api.call("create_contact_group", &[("name", "x")]);
    api.emulator.reset();
    assert_eq!(api.state("/contacts/500/email"), "", "in process: back to what was loaded");
    assert_eq!(api.state("/groups/276"), Value::Null);

    for body in [Value::Null, json!({}), json!({"profile": "observed"})] {
        let seed = json!({"extends": "default", "contacts": [&addition]});
        api.control("POST", "reset", json!({"profile": "documented", "php_errors": true, "seed": seed}));
        assert_eq!(api.state("/contacts/500/email"), "", "the seed of one test");
        api.call("create_contact_group", &[("name", "x")]);
        api.control("POST", "faults", json!([{"kind": "html"}]));
        assert_eq!(api.control("POST", "reset", body).0, 200);
        assert_eq!(before, api.emulator.state(), "omitted fields have the values of the start");
        let deleted = api.call("get_flow_campaign_info", &[("flow_campaign_id", "$deleted_flow")]);
        assert!(deleted.text.starts_with('{'), "neither faults nor PHP's errors: {}", deleted.text);
        let twelve = api.call("get_contact", &[("contact_id", "$contact")]);
        assert_eq!(twelve.json().as_object().unwrap().len(), 12, "the observed profile");
        assert_eq!(api.emulator.journal().len(), 2);
    }
    for (body, expected) in [
        (json!({"profile": "other"}), "unknown variant `other`"),
        (json!({"sed": {}}), "unknown field `sed`"),
        (json!({"seed": {"clock": "noon"}}), "clock"),
    ] {
        let (status, error) = api.control("POST", "reset", body);
        assert!(status == 400 && error["error"].as_str().unwrap().contains(expected), "{error}");
    }
}

#[test]
fn control_waits_for_requests() {
    let api = observed();
    let waited = api.control("GET", "journal?wait=requests&timeout_ms=1", Value::Null);
    assert_eq!(waited, (200, json!([])), "timed out");
    std::thread::scope(|scope| {
        let waiting =
            scope.spawn(|| api.control("GET", "journal?wait=requests&count=2&timeout_ms=9000", Value::Null));
        api.call("get_flow_campaigns", &[]);
        api.call("get_flow_campaigns", &[]);
        assert!(waiting.join().unwrap().1.as_array().unwrap().len() >= 2);
    });
    assert_eq!(api.control("GET", "journal?wait=rain", Value::Null).0, 400);
}

#[test]
fn reports_a_port_in_use() {
    let api = observed();
    let port = api.emulator.base_url().rsplit(':').next().unwrap().trim_end_matches("/api").parse().unwrap();
    let error = Emulator::builder().port(port).start().unwrap_err();
    assert!(matches!(error, StartError::Bind { .. }));
    assert_eq!(error.to_string(), format!("port {port} is in use; choose another, or 0 for any free one"));
    drop(api);
    let again = Emulator::builder().port(port).seed(Seed::built_in().unwrap()).start().unwrap();
    assert_eq!(again.base_url(), format!("http://127.0.0.1:{port}/api"));
}

#[test]
fn works_inside_another_runtime() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let api = observed();
        assert!(api.call("get_flow_campaigns", &[]).text.starts_with('['));
        assert!(api.emulator.wait_for(|journal| journal.len() == 1, Duration::from_secs(1)));
        assert!(!api.emulator.wait_for(|journal| journal.len() == 9, Duration::from_millis(1)));
        let port =
            api.emulator.base_url().rsplit(':').next().unwrap().trim_end_matches("/api").parse().unwrap();
        assert!(Emulator::builder().port(port).start().is_err());
    });
}
