//! The operations and messages of all resources.

use super::{contact_groups, contacts, flows, labels, packages, subscribers, users};
use crate::decode::catalogue::{MessageRule, messages};
use crate::operation::Operation;

messages! {
    "API Key is required" => API_KEY_MISSING, Observed;
    "Either API Key Invalid or Member Validity Expired" => API_KEY_REJECTED, Documented;
}

impl MessageRule {
    /// Every message of the server that the SDK understands.
    pub fn all() -> impl Iterator<Item = &'static MessageRule> {
        let resources = [
            MESSAGES,
            users::MESSAGES,
            subscribers::MESSAGES,
            labels::MESSAGES,
            contact_groups::MESSAGES,
            contacts::MESSAGES,
            flows::MESSAGES,
        ];
        resources.into_iter().flatten()
    }
}

impl Operation {
    /// Every operation, in the order of the API's reference.
    pub fn all() -> impl Iterator<Item = Operation> {
        let resources = [
            users::OPERATIONS,
            packages::OPERATIONS,
            subscribers::OPERATIONS,
            labels::OPERATIONS,
            contact_groups::OPERATIONS,
            contacts::OPERATIONS,
            flows::OPERATIONS,
        ];
        resources.into_iter().flatten().copied()
    }
}
