//! Maps messages of the server to error codes: the API sends prose, worded differently at each endpoint.

use chat44mp_macros::argument;
use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode, ErrorKind};
use crate::operation::{Access, Operation};

/// The source of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provenance {
    /// The API's published documentation.
    Documented,
    /// Observed on a running server.
    Observed,
}

/// One line of the catalogue: a message of the server and its code.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct MessageRule {
    /// The operations that send it; empty for every operation.
    pub operations: &'static [Operation],
    /// The message, with `{n}` in place of an ID.
    pub text: &'static str,
    /// The error code.
    pub code: ErrorCode,
    /// The source of the rule.
    pub provenance: Provenance,
}

/// A message of your own server and the error it stands for, for servers that translate their messages.
#[argument(positional(text, code))]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MessagePattern {
    /// The text. Case and spacing do not matter, and `{n}` stands for any run of digits.
    pub text: String,
    /// One of the SDK's codes, or one of your own; the latter needs a `kind`.
    pub code: ErrorCode,
    /// The wire name of the operation that reports it, such as `get_contact`; any by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The family of the error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<ErrorKind>,
}

/// Declares the messages with which the server rejects calls of a resource: text, code, provenance, and the operations
/// that send them; empty for every operation.
macro_rules! messages {
    ($($text:literal => $code:ident, $provenance:ident $(, $($operation:ident)+)?;)*) => {
        pub(super) const MESSAGES: &[crate::decode::catalogue::MessageRule] = &[$(
            crate::decode::catalogue::MessageRule {
                operations: &[$($(crate::operation::Operation::$operation),+)?],
                text: $text,
                code: crate::error::ErrorCode::$code,
                provenance: crate::decode::catalogue::Provenance::$provenance,
            },
        )*];
    };
}
pub(crate) use messages;

/// Returns the error for a message of the server.
///
/// `operation` is `None` for an operation that this SDK does not know.
pub(crate) fn error_of(
    operation: Option<Operation>,
    name: &str,
    message: &str,
    own: &[MessagePattern],
) -> Error {
    let collapsed = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let normal = normalize(&collapsed);

    let pattern = own.iter().find(|pattern| {
        pattern.operation.as_deref().is_none_or(|only| only == name) && normalize(&pattern.text) == normal
    });
    if let Some(pattern) = pattern {
        let error = Error::from_server(pattern.code.clone(), message);
        return match (pattern.code.info(), pattern.kind) {
            (None, Some(kind)) => error.with_kind(kind),
            _ => error,
        };
    }

    let known = MessageRule::all().find(|rule| {
        let applies = rule.operations.is_empty() || operation.is_some_and(|it| rule.operations.contains(&it));
        applies && normalize(rule.text) == normal
    });
    let code = known.map(|rule| rule.code.clone()).or_else(|| by_elimination(operation, &collapsed));
    let error = Error::from_server(code.unwrap_or(ErrorCode::UNKNOWN_ERROR), message)
        .with_graph_code(graph_code(&collapsed));
    match hint(operation, error.code()) {
        Some(hint) => error.with_hint(hint),
        None => error,
    }
}

/// Codes without a fixed message, because it is Facebook's. Every other error of the operation is known, so an unknown
/// message has this code.
fn by_elimination(operation: Option<Operation>, message: &str) -> Option<ErrorCode> {
    match operation? {
        Operation::ASSIGN_LABEL => Some(ErrorCode::FACEBOOK_REFUSED),
        // create_label also passes on Facebook's message, but in an object; see `envelope`.
        Operation::CREATE_LABEL if graph_code(message).is_some() => Some(ErrorCode::FACEBOOK_REFUSED),
        _ => None,
    }
}

/// The hint for a code of this operation, if it differs from the code's own.
fn hint(operation: Option<Operation>, code: &ErrorCode) -> Option<&'static str> {
    let operation = operation?;
    let admin = operation.info().access == Access::Admin;
    if *code == ErrorCode::API_KEY_REJECTED && admin {
        return Some(
            "This call requires an admin's key: a member's key is rejected with the same message. Otherwise check the key, and that its user is active.",
        );
    }
    if operation == Operation::CREATE_SYSTEM_USER && *code == ErrorCode::EMAIL_TAKEN {
        return Some(
            "Find the user with `users.get`, or use `users.provision`. A deleted user keeps its address.",
        );
    }
    None
}

