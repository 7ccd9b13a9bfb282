//! The answers that subscribers gave.

use chat44mp_macros::model;
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
#[derive(Deserialize)]
#[cfg_attr(feature = "reflection", derive(schemars::JsonSchema))]
struct AnswerRecord {
    question_id: Option<QuestionId>,
    id: Option<QuestionId>,
    #[serde(default, deserialize_with = "lenient::optional_text")]
    question: Option<String>,
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
