//! The errors of failed attempts.

use std::time::{Duration, SystemTime};

use http::header::{LOCATION, REFRESH};
use http::{HeaderMap, StatusCode};
use url::Url;

use super::retry;
use crate::decode::catalogue;
use crate::error::{Error, ErrorCode, Outcome};
use crate::operation::Operation;
use crate::request::Request;
use crate::scrub::Secrets;
use crate::secret::ApiKey;

/// The error of a response whose status is not a success.
pub(super) fn status_error(
    operation: Option<Operation>,
    url: &Url,
    status: StatusCode,
    headers: &HeaderMap,
) -> Error {
    let error = |code, text: &str| {
        Error::new(code, format!("{text} (HTTP {})", status.as_u16()))
            .with_retry_after(retry::retry_after(headers, SystemTime::now()))
    };
    if let (500, Some((code, text))) = (status.as_u16(), catalogue::internal_error(operation)) {
        return error(code, text);
    }
    match status.as_u16() {
        301 | 307 | 308 => redirected(url, headers).with_outcome(Outcome::Rejected),
        300..=399 => redirected(url, headers),
        429 => error(ErrorCode::RATE_LIMITED, "too many requests").mark_transient(),
        407 => error(ErrorCode::PROXY_AUTHENTICATION_REQUIRED, "the proxy requires a user and password")
            .with_outcome(Outcome::NotSent),
        408 | 425 => error(ErrorCode::HTTP_ERROR, "the server timed out waiting for the request")
            .with_outcome(Outcome::Unknown)
            .mark_transient(),
        500 | 502 | 503 | 504 => error(ErrorCode::SERVER_ERROR, "the server failed").mark_transient(),
        100..=199 => {
            error(ErrorCode::HTTP_ERROR, "the server switched protocols").with_outcome(Outcome::Unknown)
        }
        500.. => error(ErrorCode::SERVER_ERROR, "the server failed"),
        _ => error(ErrorCode::HTTP_ERROR, "the server rejected the request"),
    }
}

fn redirected(from: &Url, headers: &HeaderMap) -> Error {
    let target = headers.get(LOCATION).and_then(|location| from.join(location.to_str().ok()?).ok());
    let error = Error::new(ErrorCode::REDIRECTED, "the server redirects without a target");
    let Some(target) = target.filter(|target| target.origin().is_tuple()) else {
        return error.with_cause_hint("Check `base_url`, and what is between you and the server.");
    };
    // Only the origin, because the rest of the URL can contain the key.
    error
        .with_quote(&target.origin().ascii_serialization(), |origin| {
            format!("the server redirects to {origin}")
        })
        .with_cause_hint(redirection_hint(from, &target))
}

/// What to do after a redirect. The key must not be sent to the server of another, who may have changed the response.
fn redirection_hint(from: &Url, to: &Url) -> &'static str {
    let bare = |url: &Url| url.host_str().unwrap_or_default().trim_start_matches("www.").to_owned();
    let is_same_server = bare(from) == bare(to) && (to.port().is_none() || to.port() == from.port());
    if !is_same_server {
        "That is another server: do not send the key there, unless you know that it is yours. A network that requires a login \
         redirects, too."
    } else if from.scheme() == "https" && to.scheme() == "http" {
        "Keep https: over http the key would be sent unencrypted. Correct the redirect on the server."
    } else if from.origin() == to.origin() {
        "Check the path of `base_url`: it must be that of the API, which ends in /api."
    } else {
        "Set `base_url` to this address of the server."
    }
}

/// Explains an empty body: a server that requires HTTPS responds to HTTP with an empty page that redirects browsers.
pub(crate) fn explain_empty(error: Error, headers: &HeaderMap) -> Error {
    if *error.code() == ErrorCode::EMPTY_BODY && headers.contains_key(REFRESH) {
        let message = "the server requires HTTPS; nothing was changed";
        return Error::new(ErrorCode::HTTPS_REQUIRED, message).with_outcome(Outcome::Rejected);
    }
    error
}

/// The head of the response was not received in time.
pub(super) fn head_timeout(limit: Duration, sent: bool) -> Error {
    let limit = limit.as_secs_f64();
    if sent {
        let message = format!("no response was received within {limit} s");
        return Error::new(ErrorCode::HEAD_TIMEOUT, message).mark_transient();
    }
    let message = format!("could not connect within {limit} s");
    Error::new(ErrorCode::CONNECT_TIMEOUT, message).with_outcome(Outcome::NotSent).mark_transient()
}

/// The call took longer than its timeout.
pub(super) fn call_timeout(limit: Duration, sent: bool) -> Error {
    let message = format!("the call took longer than {} s", limit.as_secs_f64());
    let error = Error::new(ErrorCode::CALL_TIMEOUT, message).mark_transient();
    if sent { error } else { error.with_outcome(Outcome::NotSent) }
}

/// The client was closed.
pub(super) fn closed() -> Error {
    Error::config(ErrorCode::CLIENT_CLOSED, "the client was closed")
}

/// Completes the error of a call: removes secrets, and adds the call, the status and the number of attempts.
pub(crate) fn finish(
    error: Error,
    key: &ApiKey,
    request: &Request,
    status: Option<StatusCode>,
    attempts: u32,
) -> Error {
    let error = match status {
        Some(status) => error.with_http_status(status.as_u16()),
        None => error,
    };
    let secrets = Secrets::new(key, request.secrets());
    error.scrubbed(&secrets).with_call(request.call, request.kind, attempts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_recommends_only_an_address_of_the_same_server() {
        let hint = |from: &str, to: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(LOCATION, to.parse().unwrap());
            let error = redirected(&Url::parse(from).unwrap(), &headers);
            error.hint().unwrap_or_default().to_owned()
        };
        for to in ["https://x.io/api/get_contact", "https://www.x.io/api", "//www.x.io"] {
            assert_eq!(hint("http://x.io/api", to), "Set `base_url` to this address of the server.", "{to}");
        }
        for to in [
            "https://evil.example/api",
            "https://x.io.evil.example",
            "https://xx.io",
            "https://a.x.io",
            "https://x.io:8443",
        ] {
            assert!(hint("https://x.io/api", to).contains("do not send the key there"), "{to}");
        }
        assert!(hint("https://x.io/api", "http://x.io/api").starts_with("Keep https"));
        assert!(hint("https://x.io/api", "/login").starts_with("Check the path of `base_url`"));
        assert!(hint("https://x.io/api", "mailto:ada@x.io").starts_with("Check `base_url`"));
    }
}
