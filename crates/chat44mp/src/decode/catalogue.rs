//! From the server's words to a code: the API sends prose, and the same condition in other words at each endpoint.

use std::borrow::Cow;

use crate::error::{Error, ErrorCode, ErrorKind};
use crate::operation::{Access, Operation};

/// Where a rule comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provenance {
    /// The API's published documentation.
    Documented,
    /// Seen on a running server.
    Observed,
}

/// One line of the catalogue: what the server says, and what it means.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct MessageRule {
    /// The operations that say it; none means every operation.
    pub operations: &'static [Operation],
    /// Its words, with `{n}` where an id stands.
    pub text: &'static str,
    /// The code it becomes.
    pub code: ErrorCode,
    /// Where the rule comes from.
    pub provenance: Provenance,
}

/// A message of your own server and the error it stands for, for servers that translate their messages.
#[derive(Debug, Clone)]
pub struct MessagePattern {
    /// The operation that says it, by its wire name (`get_contact`); `None` for every operation.
    pub operation: Option<String>,
    /// The text; case and spacing do not matter, and `{n}` stands for any run of digits.
    pub text: String,
    /// The code that the error gets: one of the SDK's or one of your own.
    pub code: ErrorCode,
    /// The kind, for a code of your own; the SDK's codes bring theirs.
    pub kind: Option<ErrorKind>,
}

/// Declares the messages with which the server rejects calls of a resource: text, code, provenance, and the operations
/// that say it; none means every operation.
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

/// The error that the server's `message` stands for.
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
        let here = rule.operations.is_empty() || operation.is_some_and(|it| rule.operations.contains(&it));
        here && normalize(rule.text) == normal
    });
    let code = known.map(|rule| rule.code.clone()).or_else(|| by_elimination(operation, &collapsed));
    let error = Error::from_server(code.unwrap_or(ErrorCode::UNKNOWN_ERROR), message)
        .with_graph_code(graph_code(&collapsed));
    match hint(operation, error.code()) {
        Some(hint) => error.with_hint(hint),
        None => error,
    }
}

/// Codes that no message identifies, because servers translate it or it is Facebook's: every other error of
/// the operation is known, so what is left is this one.
fn by_elimination(operation: Option<Operation>, message: &str) -> Option<ErrorCode> {
    match operation? {
        Operation::GET_CONTACT => Some(ErrorCode::CONTACT_DELETED),
        Operation::ASSIGN_LABEL => Some(ErrorCode::FACEBOOK_REFUSED),
        // create_label passes Facebook's text on too, but only in an object; see `envelope`.
        Operation::CREATE_LABEL if graph_code(message).is_some() => Some(ErrorCode::FACEBOOK_REFUSED),
        _ => None,
    }
}

/// What to add to a code's own hint at this operation.
fn hint(operation: Option<Operation>, code: &ErrorCode) -> Option<Cow<'static, str>> {
    let operation = operation?;
    let admin = operation.info().access == Access::Admin;
    if *code == ErrorCode::API_KEY_REJECTED && admin {
        return Some("This call asks for an admin's key: a member's is refused in the same words. Otherwise check the key and that its user is active.".into());
    }
    if operation == Operation::CREATE_SYSTEM_USER && *code == ErrorCode::EMAIL_TAKEN {
        return Some(
            "Find the user with users.get, or use users.provision. A deleted user keeps its address.".into(),
        );
    }
    None
}

/// The number in Facebook's own words, `(#100) The user ID is not valid.`
pub(crate) fn graph_code(message: &str) -> Option<i64> {
    message.split_once("(#")?.1.split_once(')')?.0.parse().ok()
}

/// Spaces collapsed, case folded, digits generalised.
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

/// The error that HTTP 500 stands for, for an operation whose cause is known.
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
    fn texts_match_whatever_their_spacing_case_and_ids() {
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
    fn the_same_words_mean_other_things_elsewhere() {
        assert_eq!(code(Operation::CREATE_CONTACT, "The contact ID does not exist"), "group_not_found");
        assert_eq!(code(Operation::DELETE_CONTACT, "The contact ID does not exist"), "contact_not_found");
        assert_eq!(code(Operation::DELETE_CONTACT, "Package ID not found"), "unknown_error");
    }

    #[test]
    fn codes_without_a_known_message_are_found_by_elimination() {
        assert_eq!(
            code(Operation::GET_CONTACT, "impossibile ottenere i dati di contatto"),
            "contact_deleted"
        );
        let refused =
            error_of(Some(Operation::ASSIGN_LABEL), "assign_label", "(#100) The user ID is not valid.", &[]);
        assert_eq!((refused.code().as_str(), refused.graph_code()), ("facebook_refused", Some(100)));
    }

    #[test]
    fn servers_can_have_their_own_messages() {
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
            "contact_deleted"
        );
    }

    #[test]
    fn every_rule_is_reached() {
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
