//! Recognizes a proxy that refuses to connect to the server.

use std::error::Error as StdError;

use crate::error::{Error, ErrorCode, Outcome, Phase};

/// The error of a connection that a proxy refused, from its causes. The HTTP library reports it only as text: its types are
/// private.
pub(super) fn refusal<'a>(mut causes: impl Iterator<Item = &'a (dyn StdError + 'static)>) -> Option<Error> {
    let (code, message) = causes.find_map(|cause| known(&cause.to_string()))?;
    Some(Error::new(code, message).with_phase(Phase::Connect).with_outcome(Outcome::NotSent))
}

fn known(text: &str) -> Option<(ErrorCode, &'static str)> {
    Some(match text {
        "tunnel error: proxy authorization required"
        | "SOCKS error: credentials not accepted"
        | "SOCKS error: server does not support user/pass authentication" => (
            ErrorCode::PROXY_AUTHENTICATION_REQUIRED,
            "the proxy requires a user and password, or rejects the given ones",
        ),
        "tunnel error: unsuccessful" | "SOCKS error: connection not allowed" => {
            (ErrorCode::PROXY_REFUSED, "the proxy refused to connect to the server")
        }
        _ => return None,
    })
}
