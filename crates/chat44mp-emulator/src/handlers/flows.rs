//! get_flow_campaigns, get_flow_campaign_info, get_single_subscriber_flow_info, get_all_subscriber_flow_info.

use super::call::Call;
use crate::handlers::reply::{Handled, Reply, error};
use crate::handlers::synthetic::{self, Synthetic};
use crate::php;
use crate::php::json::{Json, object};
use crate::seed::rows::{Flow, number};

pub(super) fn list(call: Call<'_>) -> Handled {
    let own = call.state.flows.iter().filter(|flow| flow.user_id == call.user_id && !flow.deleted);
    let shown =
        |flow: &Flow| object([("id", number(flow.id)), ("flow_name", flow.flow_name.as_str().into())]);
    Ok(Reply::Json(Json::List(own.map(shown).collect())))
}

pub(super) fn get(call: Call<'_>) -> Handled {
    let flow = find(&call)?;
    if flow.deleted {
        return Ok(nothing("questions"));
    }
    let synthetic =
        flow.synthetic_answers.iter().flat_map(|size| 1..=size.questions).map(synthetic::question);
    let written = flow.questions.iter().map(|question| question.question.clone());
    let mut questions: Vec<Json> = written.chain(synthetic).map(Json::from).collect();
    if questions.is_empty() {
        questions.push(Json::Null);
    }
    Ok(answer(flow, "questions", Json::List(questions)))
}

pub(super) fn of_subscriber(call: Call<'_>) -> Handled {
    // The subscriber is handled as an integer.
    let subscriber =
        call.number("subscriber_id").ok_or_else(|| error("The subscriber_id field is required"))?;
    let flow = find(&call)?;
    if subscriber <= SMALLEST_SUBSCRIBER {
        return Err(Reply::Crash("Out of range value for column 'subscriber_id'"));
    }
    let given = flow.answers.iter().filter(|answer| php::integer(&answer.subscriber_id) == subscriber);
    let mut data: Vec<Json> = given
        .map(|given| {
            let question = flow.questions.iter().find(|question| question.id == given.question_id);
            item("question_id", given.question_id, question.map(|q| q.question.as_str()), &given.answer)
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
    Ok(answer(flow, "data", Json::List(data)))
}

pub(super) fn of_all_subscribers(call: Call<'_>) -> Handled {
    let flow = find(&call)?;
    let key = call.profile.all_answers_key();
    if let Some(size) = flow.synthetic_answers.filter(|size| size.subscribers > 0) {
        return Ok(Reply::Stream(Synthetic::new(flow, size, key)));
    }
    // In order of each subscriber's first row; answers to removed questions are left out.
    let mut subscribers: Vec<(&str, Vec<Json>)> = Vec::new();
    for given in &flow.answers {
        let Some(question) = flow.questions.iter().find(|question| question.id == given.question_id) else {
            continue;
        };
        let item = item(key, question.id, Some(&question.question), &given.answer);
        match subscribers.iter_mut().find(|(id, _)| *id == given.subscriber_id) {
            Some((_, items)) => items.push(item),
            None => subscribers.push((&given.subscriber_id, vec![item])),
        }
    }
    if subscribers.is_empty() {
        return Ok(nothing("data"));
    }
    // PHP writes an array with the keys 0, 1, 2 … as a list.
    let data = if subscribers.iter().enumerate().all(|(n, (id, _))| *id == n.to_string()) {
        Json::List(subscribers.into_iter().map(|(_, items)| Json::List(items)).collect())
    } else {
        Json::Object(
            subscribers.into_iter().map(|(id, items)| (id.to_owned().into(), Json::List(items))).collect(),
        )
    };
    Ok(answer(flow, "data", data))
}

/// The first negative number of 16 digits. From here on down the server crashes.
const SMALLEST_SUBSCRIBER: i64 = -1_000_000_000_000_000;

fn find<'a>(call: &'a Call<'_>) -> Result<&'a Flow, Reply> {
    let id =
        call.number("flow_campaign_id").ok_or_else(|| error("The flow_campaign_id field is required"))?;
    let own = call.state.flows.iter().find(|flow| flow.id == id && flow.user_id == call.user_id);
    own.ok_or_else(|| error("The flow campaign ID does not exist"))
}

fn item(key: &'static str, id: i64, question: Option<&str>, answer: &str) -> Json {
    object([
        (key, number(id)),
        ("question", question.map_or(Json::Null, Json::from)),
        ("answer", answer.into()),
    ])
}

fn answer(flow: &Flow, field: &'static str, value: Json) -> Reply {
    Reply::Json(object([
        ("id", number(flow.id)),
        ("flow_name", flow.flow_name.as_str().into()),
        (field, value),
    ]))
}

/// The answer for "nothing here", after PHP complained about reading the first row of none.
fn nothing(field: &'static str) -> Reply {
    Reply::Warned(
        &[
            "Undefined array key 0",
            "Trying to access array offset on value of type null",
            "Undefined array key 0",
        ],
        object([("id", Json::Null), ("flow_name", Json::Null), (field, Json::List(Vec::new()))]),
    )
}
