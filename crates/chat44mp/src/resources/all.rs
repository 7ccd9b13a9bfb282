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

/// The successful response of an operation.
#[cfg(feature = "reflection")]
pub fn response(operation: Operation, generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let resources = [
        users::RESPONSES,
        packages::RESPONSES,
        subscribers::RESPONSES,
        labels::RESPONSES,
        contact_groups::RESPONSES,
        contacts::RESPONSES,
        flows::RESPONSES,
    ];
    let mut shapes = resources.into_iter().flatten();
    // A test of the conformance suite checks that no operation is missing.
    shapes.find(|(other, _)| *other == operation).map_or_else(Default::default, |(_, shape)| shape(generator))
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
