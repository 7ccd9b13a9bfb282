//! get_flow_campaigns, get_flow_campaign_info, get_single_subscriber_flow_info, get_all_subscriber_flow_info.

use chat44mp::Operation;
use serde_json::{Value, json};

use super::call::{Call, Endpoint};
use crate::handlers::reply::{Handled, Reply, error};
use crate::handlers::synthetic::{self, Synthetic};
use crate::php;
use crate::seed::rows::Flow;

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new(Operation::GET_FLOW_CAMPAIGNS, list),
    Endpoint::new(Operation::GET_FLOW_CAMPAIGN_INFO, get),
    Endpoint::new(Operation::GET_SINGLE_SUBSCRIBER_FLOW_INFO, of_subscriber),
    Endpoint::new(Operation::GET_ALL_SUBSCRIBER_FLOW_INFO, of_all_subscribers),
];

pub(super) fn list(call: Call<'_>) -> Handled {
    let own = call.state.flows.iter().filter(|flow| flow.user_id == call.user_id && !flow.deleted);
    let listed = own.map(|flow| json!({"id": flow.id.to_string(), "flow_name": flow.flow_name}));
    Ok(Reply::Json(listed.collect()))
}

pub(super) fn get(call: Call<'_>) -> Handled {
    let flow = find(&call)?;
    if flow.deleted {
        return Ok(nothing("questions"));
    }
    let synthetic =
        flow.synthetic_answers.iter().flat_map(|size| 1..=size.questions).map(synthetic::question);
    let written = flow.questions.iter().map(|question| question.question.clone());
    let mut questions: Vec<Value> = written.chain(synthetic).map(Value::from).collect();
    if questions.is_empty() {
        questions.push(Value::Null);
    }
    Ok(answer(flow, "questions", questions.into()))
}

pub(super) fn of_subscriber(call: Call<'_>) -> Handled {
    // The subscriber is handled as an integer.
    let subscriber =
        call.number("subscriber_id").ok_or_else(|| error("The subscriber_id field is required"))?;
    let flow = find(&call)?;
    if subscriber <= SMALLEST_SUBSCRIBER {
        return Err(Reply::Crash("Out of range value for column 'subscriber_id'"));
    }
    let answers = flow.answers.iter().filter(|answer| php::integer(&answer.subscriber_id) == subscriber);
    let mut data: Vec<Value> = answers
        .map(|answer| {
            let question = flow.questions.iter().find(|question| question.id == answer.question_id);
            item("question_id", answer.question_id, question.map(|q| q.question.as_str()), &answer.answer)
        })
        .collect();
    if let Some(size) = &flow.synthetic_answers
        && let Some(n) = synthetic::position(size, subscriber)
    {
        data.extend((1..=size.questions).map(|number| {
            let id = synthetic::question_id(flow.id, number);
            item("question_id", id, Some(&synthetic::question(number)), &synthetic::answer(n, number))
        }));
    }
    if data.is_empty() {
        return Ok(nothing("data"));
    }
    Ok(answer(flow, "data", data.into()))
}

pub(super) fn of_all_subscribers(call: Call<'_>) -> Handled {
    let flow = find(&call)?;
    let key = call.profile.all_answers_key();
    if let Some(size) = flow.synthetic_answers.filter(|size| size.subscribers > 0) {
        return Ok(Reply::Stream(Synthetic::new(flow, size, key)));
    }
    // In the order of each subscriber's first row; answers to removed questions are omitted.
    let mut subscribers: Vec<(&str, Vec<Value>)> = Vec::new();
    for answer in &flow.answers {
        let Some(question) = flow.questions.iter().find(|question| question.id == answer.question_id) else {
            continue;
        };
        let item = item(key, question.id, Some(&question.question), &answer.answer);
        match subscribers.iter_mut().find(|(id, _)| *id == answer.subscriber_id) {
            Some((_, items)) => items.push(item),
            None => subscribers.push((&answer.subscriber_id, vec![item])),
        }
    }
    if subscribers.is_empty() {
        return Ok(nothing("data"));
    }
    // PHP writes an array with the keys 0, 1, 2 … as a list.
    let data = if subscribers.iter().enumerate().all(|(n, (id, _))| *id == n.to_string()) {
        subscribers.into_iter().map(|(_, items)| items).collect()
    } else {
        subscribers.into_iter().map(|(id, items)| (id.to_owned(), items)).collect()
    };
    Ok(answer(flow, "data", data))
}

/// The first negative number of 16 digits. The server crashes on it and on anything below.
const SMALLEST_SUBSCRIBER: i64 = -1_000_000_000_000_000;

fn find<'a>(call: &'a Call<'_>) -> Result<&'a Flow, Reply> {
    let id =
        call.number("flow_campaign_id").ok_or_else(|| error("The flow_campaign_id field is required"))?;
    let own = call.state.flows.iter().find(|flow| flow.id == id && flow.user_id == call.user_id);
    own.ok_or_else(|| error("The flow campaign ID does not exist"))
}

fn item(key: &'static str, id: i64, question: Option<&str>, answer: &str) -> Value {
    json!({key: id.to_string(), "question": question, "answer": answer})
}

fn answer(flow: &Flow, field: &'static str, value: Value) -> Reply {
    Reply::Json(json!({"id": flow.id.to_string(), "flow_name": flow.flow_name, field: value}))
}

/// The response for an empty result, after PHP warned about reading the first row of none.
fn nothing(field: &'static str) -> Reply {
    Reply::Warned(
        &[
            "Undefined array key 0",
            "Trying to access array offset on value of type null",
            "Undefined array key 0",
        ],
        json!({"id": null, "flow_name": null, field: []}),
    )
}
