//! The IDs of the API, one type each, so that they cannot be confused.
//!
//! IDs of the server's database are integers. Facebook's IDs (subscribers, pages, labels) are text, because their
//! 16 to 17 digits do not fit the number type of every language.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::lenient;

#[cfg(feature = "node")]
use crate::interop::node;
#[cfg(feature = "python")]
use crate::interop::python::{integer_id, text_id};

/// Each with its argument name for error messages in JavaScript.
macro_rules! integer_ids {
    ($($(#[$doc:meta])* $name:ident, $argument:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[cfg_attr(feature = "reflection", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl From<i64> for $name {
            fn from(id: i64) -> Self {
                $name(id)
            }
        }

        impl From<$name> for i64 {
            fn from(id: $name) -> i64 {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                lenient::integer(deserializer).map($name)
            }
        }

        #[cfg(feature = "node")]
        node::integer_id!($name, $argument);
        #[cfg(feature = "python")]
        integer_id!($name);
        #[cfg(feature = "uniffi")]
        uniffi::custom_newtype!($(#[$doc])* $name, i64);
    )*};
}

integer_ids! {
    /// A user of the platform.
    UserId, "userId";
    /// A package (plan) that a user can hold.
    PackageId, "packageId";
    /// A contact group; `contact_type_id` on the wire.
    GroupId, "groupId";
    /// A contact.
    ContactId, "contactId";
    /// A flow campaign; `flow_campaign_id` on the wire.
    FlowId, "flowId";
    /// A question of a flow campaign.
    QuestionId, "questionId";
}

macro_rules! text_ids {
    ($($(#[$doc:meta])* $name:ident, $argument:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[cfg_attr(feature = "reflection", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                $name(id.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                $name(id)
            }
        }

        impl From<&$name> for $name {
            fn from(id: &$name) -> Self {
                id.clone()
            }
        }

        impl From<i64> for $name {
            fn from(id: i64) -> Self {
                $name(id.to_string())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                lenient::id_text(deserializer).map($name)
            }
        }

        #[cfg(feature = "node")]
        node::text_id!($name, $argument);
        #[cfg(feature = "python")]
        text_id!($name);
        #[cfg(feature = "uniffi")]
        uniffi::custom_newtype!($(#[$doc])* $name, String);
    )*};
}

text_ids! {
    /// A Messenger subscriber's page-scoped id.
    Psid, "subscriberId";
    /// A Facebook page's id.
    PageId, "pageId";
    /// A Facebook label's id.
    LabelId, "labelId";
}
