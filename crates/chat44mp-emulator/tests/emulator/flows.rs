//! Flow campaigns: operations 17 to 20.

use serde_json::{Value, json};

use crate::support::*;

#[test]
fn lists_campaigns() {
    let api = observed();
    let list = api.call("get_flow_campaigns", &[]);
    assert!(list.text.starts_with(r#"[{"id":"1","flow_name":"serial check"},{"id":"2""#), "{}", list.text);
    assert!(!list.text.contains("given up"));
    let other = api.call_as("$other_key", "get_flow_campaigns", &[]).unwrap();
    assert_eq!(other.text, r#"[{"id":"8","flow_name":"gusti dei lettori"}]"#);
    assert_eq!(api.call_as("$empty_key", "get_flow_campaigns", &[]).unwrap().text, "[]");
    assert_eq!(api.call_as("x", "get_flow_campaigns", &[]).unwrap().json()["status"], "error");
}

#[test]
fn reads_questions() {
    let api = observed();
    let get = |id: &str| api.call("get_flow_campaign_info", &[("flow_campaign_id", id)]);
    let flow = get("$flow");
    assert!(
        flow.text
            .starts_with(r#"{"id":"1","flow_name":"serial check","questions":["What do you like to do?","#)
    );
    assert!(flow.text.contains(r#"Caff\u00e8 o t\u00e8? \u2615\/\ud83c\udf75"#), "flow tables keep emoji");
    assert_eq!(
        get("$flow_without_questions").text,
        r#"{"id":"2","flow_name":"no questions yet","questions":[null]}"#
    );
    assert_eq!(get("$deleted_flow").text, r#"{"id":null,"flow_name":null,"questions":[]}"#);
    assert_eq!(get("").error(), "The flow_campaign_id field is required");
    for id in ["$unknown_flow", "$other_flow"] {
        assert_eq!(get(id).error(), "The flow campaign ID does not exist");
    }
}

#[test]
fn reads_the_answers_of_a_subscriber() {
    let api = observed();
    let get = |flow: &str, subscriber: &str| {
        api.call(
            "get_single_subscriber_flow_info",
            &[("flow_campaign_id", flow), ("subscriber_id", subscriber)],
        )
    };
    let answers = get("$flow", "$flow_subscriber").json();
    assert_eq!(
        answers["data"][1],
        json!({"question_id": "46", "question": "What is your favorite pet?", "answer": "Dog 🐕"})
    );
    assert_eq!(answers["data"].as_array().unwrap().len(), 3);
    assert_eq!(get("$flow_with_orphans", "$flow_subscriber").json()["data"][1]["question"], Value::Null);
    for (flow, subscriber) in [
        ("$flow", "$flow_subscriber_without_answers"),
        ("$flow", "$unknown_subscriber"),
        ("$flow_without_answers", "$flow_subscriber"),
    ] {
        assert_eq!(get(flow, subscriber).text, r#"{"id":null,"flow_name":null,"data":[]}"#);
    }
    for subscriber in ["", "0", "$flow_subscriber_text"] {
        assert_eq!(get("", subscriber).error(), "The subscriber_id field is required");
    }
    assert_eq!(get("", "1").error(), "The flow_campaign_id field is required");
    assert_eq!(get("$other_flow", "1").error(), "The flow campaign ID does not exist");
}

#[test]
fn reads_the_answers_of_all_subscribers() {
    let api = observed();
    let get = |flow: &str| api.call("get_all_subscriber_flow_info", &[("flow_campaign_id", flow)]);
    let all = get("$flow");
    let order: Vec<usize> = ["24994546734902201\":[", "24994546734902202\":[", "webchat-visitor-7\":["]
        .iter()
        .map(|key| all.text.find(key).unwrap())
        .collect();
    assert!(order.is_sorted(), "in order of the first row");
    let id = &all.json()["data"]["24994546734902201"][0];
    assert_eq!(
        *id,
        json!({"id": "45", "question": "What do you like to do?", "answer": "Reading, Traveling, Watching Movies"})
    );
    let orphans = get("$flow_with_orphans").json()["data"].clone();
    assert_eq!(orphans.as_object().unwrap().len(), 1, "answers to removed questions are omitted");
    for flow in ["$flow_without_answers", "$flow_without_questions"] {
        assert_eq!(get(flow).text, r#"{"id":null,"flow_name":null,"data":[]}"#);
    }
    assert_eq!(get("0").error(), "The flow_campaign_id field is required");
    assert_eq!(get("$other_flow").error(), "The flow campaign ID does not exist");
}

#[test]
fn a_lone_subscriber_zero_is_encoded_as_a_list() {
    let api = seeded(
        "flows: [{id: 11, user_id: 39, flow_name: z, questions: [{id: 1, question: q}], answers: [{subscriber_id: 0, question_id: 1, answer: a}]}]",
    );
    let all = api.call("get_all_subscriber_flow_info", &[("flow_campaign_id", "11")]);
    assert_eq!(all.text, r#"{"id":"11","flow_name":"z","data":[[{"id":"1","question":"q","answer":"a"}]]}"#);
}

#[test]
fn sends_php_errors_before_the_json() {
    let api = seeded("php_errors: true");
    for (operation, params) in [
        ("get_flow_campaign_info", &[("flow_campaign_id", "$deleted_flow")][..]),
        ("get_single_subscriber_flow_info", &[("flow_campaign_id", "$flow"), ("subscriber_id", "1")]),
        ("get_all_subscriber_flow_info", &[("flow_campaign_id", "$flow_without_answers")]),
    ] {
        let answer = api.call(operation, params);
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert!(answer.text.matches("</div>").count() > 1);
        let (html, json) = answer.text.rsplit_once("</div>").unwrap();
        assert!(html.contains("Undefined array key 0"));
        assert_eq!(serde_json::from_str::<Value>(json).unwrap()["id"], Value::Null);
    }
}

#[test]
fn synthetic_answers_are_consistent() {
    let api = observed();
    let flow = [("flow_campaign_id", "$flow_with_many_answers")];
    let all = api.call("get_all_subscriber_flow_info", &flow).json();
    let data = all["data"].as_object().unwrap();
    assert_eq!(data.len(), 1000);
    let questions = api.call("get_flow_campaign_info", &flow).json();
    assert_eq!(questions["questions"].as_array().unwrap().len(), 5);
    let (subscriber, answers) = data.iter().nth(500).unwrap();
    let one = api.call("get_single_subscriber_flow_info", &[flow[0], ("subscriber_id", subscriber)]).json();
    assert_eq!(one["data"].as_array().unwrap().len(), 5);
    for n in 0..5 {
        assert_eq!(one["data"][n]["question_id"], answers[n]["id"]);
        assert_eq!(one["data"][n]["question"], questions["questions"][n]);
        assert_eq!(one["data"][n]["answer"], answers[n]["answer"]);
    }
}
