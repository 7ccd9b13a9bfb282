//! The rows of the emulated database, in the columns that the API shows. A seed file writes the same rows.

use std::fmt;

use serde::de::{Deserializer, Error as _, Visitor};
use serde::{Deserialize, Serialize};

use crate::database::dates;
use crate::php::json::Json;

/// A number of the database. 0 in a seed asks for the next free one.
pub(crate) type RowId = i64;

/// One row as the API writes it: every column is a text or null.
pub(crate) type Columns = Vec<(&'static str, Json)>;

#[derive(Debug, Clone, PartialEq, Deserialize)]
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

impl Package {
    pub(crate) fn columns(&self) -> Columns {
        vec![
            ("id", number(self.id)),
            ("package_name", self.package_name.as_str().into()),
            ("module_ids", self.module_ids.as_str().into()),
            ("price", self.price.as_str().into()),
            ("validity", self.validity.as_str().into()),
            ("deleted", flag(self.deleted)),
            ("visible", flag(self.visible)),
            ("highlight", flag(self.highlight)),
        ]
    }
}

/// A Facebook page of a user.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    pub(crate) user_id: RowId,
    #[serde(deserialize_with = "text")]
    pub(crate) page_id: String,
    pub(crate) page_name: String,
    /// Whether its bot is switched on.
    #[serde(default = "yes")]
    pub(crate) bot: bool,
    /// Whether the install holds an access token for it.
    #[serde(default = "yes")]
    pub(crate) token: bool,
    #[serde(default = "yes")]
    pub(crate) connected: bool,
}

/// A subscriber of a page. Its `page_name` is the page's, and null when there is no such page any more.
#[derive(Debug, Clone, PartialEq, Deserialize)]
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
    /// The row numbers of its labels, which are not the label ids that the API uses elsewhere.
    #[serde(default)]
    pub(crate) labels: Vec<RowId>,
}

impl Subscriber {
    pub(crate) fn columns(&self, page_name: Option<&str>) -> Columns {
        let labels: Vec<String> = self.labels.iter().map(RowId::to_string).collect();
        vec![
            ("subscriber_id", self.subscriber_id.as_str().into()),
            ("labels", labels.join(",").into()),
            ("first_name", self.first_name.as_str().into()),
            ("last_name", self.last_name.as_str().into()),
            ("full_name", format!("{} {}", self.first_name, self.last_name).trim().into()),
            ("gender", self.gender.as_str().into()),
            ("locale", self.locale.as_str().into()),
            ("timezone", self.timezone.as_str().into()),
            ("page_name", page_name.map_or(Json::Null, Json::from)),
            ("page_id", self.page_id.as_str().into()),
            ("unavailable", flag(self.unavailable)),
            ("last_error_message", self.last_error_message.as_str().into()),
            ("refferer_source", self.refferer_source.as_str().into()),
            ("subscribed_at", self.subscribed_at.as_str().into()),
            ("email", self.email.as_str().into()),
            ("phone_number", self.phone_number.as_str().into()),
            ("birthdate", self.birthdate.as_str().into()),
            ("last_subscriber_interaction_time", self.last_subscriber_interaction_time.as_str().into()),
        ]
    }
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Label {
    #[serde(default)]
    pub(crate) id: RowId,
    pub(crate) user_id: RowId,
    #[serde(deserialize_with = "text")]
    pub(crate) page_id: String,
    /// Facebook's id; null for labels that exist only here.
    #[serde(default, deserialize_with = "optional_text")]
    pub(crate) label_id: Option<String>,
    pub(crate) label_name: String,
    #[serde(default)]
    pub(crate) deleted: bool,
    /// Made through the API and filed under a wrong page: never listed, and its name is taken on all pages whose id
    /// does not fit 32 bits, or else on its own page.
    #[serde(default)]
    pub(crate) misfiled: bool,
}

impl Label {
    pub(crate) fn columns(&self) -> Columns {
        vec![
            ("id", number(self.id)),
            ("user_id", number(self.user_id)),
            ("page_id", self.page_id.as_str().into()),
            ("label_id", (&self.label_id).into()),
            ("label_name", self.label_name.as_str().into()),
            ("deleted", flag(self.deleted)),
        ]
    }
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Group {
    #[serde(default)]
    pub(crate) id: RowId,
    pub(crate) user_id: RowId,
    /// The group's name; the column is called so.
    #[serde(rename = "type")]
    pub(crate) name: String,
    #[serde(default = "zero_date_time")]
    pub(crate) created_at: String,
    #[serde(default)]
    pub(crate) deleted: bool,
}

impl Group {
    pub(crate) fn columns(&self) -> Columns {
        vec![
            ("id", number(self.id)),
            ("user_id", number(self.user_id)),
            ("type", self.name.as_str().into()),
            ("created_at", self.created_at.as_str().into()),
            ("deleted", flag(self.deleted)),
        ]
    }
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Contact {
    #[serde(default)]
    pub(crate) id: RowId,
    pub(crate) user_id: RowId,
    /// One group or a comma list of them.
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

impl Contact {
    pub(crate) fn columns(&self) -> Columns {
        vec![
            ("id", number(self.id)),
            ("user_id", number(self.user_id)),
            ("contact_type_id", self.contact_type_id.as_str().into()),
            ("first_name", self.first_name.as_str().into()),
            ("last_name", self.last_name.as_str().into()),
            ("phone_number", (&self.phone_number).into()),
            ("email", (&self.email).into()),
            ("notes", self.notes.as_str().into()),
            ("unsubscribed", flag(self.unsubscribed)),
            ("status", flag(self.status)),
            ("sms_email_sequence_campaign_ids", self.sms_email_sequence_campaign_ids.as_str().into()),
            ("deleted", flag(self.deleted)),
        ]
    }
}

/// A flow campaign with its questions and the answers given to it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
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
    /// Answers made up while they are sent, for measuring with more than a file could hold.
    #[serde(default)]
    pub(crate) synthetic_answers: Option<SyntheticAnswers>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Question {
    pub(crate) id: RowId,
    pub(crate) question: String,
}

/// One answer. Its question may be gone.
#[derive(Debug, Clone, PartialEq, Deserialize)]
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

pub(crate) fn flag(value: bool) -> Json {
    if value { "1" } else { "0" }.into()
}

pub(crate) fn number(value: RowId) -> Json {
    value.to_string().into()
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

/// Text, where a bare number is meant as its digits: `page_id: 10215` without quotes.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    optional_text(deserializer)?.ok_or_else(|| D::Error::custom("expected text or a number, found null"))
}

pub(crate) fn optional_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    struct Text;
    impl Visitor<'_> for Text {
        type Value = Option<String>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("text or an integer")
        }
        fn visit_str<E>(self, text: &str) -> Result<Option<String>, E> {
            Ok(Some(text.to_owned()))
        }
        fn visit_u64<E>(self, number: u64) -> Result<Option<String>, E> {
            Ok(Some(number.to_string()))
        }
        fn visit_i64<E>(self, number: i64) -> Result<Option<String>, E> {
            Ok(Some(number.to_string()))
        }
        fn visit_unit<E>(self) -> Result<Option<String>, E> {
            Ok(None)
        }
        fn visit_none<E>(self) -> Result<Option<String>, E> {
            Ok(None)
        }
    }
    deserializer.deserialize_any(Text)
}
