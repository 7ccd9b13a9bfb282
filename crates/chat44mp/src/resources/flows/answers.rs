//! The answers that subscribers gave.

use chat44mp_macros::{model, wire};
use serde::{Deserialize, Serialize};

use crate::ids::{Psid, QuestionId};
use crate::lenient;

/// A subscriber's answer to a question.
#[model]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "AnswerRecord")]
#[non_exhaustive]
pub struct Answer {
    /// The question's id; `question_id` or `id` on the wire.
    pub question_id: QuestionId,
    /// The question; absent if it was deleted.
    pub question: Option<String>,
    /// The answer. Several choices are joined by `, `.
    pub answer: String,
}

/// An answer on the wire: the name of the ID differs between endpoints, and from the reference.
#[wire]
#[derive(Deserialize)]
#[cfg_attr(feature = "reflection", schemars(extend("anyOf" = [{"required": ["question_id"]}, {"required": ["id"]}])))]
struct AnswerRecord {
    /// The question's id, in the answers of one subscriber; by the reference also in those of all subscribers.
    question_id: Option<QuestionId>,
    /// The question's id, in the answers of all subscribers.
    id: Option<QuestionId>,
    /// The question; null if it was deleted.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    question: Option<String>,
    /// The answer. Several choices are joined by `, `.
    #[serde(default, deserialize_with = "lenient::text")]
    answer: String,
}

impl TryFrom<AnswerRecord> for Answer {
    type Error = &'static str;

    fn try_from(record: AnswerRecord) -> Result<Self, Self::Error> {
        let question_id = record.question_id.or(record.id).ok_or("an answer has no question ID")?;
        Ok(Answer { question_id, question: record.question, answer: record.answer })
    }
}

/// One row of `flows.answers`: a subscriber and all answers to the campaign.
#[model]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct SubscriberAnswers {
    /// The subscriber. The server can store IDs here that are not digits.
    pub subscriber_id: Psid,
    /// The answers.
    pub answers: Vec<Answer>,
}

/// The response with the answers of all subscribers, by the subscriber's ID. PHP writes an empty object as `[]`, and one with
/// the keys from zero as a list.
#[cfg(feature = "reflection")]
pub(super) fn of_all_subscribers(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let answers = generator.subschema_for::<Vec<Answer>>();
    schemars::json_schema!({
        "type": "object",
        "properties": {
            "id": {
                "description": "The campaign's id; null if there are no answers.",
                "type": ["string", "null"],
                "pattern": "^[0-9]+$",
            },
            "flow_name": {
                "description": "Its name; null if there are no answers.",
                "type": ["string", "null"],
            },
            "data": {
                "description": "The answers by the subscriber's ID; an empty list if there are none.",
                "anyOf": [
                    { "type": "object", "additionalProperties": answers },
                    { "type": "array", "items": answers },
                ],
            },
        },
    })
}
