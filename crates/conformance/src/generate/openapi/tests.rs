//! Tests of the document: it has every operation, and its schemas accept real responses and no others.

use std::sync::LazyLock;

use jsonschema::Validator;

use super::*;
use crate::generate::definitions;

static EXAMPLES: LazyLock<Examples> = LazyLock::new(|| Examples::collect().unwrap());
static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| document(&definitions::calls().unwrap(), &EXAMPLES).unwrap());

/// The operation of the document, its method, and its path.
fn entry(document: &Value, operation: Operation) -> (String, &'static str, &Value) {
    let paths = document["paths"].as_object().unwrap();
    let found = paths.iter().flat_map(|(path, item)| {
        ["get", "post"].into_iter().filter_map(|method| Some((path.clone(), method, item.get(method)?)))
    });
    let mut found = found.filter(|(_, _, entry)| entry["operationId"] == operation.name());
    let entry = found.next().unwrap_or_else(|| panic!("no {operation}"));
    assert!(found.next().is_none(), "two entries of {operation}");
    entry
}

fn validator(document: &Value, schema: &Value) -> Validator {
    let mut schema = schema.clone();
    schema["components"] = document["components"].clone();
    jsonschema::draft202012::options().should_validate_formats(true).build(&schema).unwrap()
}

fn response(document: &Value, operation: Operation) -> Validator {
    let entry = entry(document, operation).2;
    validator(document, &entry["responses"]["200"]["content"]["application/json"]["schema"])
}

#[test]
fn has_every_operation_with_its_parameters() {
    assert_eq!(DOCUMENT["paths"].as_object().unwrap().len(), Operation::all().count());
    for operation in Operation::all() {
        let info = operation.info();
        let (path, method, entry) = entry(&DOCUMENT, operation);
        let id = info.path_id.map(|id| format!("/{{{}}}", id.wire)).unwrap_or_default();
        assert_eq!(path, format!("/{operation}{id}"));
        assert_eq!(method == "post", info.kind.is_write(), "{operation}");
        let mut listed: Vec<_> = entry["parameters"].as_array().into_iter().flatten().collect();
        listed.retain(|parameter| parameter["in"] == "query");
        let listed: Vec<_> = listed.iter().map(|parameter| parameter["name"].as_str().unwrap()).collect();
        let expected: Vec<_> = info.parameters().map(|parameter| parameter.wire).collect();
        if !info.kind.is_write() {
            assert_eq!(listed, expected, "{operation}");
            continue;
        }
        let name =
            entry["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]["$ref"].as_str();
        let form = DOCUMENT.pointer(name.unwrap().trim_start_matches('#')).unwrap();
        let fields: Vec<_> = form["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(fields, [vec!["api_key"], expected].concat(), "{operation}");
    }
}

#[test]
fn every_call_sends_parameters_of_its_operation_in_their_format() {
    for operation in Operation::all() {
        let (info, sent) = (operation.info(), EXAMPLES.observed(operation).unwrap());
        for name in sent.parameters.keys() {
            assert!(info.parameters().any(|parameter| parameter.wire == name), "{operation} sends {name}");
        }
        for parameter in info.required {
            assert!(sent.parameters.contains_key(parameter.wire), "{operation} omits {}", parameter.wire);
        }
        for parameter in info.parameters().chain(&info.path_id) {
            let id = info.path_id.filter(|id| id == parameter).and(sent.path_id.as_ref());
            let Some(text) = id.or_else(|| sent.parameters.get(parameter.wire)) else { continue };
            let schema = validator(&DOCUMENT, &schemas::parameter(parameter));
            let value = schemas::example(parameter, text);
            assert!(schema.is_valid(&value), "{operation}: {} = {value}", parameter.wire);
        }
    }
}

#[test]
fn schemas_accept_the_responses_of_the_reference_and_of_the_emulator() {
    let mut checked = 0;
    for operation in Operation::all() {
        let schema = response(&DOCUMENT, operation);
        let successes =
            [EXAMPLES.documented(operation).unwrap(), &EXAMPLES.observed(operation).unwrap().response];
        for body in successes.into_iter().chain(EXAMPLES.errors(operation)) {
            let problems: Vec<_> = schema.iter_errors(body).map(|error| error.to_string()).collect();
            assert!(problems.is_empty(), "{operation}: {body}: {problems:?}");
            checked += 1;
        }
    }
    assert_eq!(checked, EXAMPLES.documented_bodies() + Operation::all().count());
}

#[test]
fn schemas_accept_the_special_cases_that_were_observed() {
    let nothing = json!({ "id": null, "flow_name": null, "data": [] });
    for (operation, body) in [
        (Operation::CREATE_LABEL, Value::Null),
        (Operation::CREATE_LABEL, json!({ "status": "success", "label_id": 24_728_562_094_021_881_i64 })),
        (
            Operation::CREATE_LABEL,
            json!({ "status": "error", "message": { "message": "(#100)", "type": "OAuthException", "code": 100 } }),
        ),
        (Operation::ASSIGN_LABEL, json!({ "status": "success" })),
        (Operation::ASSIGN_LABEL, json!({ "success": false, "status": "success" })),
        (Operation::UPDATE_CONTACT, json!({ "status": "info", "message": "assicurati di aver cambiato" })),
        (
            Operation::GET_ALL_LABELS,
            json!({ "status": "success", "label_info": [{ "label_id": null, "label_name": "x" }] }),
        ),
        (Operation::GET_FLOW_CAMPAIGNS, json!([])),
        (Operation::GET_FLOW_CAMPAIGN_INFO, json!({ "id": "1", "flow_name": "x", "questions": [null] })),
        (Operation::GET_FLOW_CAMPAIGN_INFO, json!({ "id": null, "flow_name": null, "questions": [] })),
        (Operation::GET_SINGLE_SUBSCRIBER_FLOW_INFO, nothing.clone()),
        (Operation::GET_ALL_SUBSCRIBER_FLOW_INFO, nothing),
    ] {
        assert!(response(&DOCUMENT, operation).is_valid(&body), "{operation}: {body}");
    }
}

#[test]
fn schemas_reject_responses_of_other_operations() {
    for operation in Operation::all() {
        let schema = response(&DOCUMENT, operation);
        for body in [json!({}), json!("text"), json!(5), json!({ "status": "error" }), json!([5])] {
            assert!(!schema.is_valid(&body), "{operation}: {body}");
        }
        let is_null_possible = operation == Operation::CREATE_LABEL;
        assert_eq!(schema.is_valid(&Value::Null), is_null_possible, "{operation}");
    }
    let package = &EXAMPLES.observed(Operation::GET_ALL_PACKAGES).unwrap().response;
    let mut number = package.clone();
    number["packages"][0]["id"] = json!(1);
    let schema = response(&DOCUMENT, Operation::GET_ALL_PACKAGES);
    assert!(schema.is_valid(package) && !schema.is_valid(&number), "values of the database are strings");
}

#[test]
fn limits_text_to_what_the_server_can_compare() {
    let form = &DOCUMENT["components"]["schemas"]["CreateContactForm"]["properties"];
    let (phone, email) = (validator(&DOCUMENT, &form["phone_number"]), validator(&DOCUMENT, &form["email"]));
    assert!(phone.is_valid(&json!("+39 333–1")) && !phone.is_valid(&json!("\u{202a}+39")));
    assert!(!phone.is_valid(&json!("3".repeat(51))) && phone.is_valid(&json!("3".repeat(50))));
    assert!(email.is_valid(&json!("zoë@example.com")) && !email.is_valid(&json!("a😀@example.com")));
}
