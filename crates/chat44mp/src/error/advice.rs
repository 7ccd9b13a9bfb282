//! Whether to repeat a failed call: the end of its hint.

use std::borrow::Cow;

use super::{ErrorCode, ErrorKind, Outcome};
use crate::operation::OperationKind;

/// The end of the hints in the catalogue that depend on the call.
pub(super) const GENERAL: &str =
    "Retry a read. After a write, check whether it took effect before you repeat it.";

/// What the hint of a failed call depends on.
pub(super) struct Failed<'a> {
    pub(super) call: &'a str,
    pub(super) kind: OperationKind,
    pub(super) delivery: Outcome,
    pub(super) is_transient: bool,
}

/// The hint for a call: `cause`, which says how to fix the cause, and whether to repeat the call.
pub(super) fn hint<'a>(
    cause: &'a str,
    kind: ErrorKind,
    code: &ErrorCode,
    failed: &Failed<'_>,
) -> Cow<'a, str> {
    let is_lost = match kind {
        ErrorKind::Connection | ErrorKind::Timeout | ErrorKind::Malformed | ErrorKind::Server => true,
        // The server or Facebook has responded: the hint of the code says what to do.
        _ => *code == ErrorCode::HTTP_ERROR,
    };
    let cause = cause.strip_suffix(GENERAL).unwrap_or(cause).trim_end();
    match advice(failed).filter(|_| is_lost && *code != ErrorCode::LABEL_NAME_MAYBE_TAKEN) {
        Some(advice) if cause.is_empty() => advice.into(),
        Some(advice) => format!("{cause} {advice}").into(),
        None => cause.into(),
    }
}

fn advice(failed: &Failed<'_>) -> Option<&'static str> {
    let Failed { call, kind, delivery, is_transient } = *failed;
    match (kind, delivery) {
        (OperationKind::Read, Outcome::NotSent) => None,
        (OperationKind::Read, _) => is_transient.then_some("Retry the call later."),
        (_, Outcome::NotSent) => is_transient.then_some("Nothing was sent: it is safe to repeat the call."),
        (_, Outcome::Rejected) => None,
        (OperationKind::Set, Outcome::Unknown) => {
            Some("The change may have been applied; it is safe to repeat the call.")
        }
        (OperationKind::Create, Outcome::Unknown) => Some(match call {
            "users.create" => {
                "The user may exist: look it up with `users.get` by `email` before you repeat the call."
            }
            "contacts.create" => {
                "The contact may exist: if you repeat the call, `email` or `phone_number` is then rejected as taken."
            }
            "contact_groups.create" => {
                "The group may exist, and the API cannot list groups: check the dashboard before you repeat the call."
            }
            "labels.create" => {
                "The label may exist, and the API does not list it: check the dashboard before you repeat the call."
            }
            _ => "It may have taken effect: check that before you repeat the call.",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use crate::operation::Operation;

    fn hint_of(code: ErrorCode, call: &'static str, kind: OperationKind, outcome: Outcome) -> String {
        let error = Error::new(code, "it failed").with_outcome(outcome).mark_transient();
        error.with_call(call, kind, 1).hint().unwrap_or_default().to_owned()
    }

    #[test]
    fn a_hint_depends_on_the_call() {
        use OperationKind::{Create, Read, Set};
        let lost = |call, kind| hint_of(ErrorCode::SEND_FAILED, call, kind, Outcome::Unknown);
        assert_eq!(lost("contacts.get", Read), "Retry the call later.");
        assert_eq!(
            lost("contacts.delete", Set),
            "The change may have been applied; it is safe to repeat the call."
        );
        assert!(lost("users.create", Create).contains("`users.get` by `email`"));
        assert!(lost("contact_groups.create", Create).contains("check the dashboard"));
        assert_eq!(
            hint_of(ErrorCode::DNS_FAILED, "contacts.create", Create, Outcome::NotSent),
            "Check `base_url` and this machine's network. Nothing was sent: it is safe to repeat the call."
        );
        assert_eq!(
            hint_of(ErrorCode::HEAD_TIMEOUT, "contacts.get", Read, Outcome::Unknown),
            "If the server is slow, raise `head_timeout`. Retry the call later."
        );
    }

    #[test]
    fn the_hint_of_a_response_is_that_of_its_code() {
        for code in [ErrorCode::RATE_LIMITED, ErrorCode::EMAIL_TAKEN, ErrorCode::LABEL_NAME_MAYBE_TAKEN] {
            let expected = code.info().unwrap().hint;
            assert_eq!(hint_of(code, "labels.create", OperationKind::Create, Outcome::Unknown), expected);
        }
    }

    #[test]
    fn no_hint_of_a_call_is_general() {
        for operation in Operation::all().map(Operation::info) {
            for info in ErrorCode::ALL {
                for outcome in [Outcome::NotSent, Outcome::Rejected, Outcome::Unknown] {
                    let code = ErrorCode::custom(info.code);
                    let hint = hint_of(code, operation.call, operation.kind, outcome);
                    assert!(!hint.contains(GENERAL) && !hint.ends_with(' '), "{}: {hint}", info.code);
                }
            }
        }
    }
}
