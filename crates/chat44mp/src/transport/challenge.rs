//! Recognizes Cloudflare's challenge: a page that only a browser can pass, sent instead of the server's response.

use http::{HeaderMap, StatusCode};
use memchr::memmem;

use crate::error::{Error, ErrorCode, Outcome};

/// The error of a response that is a challenge. The server did not receive the request.
pub(super) fn error(status: StatusCode, headers: &HeaderMap, page: Option<&[u8]>) -> Option<Error> {
    let named = headers.get("cf-mitigated").is_some_and(|value| value.as_bytes() == b"challenge");
    let shown = page.is_some_and(|page| memmem::find(page, b"_cf_chl_opt").is_some());
    (named || shown).then(|| {
        let message = format!(
            "Cloudflare asks for a browser instead of forwarding the request (HTTP {})",
            status.as_u16()
        );
        Error::new(ErrorCode::CLOUDFLARE_CHALLENGE, message).with_outcome(Outcome::Rejected)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_has_a_header_or_a_page() {
        let is_challenge = |name: &'static str, value: &str, page: &str| {
            let headers = HeaderMap::from_iter([(name.parse().unwrap(), value.parse().unwrap())]);
            error(StatusCode::FORBIDDEN, &headers, Some(page.as_bytes())).is_some()
        };
        assert!(is_challenge("cf-mitigated", "challenge", ""));
        assert!(is_challenge("server", "cloudflare", "<script>window._cf_chl_opt = {}</script>"));
        assert!(!is_challenge("server", "cloudflare", "<h1>Sorry, you have been blocked</h1>"));
    }
}
