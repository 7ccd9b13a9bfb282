//! The imitated Facebook behind create_label and assign_label.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::php::json::{Json, object};

/// What Facebook answers, by page and by subscriber. Whoever is not named is served well.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Graph {
    /// How the ids of new labels are written in its JSON.
    #[serde(default)]
    pub(crate) label_ids: Option<LabelIds>,
    #[serde(default)]
    pub(crate) pages: BTreeMap<String, PageMood>,
    #[serde(default)]
    pub(crate) subscribers: BTreeMap<String, SubscriberMood>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LabelIds {
    Text,
    Number,
}

/// How Facebook answers for a page that it does not simply serve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PageMood {
    /// An error object.
    Refused,
    /// No answer, or one that is no JSON.
    Unreachable,
    /// Served, with the label's id as a bare number.
    NumberIds,
}

/// How Facebook answers when a label is put on this subscriber.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SubscriberMood {
    /// `(#100) The user ID is not valid.`
    Refused,
    /// `{"success": false}`
    Unsuccessful,
    /// Nothing usable.
    Silent,
}

/// Facebook's answer to a new label.
pub(crate) enum NewLabel {
    Made(Json),
    Refused(Json),
    Unreachable,
}

/// Facebook's answer to one assignment.
pub(crate) enum Assignment {
    Success(bool),
    Silent,
    Refused(&'static str),
}

impl Graph {
    pub(crate) fn create_label(&self, page_id: &str, new_id: i64) -> NewLabel {
        let mood = self.pages.get(page_id);
        match mood {
            Some(PageMood::Refused) => NewLabel::Refused(object([
                ("message", "(#283) Requires pages_messaging permission to manage the object".into()),
                ("type", "OAuthException".into()),
                ("code", Json::Number(283)),
                ("fbtrace_id", "A2b4C6d8E0f1G3h5".into()),
            ])),
            Some(PageMood::Unreachable) => NewLabel::Unreachable,
            _ if mood == Some(&PageMood::NumberIds) || self.label_ids == Some(LabelIds::Number) => {
                NewLabel::Made(Json::Number(new_id))
            }
            _ => NewLabel::Made(new_id.to_string().into()),
        }
    }

    pub(crate) fn assign_label(&self, page_id: &str, subscriber_id: &str) -> Assignment {
        if self.pages.get(page_id) == Some(&PageMood::Unreachable) {
            return Assignment::Silent;
        }
        match self.subscribers.get(subscriber_id) {
            Some(SubscriberMood::Refused) => Assignment::Refused(INVALID_USER),
            Some(SubscriberMood::Unsuccessful) => Assignment::Success(false),
            Some(SubscriberMood::Silent) => Assignment::Silent,
            None if subscriber_id.parse::<u64>().is_ok_and(|id| id > 0) => Assignment::Success(true),
            None => Assignment::Refused(INVALID_USER),
        }
    }
}

const INVALID_USER: &str = "(#100) The user ID is not valid.";
