//! Faults with unusual error pages: quoted secrets, slow pages, huge messages.

use chat44mp::Operation;
use chat44mp_emulator::{FaultKind, Position, Spelling, StatusBody};

use crate::support::*;

#[test]
fn a_page_quotes_the_request_in_any_spelling() {
    let api = observed();
    for (spelling, shown) in [
        (Spelling::Plain, "it's/1"),
        (Spelling::Json, r"it's\/1"),
        (Spelling::Html, "it&#039;s/1"),
        (Spelling::Sql, "it''s/1"),
    ] {
        let body = "no [password] of [email], [api_key]".to_owned();
        let content_type = "text/html".to_owned();
        let echo = FaultKind::Echo { body, spelling, status: 500, content_type };
        api.fault(Operation::CREATE_SYSTEM_USER, Position::Before, echo);
        let page = api.call("create_system_user", &[("password", "it's/1"), ("email", "a")]);
        assert_eq!((page.status, page.header("content-type")), (500, Some("text/html")));
        let key = api.fixture("admin_key");
        assert_eq!(page.text, format!("no {shown} of a, {key}"));
    }
}

#[test]
fn sends_an_error_page_slowly() {
    let api = observed();
    let drips = FaultKind::DripPage { status: 502, bytes: 64, every_ms: 1 };
    api.fault(Operation::GET_FLOW_CAMPAIGNS, Position::Before, drips);
    let page = api.call("get_flow_campaigns", &[]);
    assert_eq!(page.status, 502);
    assert!(page.text.ends_with("</body></html>\n"), "{}", page.text);
}

#[test]
fn sends_huge_messages() {
    let api = observed();
    api.fault(Operation::GET_FLOW_CAMPAIGNS, Position::Before, FaultKind::LongMessage { mib: 3 });
    assert_eq!(api.call("get_flow_campaigns", &[]).error().len(), 3 * 1024 * 1024);
}

#[test]
fn sends_the_true_response_with_another_status() {
    let api = observed();
    let status = FaultKind::Status { status: 404, body: StatusBody::Response };
    api.fault(Operation::CREATE_CONTACT_GROUP, Position::After, status);
    let response = api.call("create_contact_group", &[("name", "x")]);
    assert_eq!(
        (response.status, response.text.as_str()),
        (404, r#"{"status":"success","contact_type_id":276}"#)
    );
    assert_eq!(api.state("/groups/276/type"), "x");
}
