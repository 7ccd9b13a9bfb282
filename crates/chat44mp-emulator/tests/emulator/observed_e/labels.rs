//! Rows about labels and subscribers.

use serde_json::json;

use super::is_crash;
use crate::support::*;

const PAGES: &str = "
pages:
- {user_id: 39, page_id: 700, page_name: small}
- {user_id: 39, page_id: 701, page_name: small too}
- {user_id: 40, page_id: 3000000000, page_name: large}
subscribers:
- {user_id: 39, page_id: 700, subscriber_id: 55, first_name: S}
";

#[test]
fn e1_emoji_in_ids_crash_reads() {
    let api = observed();
    assert!(is_crash(&api.call("subscriber_information", &[("subscriber_id", "1😀")])));
    assert!(is_crash(&api.call("get_all_labels", &[("page_id", "1😀")])));
}

#[test]
fn e2_labels_are_listed_in_the_order_of_the_collation() {
    let rows = ["zeta", "Éclair", "eclipse", "ebano", "Ñandu", "nube", "_x"];
    let labels: String = rows
        .iter()
        .map(|name| {
            format!("- {{user_id: 39, page_id: 10215000000000103, label_id: 1, label_name: {name}}}\n")
        })
        .collect();
    let api = seeded(&format!("labels:\n{labels}"));
    let list = api.call("get_all_labels", &[("page_id", "$page_without_labels")]).json();
    let names: Vec<&str> = list["label_info"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["label_name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["ebano", "Éclair", "eclipse", "Ñandu", "nube", "zeta", "_x"]);
}

fn assign(api: &Api, page: &str, subscriber: &str, labels: &str) -> Response {
    let params = [("page_id", page), ("subscriber_id", subscriber), ("label_ids", labels)];
    api.call("assign_label", &params)
}

#[test]
fn e6_labels_are_assigned_on_the_page_that_was_sent() {
    let api = seeded(PAGES);
    let before = api.state("/counts/assignments");
    assert!(assign(&api, "$page_with_bot", "55", "$label").is_success(), "a subscriber of another page");
    assert_eq!(api.state("/counts/assignments"), before, "nothing is stored");
    assert!(assign(&api, "700", "55", "$label").is_success());
    assert_eq!(api.state("/assignments/1/subscriber_id"), "55");
}

#[test]
fn e6_labels_are_assigned_in_the_order_of_their_rows() {
    let api = seeded(PAGES);
    let (first, second) = (api.fixture("label"), api.fixture("label_2"));
    assert!(assign(&api, "700", "55", &format!("{second},{first}")).is_success());
    let subscriber = api.call("subscriber_information", &[("subscriber_id", "55")]).json();
    assert_eq!(subscriber["subscriber_info"]["labels"], "50,51");
}

#[test]
fn e6_blanks_and_newlines_around_label_ids_matter_differently() {
    for (ids, stored) in [
        ("{1}\n,{2}", "51"),
        ("{1},\n{2}", "50,51"),
        ("{1} ,{2}", "50,51"),
        ("{1}\t,{2}", "50,51"),
        ("{1}, {2}", "50"),
    ] {
        let api = seeded(PAGES);
        let ids = ids.replace("{1}", &api.fixture("label")).replace("{2}", &api.fixture("label_2"));
        assert!(assign(&api, "700", "55", &ids).is_success());
        let subscriber = api.call("subscriber_information", &[("subscriber_id", "55")]).json();
        assert_eq!(subscriber["subscriber_info"]["labels"], stored, "{ids:?}");
    }
}

#[test]
fn e6_facebook_decides_about_subscriber_zero() {
    let api = observed();
    assert_eq!(assign(&api, "$page_with_bot", "0", "$label").error(), "(#100) The user ID is not valid.");
    let api = seeded("graph: {subscribers: {'0': unsuccessful}}");
    let response = assign(&api, "$page_with_bot", "0", "$label");
    assert_eq!(response.json(), json!({"success": false, "status": "success"}));
}

#[test]
fn e7_label_names_collide_in_two_pools() {
    let api = seeded(PAGES);
    let create = |key: &str, page: &str, name: &str| {
        api.call_as(key, "create_label", &[("page_id", page), ("label_name", name)]).unwrap()
    };
    assert!(create("$member_key", "700", "Pool").is_success());
    assert!(create("$member_key", "701", "Pool").is_success(), "IDs of 32 bits have separate pools");
    assert!(is_crash(&create("$member_key", "700", "pöol")), "compared without case and accents");
    assert!(create("$member_key", "$page_with_bot", "Pool").is_success());
    assert!(is_crash(&create("$other_key", "3000000000", "POOL")), "all other pages share one pool");
    assert_eq!(api.state("/counts/facebook_labels"), 5, "Facebook has created all of them");
}

#[test]
fn e7_label_names_are_cut_at_255_characters_and_then_compared() {
    let api = observed();
    let long = |end: &str| "è".repeat(255) + end;
    let create =
        |name: &str| api.call("create_label", &[("page_id", "$page_with_bot"), ("label_name", name)]);
    assert!(create(&long("a")).is_success());
    assert_eq!(api.state("/labels/60/label_name"), "è".repeat(255));
    assert!(is_crash(&create(&long("b"))));
}
