//! The emulated Facebook behind create_label and assign_label.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

/// Facebook's responses, by page and by subscriber. Anything not listed succeeds.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Graph {
    /// The JSON type of the IDs of new labels.
    #[serde(default)]
    pub(crate) label_ids: Option<LabelIds>,
    #[serde(default)]
    pub(crate) pages: BTreeMap<String, PageResponse>,
    #[serde(default)]
    pub(crate) subscribers: BTreeMap<String, SubscriberResponse>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LabelIds {
    Text,
    Number,
}

/// Facebook's response for a page, where it is not a plain success.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PageResponse {
    /// An error object.
    Refused,
    /// No response, or one that is not JSON.
    Unreachable,
    /// Success, with the label's ID as a number.
    NumberIds,
}

/// Facebook's response when a label is assigned to this subscriber.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SubscriberResponse {
    /// `(#100) The user ID is not valid.`
    Refused,
    /// `{"success": false}`
    Unsuccessful,
    /// No usable response.
    Silent,
}

/// Facebook's response to a new label.
pub(crate) enum NewLabel {
    Created(Value),
    Refused(Value),
    Unreachable,
}

/// Facebook's response to one assignment.
pub(crate) enum Assignment {
    Success(bool),
    Silent,
    Refused(&'static str),
}

impl Graph {
    pub(crate) fn create_label(&self, page_id: &str, new_id: i64) -> NewLabel {
        let response = self.pages.get(page_id);
        match response {
            Some(PageResponse::Refused) => NewLabel::Refused(json!({
                "message": "(#283) Requires pages_messaging permission to manage the object",
                "type": "OAuthException",
                "code": 283,
                "fbtrace_id": "A2b4C6d8E0f1G3h5",
            })),
            Some(PageResponse::Unreachable) => NewLabel::Unreachable,
            _ if response == Some(&PageResponse::NumberIds) || self.label_ids == Some(LabelIds::Number) => {
                NewLabel::Created(new_id.into())
            }
            _ => NewLabel::Created(new_id.to_string().into()),
        }
    }

    pub(crate) fn assign_label(&self, page_id: &str, subscriber_id: &str) -> Assignment {
        if self.pages.get(page_id) == Some(&PageResponse::Unreachable) {
            return Assignment::Silent;
        }
        match self.subscribers.get(subscriber_id) {
            Some(SubscriberResponse::Refused) => Assignment::Refused(INVALID_USER),
            Some(SubscriberResponse::Unsuccessful) => Assignment::Success(false),
            Some(SubscriberResponse::Silent) => Assignment::Silent,
            None if subscriber_id.parse::<u64>().is_ok_and(|id| id > 0) => Assignment::Success(true),
            None => Assignment::Refused(INVALID_USER),
        }
    }
}

const INVALID_USER: &str = "(#100) The user ID is not valid.";