/// The error number in a message of Facebook, such as `(#100) The user ID is not valid.`
pub(crate) fn graph_code(message: &str) -> Option<i64> {
    message.split_once("(#")?.1.split_once(')')?.0.parse().ok()
}

/// Collapses spaces, folds case and replaces numbers by `{n}`.
fn normalize(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !normal.is_empty() {
            normal.push(' ');
        }
        if word != "{n}" && word.bytes().all(|byte| byte.is_ascii_digit()) {
            normal.push_str("{n}");
        } else {
            normal.extend(word.chars().flat_map(char::to_lowercase));
        }
    }
    normal
}

/// The error for HTTP 500, if its cause is known for the operation.
pub(crate) fn internal_error(operation: Option<Operation>) -> Option<(ErrorCode, &'static str)> {
    match operation {
        // Facebook has created the label; the server failed to store it.
        Some(Operation::CREATE_LABEL) => {
            Some((ErrorCode::LABEL_NAME_MAYBE_TAKEN, "the server failed while it stored the label"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(operation: Operation, message: &str) -> String {
        error_of(Some(operation), operation.name(), message, &[]).code().to_string()
    }

    #[test]
    fn matches_messages_regardless_of_spacing_case_and_ids() {
        assert_eq!(
            code(Operation::SUBSCRIBER_INFORMATION, " No Matching  Subscriber Found"),
            "subscriber_not_found"
        );
        assert_eq!(code(Operation::UPDATE_USER, "user not found with the ID: 12"), "user_not_found");
        assert_eq!(
            code(Operation::GET_USER_INFO, "either api key invalid or member validity expired"),
            "api_key_rejected"
        );
        assert_eq!(code(Operation::GET_USER_INFO, "Something new"), "unknown_error");
    }

    #[test]
    fn equal_messages_have_different_codes_per_operation() {
        assert_eq!(code(Operation::CREATE_CONTACT, "The contact ID does not exist"), "group_not_found");
        assert_eq!(code(Operation::DELETE_CONTACT, "The contact ID does not exist"), "contact_not_found");
        assert_eq!(code(Operation::DELETE_CONTACT, "Package ID not found"), "unknown_error");
    }

    #[test]
    fn codes_without_a_known_message_are_found_by_elimination() {
        let refused =
            error_of(Some(Operation::ASSIGN_LABEL), "assign_label", "(#100) The user ID is not valid.", &[]);
        assert_eq!((refused.code().as_str(), refused.graph_code()), ("facebook_refused", Some(100)));
    }

    #[test]
    fn message_patterns_take_precedence() {
        let own = [MessagePattern {
            operation: Some("create_contact".into()),
            text: "Limite di {n} contatti raggiunto".into(),
            code: ErrorCode::custom("contact_limit"),
            kind: Some(ErrorKind::Precondition),
        }];
        let error = error_of(
            Some(Operation::CREATE_CONTACT),
            "create_contact",
            "limite di 500 contatti  raggiunto",
            &own,
        );
        assert_eq!((error.code().as_str(), error.kind()), ("contact_limit", ErrorKind::Precondition));
        assert_eq!(
            error_of(Some(Operation::GET_CONTACT), "get_contact", &own[0].text, &own).code().as_str(),
            "unknown_error"
        );
    }

    /// A program may delete what is not found: an unknown message must not count as that.
    #[test]
    fn a_contact_is_deleted_only_if_a_known_message_says_so() {
        for message in ["Unable to get contact data", "Impossibile ottenere i dati di contatto"] {
            assert_eq!(code(Operation::GET_CONTACT, message), "contact_deleted");
        }
        assert_eq!(code(Operation::GET_CONTACT, "Qualcosa non va"), "unknown_error");
    }

    #[test]
    fn every_rule_is_reachable() {
        for rule in MessageRule::all() {
            let says =
                |operation: &Operation| rule.operations.is_empty() || rule.operations.contains(operation);
            for operation in Operation::all().filter(says) {
                assert_eq!(
                    code(operation, &rule.text.replace("{n}", "7")),
                    rule.code.as_str(),
                    "{}",
                    rule.text
                );
            }
        }
    }
}
