//! The rows of the emulated database, with the columns of the API. Seed files contain the same rows.

use serde::{Deserialize, Serialize};

use crate::database::dates;
use crate::lenient::{optional_text, text};

/// A row ID. 0 in a seed is replaced by the next free one.
pub(crate) type RowId = i64;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Package {
    pub(crate) id: RowId,
    pub(crate) package_name: String,
    #[serde(default)]
    pub(crate) module_ids: String,
    #[serde(deserialize_with = "text")]
    pub(crate) price: String,
    #[serde(deserialize_with = "text")]
    pub(crate) validity: String,
    #[serde(default)]
    pub(crate) deleted: bool,
    #[serde(default)]
    pub(crate) visible: bool,
    #[serde(default)]
    pub(crate) highlight: bool,
}

/// A Facebook page of a user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    pub(crate) user_id: RowId,
    #[serde(deserialize_with = "text")]
    pub(crate) page_id: String,
    pub(crate) page_name: String,
    /// Whether its bot is enabled.
    #[serde(default = "yes")]
    pub(crate) bot: bool,
    /// Whether the server has an access token for it.
    #[serde(default = "yes")]
    pub(crate) token: bool,
    #[serde(default = "yes")]
    pub(crate) connected: bool,
}

/// A subscriber of a page. The API takes `page_name` from the page; it is null when the page no longer exists.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Subscriber {
    pub(crate) user_id: RowId,
    #[serde(deserialize_with = "text")]
    pub(crate) page_id: String,
    #[serde(deserialize_with = "text")]
    pub(crate) subscriber_id: String,
    #[serde(default)]
    pub(crate) first_name: String,
    #[serde(default)]
    pub(crate) last_name: String,
    #[serde(default)]
    pub(crate) gender: String,
    #[serde(default)]
    pub(crate) locale: String,
    #[serde(default, deserialize_with = "text")]
    pub(crate) timezone: String,
    #[serde(default)]
    pub(crate) unavailable: bool,
    #[serde(default)]
    pub(crate) last_error_message: String,
    #[serde(default)]
    pub(crate) refferer_source: String,
    #[serde(default = "zero_date_time")]
    pub(crate) subscribed_at: String,
    #[serde(default)]
    pub(crate) email: String,
    #[serde(default, deserialize_with = "text")]
    pub(crate) phone_number: String,
    #[serde(default = "zero_date")]
    pub(crate) birthdate: String,
    #[serde(default = "zero_date_time")]
    pub(crate) last_subscriber_interaction_time: String,
    /// The row IDs of its labels, which are not the label IDs that the API uses elsewhere.
    #[serde(default)]
    pub(crate) labels: Vec<RowId>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Label {
    #[serde(default)]
    pub(crate) id: RowId,
    pub(crate) user_id: RowId,
    #[serde(deserialize_with = "text")]
    pub(crate) page_id: String,
    /// Facebook's ID; null for labels that exist only on the server.
    #[serde(default, deserialize_with = "optional_text")]
    pub(crate) label_id: Option<String>,
    pub(crate) label_name: String,
    #[serde(default)]
    pub(crate) deleted: bool,
    /// Created through the API and stored under a wrong page: never listed, and its name is taken on all pages whose ID
    /// does not fit 32 bits, or on its own page otherwise.
    #[serde(default, skip_serializing)]
    pub(crate) misfiled: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Group {
    #[serde(default)]
    pub(crate) id: RowId,
    pub(crate) user_id: RowId,
    /// The group's name; `type` is the name of the column.
    #[serde(rename = "type")]
    pub(crate) name: String,
    #[serde(default = "zero_date_time")]
    pub(crate) created_at: String,
    #[serde(default)]
    pub(crate) deleted: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Contact {
    #[serde(default)]
    pub(crate) id: RowId,
    pub(crate) user_id: RowId,
    /// One group ID, or several separated by commas.
    #[serde(deserialize_with = "text")]
    pub(crate) contact_type_id: String,
    #[serde(default)]
    pub(crate) first_name: String,
    #[serde(default)]
    pub(crate) last_name: String,
    #[serde(default, deserialize_with = "optional_text")]
    pub(crate) phone_number: Option<String>,
    #[serde(default, deserialize_with = "optional_text")]
    pub(crate) email: Option<String>,
    #[serde(default)]
    pub(crate) notes: String,
    #[serde(default)]
    pub(crate) unsubscribed: bool,
    #[serde(default = "yes")]
    pub(crate) status: bool,
    #[serde(default, deserialize_with = "text")]
    pub(crate) sms_email_sequence_campaign_ids: String,
    #[serde(default)]
    pub(crate) deleted: bool,
}

/// A flow campaign with its questions and answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Flow {
    pub(crate) id: RowId,
    pub(crate) user_id: RowId,
    pub(crate) flow_name: String,
    #[serde(default)]
    pub(crate) deleted: bool,
    #[serde(default)]
    pub(crate) questions: Vec<Question>,
    #[serde(default)]
    pub(crate) answers: Vec<Answer>,
    /// Answers generated while they are sent, for benchmarks larger than a seed file could be.
    #[serde(default)]
    pub(crate) synthetic_answers: Option<SyntheticAnswers>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Question {
    pub(crate) id: RowId,
    pub(crate) question: String,
}

/// One answer. Its question may have been removed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answer {
    #[serde(deserialize_with = "text")]
    pub(crate) subscriber_id: String,
    pub(crate) question_id: RowId,
    pub(crate) answer: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SyntheticAnswers {
    pub(crate) subscribers: u64,
    pub(crate) questions: u32,
}

fn yes() -> bool {
    true
}

pub(crate) fn zero_date_time() -> String {
    dates::ZERO_DATE_TIME.to_owned()
}

fn zero_date() -> String {
    "0000-00-00".to_owned()
}
