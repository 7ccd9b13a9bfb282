//! Starting, stopping, and control over HTTP.

use std::time::Duration;

use chat44mp_emulator::{Emulator, Seed, StartError};
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
    assert_eq!((status, &error["error"]), (404, &json!("there is no GET /__emulator/nothing")));
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
