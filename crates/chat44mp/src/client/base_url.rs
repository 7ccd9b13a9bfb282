//! Validation of the base URL: the key is sent to exactly the configured address or nowhere.

use std::net::IpAddr;

use url::{Host, Url};

use crate::error::{Error, ErrorCode};

/// Checks a base URL and completes it with `/api`. `name` is the option or variable it came from.
///
/// The URL parser repairs many mistakes (`https:x.io`, backslashes, line breaks, `..`). The result may not be the intended
/// address, so everything that the parser would change is an error.
pub(super) fn check_base_url(name: &str, text: &str, allow_http: bool) -> Result<Url, Error> {
    let text = text.trim();
    let mut url = parse(text).map_err(|problem| {
        Error::invalid(ErrorCode::INVALID_BASE_URL, "base_url", format!("`{name}` {problem}"))
    })?;
    if url.scheme() == "http" && !allow_http && !is_loopback(&url) {
        let message =
            format!("`{name}` is plain http; use https, or set `allow_http` to send the key unencrypted");
        return Err(Error::invalid(ErrorCode::INSECURE_BASE_URL, "base_url", message));
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&if path.ends_with("/api") { path } else { path + "/api" });
    Ok(url)
}

fn parse(text: &str) -> Result<Url, String> {
    let no_url = || "is not a URL; pass one such as https://chat.example.com/api".to_owned();
    if text.is_empty() {
        return Err("is empty; pass a URL such as https://chat.example.com/api, or leave it out".into());
    }
    if text.contains(|character: char| character.is_whitespace() || character.is_control()) {
        return Err("contains a blank, a line break or a control character; remove it".into());
    }
    if text.contains('\\') {
        return Err("contains a backslash; write `/`".into());
    }
    if text.contains('@') {
        return Err("contains a user or password, or an `@`; leave them out".into());
    }
    if text.contains(['?', '#']) {
        return Err("contains a query or fragment; end it with the path".into());
    }
    let (scheme, rest) = text.split_once("://").ok_or_else(no_url)?;
    if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return Err("must begin with https:// and a host".into());
    }
    let (authority, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
    if authority.is_empty() || authority.starts_with(':') {
        return Err("has no host; write https:// and the host, such as https://chat.example.com/api".into());
    }
    let url = Url::parse(text).map_err(|_| no_url())?;
    let host = url.host_str().ok_or_else(no_url)?;
    if !text.is_ascii() {
        return Err(format!(
            "contains a character outside ASCII; if you mean the host {host}, pass it in this form"
        ));
    }
    let given = authority.to_ascii_lowercase();
    if !given.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte)) {
        return Err(no_url());
    }
    if !given.starts_with('[') && given.split(':').next() != Some(host) {
        return Err(format!(
            "has a host that is parsed as {host}; if you mean this host, pass it in this form"
        ));
    }
    if url.path() != path {
        return Err(
            "has a path with characters or dots that are not sent as written; pass the plain path".into()
        );
    }
    Ok(url)
}

/// Whether the address is on this machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn base_url(text: &str) -> Result<String, String> {
        check_base_url("base_url", text, false).map(String::from).map_err(|error| error.code().to_string())
    }

    #[test]
    fn completes_base_urls() {
        for text in [
            "https://x.io",
            "https://x.io/",
            "https://x.io/api",
            "https://x.io/api//",
            " https://x.io/api/ \n",
        ] {
            assert_eq!(base_url(text).unwrap(), "https://x.io/api", "{text}");
        }
        assert_eq!(base_url("https://x.io/chat").unwrap(), "https://x.io/chat/api");
        assert_eq!(base_url("HTTPS://X.io:8443/api").unwrap(), "https://x.io:8443/api");
        assert_eq!(base_url("https://[2001:db8::1]:8443").unwrap(), "https://[2001:db8::1]:8443/api");
        assert_eq!(base_url("https://xn--mnchen-3ya.example").unwrap(), "https://xn--mnchen-3ya.example/api");
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "it is a table")]
    fn rejects_misleading_base_urls() {
        for text in [
            "",
            " ",
            "x.io",
            "x.io/api",
            "//x.io",
            "ftp://x.io",
            "file:///api",
            "https",
            "https:",
            "https://",
            "https:///api",
            "https:////x.io/api",
            "https:x.io",
            "https:/x.io",
            "https:\\\\x.io",
            "https:/\\x.io",
            "https://x.io\\api",
            "https://x.io\\@evil.io",
            "https://u:p@x.io",
            "https://u@x.io",
            "https://@x.io",
            "https://x.io@evil.io/api",
            "https://x.io/api?x=1",
            "https://x.io/?",
            "https://x.io/#a",
            "https://x.io#",
            "https://x .io",
            "https://x.io /api",
            "https://x\n.io/api",
            "https://x.io\r\n/api",
            "https://x.io/\tapi",
            "ht\ntps://x.io",
            "https://x.io\u{0}/api",
            "https://x.io\u{a0}/api",
            "https://x.io\u{200b}/api",
            "https://münchen.example/api",
            "https://chat.exаmple.com",
            "https://ｘ.io",
            "https://x。io",
            "https://%65vil.io/api",
            "https://x.io%2Fapi",
            "https://x.io%00.evil.io",
            "https://2130706433/api",
            "https://0x7f.1/api",
            "https://127.1/api",
            "https://:443/api",
            "https://x.io:99999",
            "https://x.io:port",
            "https://<host>/api",
            "https://${HOST}/api",
            "https://x.io/../api",
            "https://x.io/./api",
            "https://x.io/%2e%2e/api",
            "https://x.io/\"api\"",
            "\"https://x.io\"",
            "'https://x.io/api'",
            "<https://x.io>",
        ] {
            assert_eq!(base_url(text), Err("invalid_base_url".to_owned()), "{text:?}");
        }
        assert_eq!(base_url("http://x.io").unwrap_err(), "insecure_base_url");
        assert_eq!(base_url("http://127.0.0.1.x.io").unwrap_err(), "insecure_base_url");
        for local in
            ["http://localhost:1/api", "http://127.8.8.8/api", "http://[::1]/api", "http://a.localhost/api"]
        {
            assert!(base_url(local).is_ok(), "{local}");
        }
    }

    #[test]
    fn names_the_ascii_form_of_the_host() {
        let error = check_base_url("base_url", "https://münchen.example", false).unwrap_err();
        assert!(error.server_message().contains("xn--mnchen-3ya.example"), "{error}");
    }

    proptest! {
        #[test]
        fn an_accepted_url_is_sent_as_written(text in r"https?:?[/\\]{0,4}[a-c@:\[\]./\\%?# \t\n-]{0,12}(/api)?") {
            if let Ok(url) = check_base_url("base_url", &text, true) {
                let url = url.as_str().trim_end_matches("/api");
                let text = text.trim().trim_end_matches('/').trim_end_matches("/api").trim_end_matches('/');
                let plain = |url: &str| url.replace(":/", "/").trim_end_matches([':', '/']).to_owned();
                prop_assert_eq!(plain(url.trim_end_matches('/')), plain(text));
            }
        }
    }
}
