//! E15: routes and transport.

use super::is_crash;
use crate::support::*;

const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

#[test]
fn e15_more_routes_work() {
    let api = observed();
    let query = format!("api_key={}&contact_id=233", api.fixture("member_key"));
    for path in [
        "/api/api/get_contact?",
        "/index.php?/api/get_contact?",
        "/?/api/get_contact?",
        "/index.php/api/get_contact?",
    ] {
        let contact = api.raw("GET", &format!("{path}{query}"), "", "");
        assert_eq!(contact.json()["id"], "233", "{path}");
    }
    for path in ["/api/doc", "/api/index", "/api/activate", "/api/delete"] {
        let page = api.raw("GET", path, "", "");
        assert_eq!(
            (page.status, page.header("content-type")),
            (200, Some("text/html; charset=UTF-8")),
            "{path}"
        );
        assert!(page.text.starts_with("<!DOCTYPE html>"));
    }
    assert_eq!(
        api.raw("GET", "/api/index", "", "").text,
        api.raw("GET", "/api", "", "").text,
        "the home page"
    );
    assert_eq!(api.state("/unknown_routes"), 0);
}

#[test]
fn e15_reads_serve_options_with_everything_in_the_query() {
    let api = observed();
    let query = format!("api_key={}&contact_id=233", api.fixture("member_key"));
    let contact = api.raw("OPTIONS", &format!("/api/get_contact?{query}"), "", "");
    assert_eq!(contact.json()["id"], "233");
}

#[test]
fn e15_only_arrays_in_parameters_that_are_read_crash() {
    let api = observed();
    let key = api.fixture("member_key");
    let get = |query: &str| api.raw("GET", &format!("/api/get_contact?api_key={key}&{query}"), "", "");
    assert_eq!(get("contact_id=233&name[]=x").json()["id"], "233", "not read");
    assert!(is_crash(&get("contact_id[]=233")));
    let body =
        format!("api_key={key}&page_id={}&subscriber_id=1&label_ids[]=1", api.fixture("page_with_bot"));
    let crash = api.raw("POST", "/api/assign_label", FORM, &body);
    assert!(is_crash(&crash));
    assert_eq!(crash.header("content-type"), Some("text/html; charset=UTF-8"));
}

#[test]
fn e15_names_and_forms_are_read_leniently() {
    let api = observed();
    let key = api.fixture("member_key");
    let dotted = api.raw("GET", &format!("/api/get_contact?api_key={key}&contact.id=233"), "", "");
    assert_eq!(dotted.json()["id"], "233");
    let urlencoded = format!("api_key={key}&name=x");
    let multipart = format!(
        "--B\nContent-Disposition: form-data; name=api_key\n\n{key}\n--B\nContent-Disposition: form-data; name=\"name\"\n\nx\n--B--\n"
    );
    for (content_type, body) in [
        ("application/x-www-form-urlencoded, text/plain", &urlencoded),
        ("multipart/form-data; boundary=B", &multipart),
    ] {
        let head = format!("Content-Type: {content_type}\r\n");
        assert!(api.raw("POST", "/api/create_contact_group", &head, body).is_success(), "{content_type}");
    }
}
