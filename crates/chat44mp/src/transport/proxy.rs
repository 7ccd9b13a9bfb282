//! Selects the proxy of a client, once when the client is built.
//!
//! - The option `proxy` takes precedence if it is set; if it is empty, no proxy is used.
//! - A server on this machine is reached without a proxy.
//! - `NO_PROXY` lists hosts that are reached without a proxy: names (`example.com` and `.example.com` both include
//!   subdomains), addresses, networks (`10.0.0.0/8`) and `*`, separated by commas or blanks. A name or an address may have a
//!   port.
//! - `HTTPS_PROXY` or, for plain http, `HTTP_PROXY`, then `ALL_PROXY`. `HTTP_PROXY` is ignored in a CGI program
//!   (`REQUEST_METHOD` is set), where visitors can set it with a header.
//!
//! The URL is `http://`, `https://`, `socks5://` (this machine resolves the server's name) or `socks5h://` (the proxy does).
//! Without a scheme it is `http://`.
//!
//! The lower-case form of a variable is used if the other is not set. An empty variable counts as not set.

use std::ffi::OsString;
use std::net::IpAddr;

use url::{Host, Url};

use crate::error::{Error, ErrorCode};

const EXAMPLE: &str = "pass one such as http://proxy.example.com:3128 or socks5h://proxy.example.com:1080";

/// The default port of SOCKS proxies.
const SOCKS_PORT: u16 = 1080;

/// The proxy for `base_url`, if any. `variable` reads the environment.
pub(crate) fn choose(
    option: Option<&str>,
    base_url: &Url,
    loopback: bool,
    variable: impl Fn(&str) -> Option<OsString>,
) -> Result<Option<Url>, Error> {
    if let Some(option) = option {
        return proxy_url("proxy", option)
            .map_err(|message| Error::invalid(ErrorCode::INVALID_OPTION, "proxy", message));
    }
    if loopback {
        return Ok(None);
    }
    let environment = || {
        let first = |names: &[&'static str]| first_set(names, &variable);
        let scheme: &[&'static str] = match base_url.scheme() {
            "https" => &["HTTPS_PROXY", "https_proxy"],
            _ if variable("REQUEST_METHOD").is_some() => &["http_proxy"],
            _ => &["HTTP_PROXY", "http_proxy"],
        };
        let proxy = match first(scheme)? {
            Some(found) => Some(found),
            None => first(&["ALL_PROXY", "all_proxy"])?,
        };
        let Some((name, value)) = proxy else { return Ok(None) };
        if let Some((name, list)) = first(&["NO_PROXY", "no_proxy"])?
            && is_excepted(name, &list, base_url)?
        {
            return Ok(None);
        }
        proxy_url(name, &value)
    };
    environment().map_err(|message: String| Error::config(ErrorCode::INVALID_OPTION, message))
}

/// The first of these variables that is set and not empty.
fn first_set(
    names: &[&'static str],
    variable: impl Fn(&str) -> Option<OsString>,
) -> Result<Option<(&'static str, String)>, String> {
    for &name in names {
        let Some(value) = variable(name) else { continue };
        let value =
            value.into_string().map_err(|_| format!("`{name}` is not valid Unicode; correct or unset it"))?;
        if !value.trim().is_empty() {
            return Ok(Some((name, value)));
        }
    }
    Ok(None)
}

/// Parses the URL of a proxy. Error messages do not quote it, because it can contain a password.
fn proxy_url(name: &str, value: &str) -> Result<Option<Url>, String> {
    let value = value.trim();
    if value.is_empty() {
        return Ok(None);
    }
    let invalid = || format!("`{name}` is not the URL of a proxy; {EXAMPLE}");
    if value.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(invalid());
    }
    let whole = if value.contains("://") { value.to_owned() } else { format!("http://{value}") };
    let mut url = Url::parse(&whole).map_err(|_| invalid())?;
    let plain = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
    if !matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h")
        || !url.has_host()
        || url.port() == Some(0)
        || !plain
    {
        return Err(invalid());
    }
    if url.port_or_known_default().is_none() {
        url.set_port(Some(SOCKS_PORT)).map_err(|()| invalid())?;
    }
    Ok(Some(url))
}

/// Whether `list`, the value of `NO_PROXY`, names the host of `base_url`.
fn is_excepted(name: &str, list: &str, base_url: &Url) -> Result<bool, String> {
    let (domain, address) = match base_url.host() {
        Some(Host::Domain(domain)) => (domain.trim_end_matches('.'), None),
        Some(Host::Ipv4(address)) => ("", Some(IpAddr::V4(address))),
        Some(Host::Ipv6(address)) => ("", Some(IpAddr::V6(address))),
        None => return Ok(false),
    };
    let mut excepted = false;
    for entry in list.split([',', ' ', '\t', '\n', '\r']).filter(|entry| !entry.is_empty()) {
        if let Some((network, bits)) = entry.split_once('/') {
            let network = parse_network(network, bits)
                .ok_or_else(|| format!("`{name}` contains an invalid network; write it as 10.0.0.0/8"))?;
            excepted |= address.is_some_and(|address| contains(network, address));
            continue;
        }
        let (host, port) = split_port(entry);
        let same_port = port.is_none() || port == base_url.port_or_known_default();
        let same_host = match (parse_address(host), address) {
            (Some(listed), Some(address)) => listed == address,
            _ => host == "*" || address.is_none() && is_within(domain, host),
        };
        excepted |= same_port && same_host;
    }
    Ok(excepted)
}

/// `example.com:8443` and `[::1]:8443` have a port; `::1` has none.
fn split_port(entry: &str) -> (&str, Option<u16>) {
    match entry.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => match port.parse() {
            Ok(port) => (host, Some(port)),
            Err(_) => (entry, None),
        },
        _ => (entry, None),
    }
}

fn parse_address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok()
}

fn parse_network(address: &str, bits: &str) -> Option<(IpAddr, u32)> {
    let address = parse_address(address)?;
    let bits = bits.parse().ok()?;
    (bits <= if address.is_ipv4() { 32 } else { 128 }).then_some((address, bits))
}

fn contains((network, bits): (IpAddr, u32), address: IpAddr) -> bool {
    let differ = match (network, address) {
        (IpAddr::V4(a), IpAddr::V4(b)) => u128::from(a.to_bits() ^ b.to_bits()) << 96,
        (IpAddr::V6(a), IpAddr::V6(b)) => a.to_bits() ^ b.to_bits(),
        _ => return false,
    };
    differ.leading_zeros() >= bits
}

/// Whether `domain` is `suffix` or a subdomain of it.
fn is_within(domain: &str, suffix: &str) -> bool {
    let suffix = suffix.strip_prefix('*').unwrap_or(suffix).trim_matches('.').to_ascii_lowercase();
    let rest = domain.strip_suffix(suffix.as_str());
    !suffix.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(base_url: &str, set: &[(&str, &str)]) -> Result<Option<String>, String> {
        let variable =
            |name: &str| set.iter().find(|(set, _)| *set == name).map(|(_, value)| OsString::from(*value));
        choose(None, &Url::parse(base_url).unwrap(), false, variable)
            .map(|url| url.map(|url| url.to_string()))
            .map_err(|error| error.server_message().to_owned())
    }

    #[test]
    fn no_proxy_lists_names_addresses_networks_and_ports() {
        for (url, list, direct) in [
            ("https://a.example.com", "*", true),
            ("https://a.example.com", " other.org , * ", true),
            ("https://a.example.com", "example.com", true),
            ("https://a.example.com", ".Example.com", true),
            ("https://a.example.com", "*.example.com", true),
            ("https://a.example.com", "other.org example.com", true),
            ("https://a.example.com", "ample.com", false),
            ("https://a.example.com", ".", false),
            ("https://a.example.com", "", false),
            ("https://a.example.com", "a.example.com:443", true),
            ("https://a.example.com", "a.example.com:8443", false),
            ("https://a.example.com", "10.0.0.0/8", false),
            ("https://10.1.2.3", "10.0.0.0/8", true),
            ("https://11.1.2.3", "10.0.0.0/8", false),
            ("https://11.1.2.3", "0.0.0.0/0", true),
            ("https://11.1.2.3", "::/0", false),
            ("https://10.1.2.3", "10.1.2.3", true),
            ("https://10.1.2.3:8443", "10.1.2.3:8443", true),
            ("https://10.1.2.3", "2.3", false),
            ("https://[2001:db8::1]", "2001:db8::/32", true),
            ("https://[2001:db8::1]", "[2001:db8:0::1]", true),
            ("https://[2001:db8::1]", "[2001:db8::1]:443", true),
            ("https://[2001:db8::1]", "2001:db8::1/128", true),
            ("https://[2001:db8::2]", "2001:db8::1/128", false),
        ] {
            let expected = if direct { None } else { Some("http://proxy:3128/".to_owned()) };
            let set = [("HTTPS_PROXY", "http://proxy:3128"), ("NO_PROXY", list)];
            assert_eq!(chosen(url, &set), Ok(expected.clone()), "{url} {list}");
            let lower = [("https_proxy", "proxy:3128"), ("no_proxy", list)];
            assert_eq!(chosen(url, &lower), Ok(expected), "{url} {list}");
        }
    }

    #[test]
    fn the_scheme_selects_the_variable() {
        let set = [("HTTP_PROXY", "a"), ("HTTPS_PROXY", ""), ("ALL_PROXY", "https://u:p@b:1")];
        assert_eq!(chosen("http://x.org", &set), Ok(Some("http://a/".to_owned())));
        assert_eq!(chosen("https://x.org", &set), Ok(Some("https://u:p@b:1/".to_owned())));
        assert_eq!(chosen("http://x.org", &[("REQUEST_METHOD", "GET"), ("HTTP_PROXY", "a")]), Ok(None));
        assert_eq!(chosen("https://x.org", &[("HTTPS_PROXY", "  ")]), Ok(None));
        assert_eq!(chosen("https://x.org", &[]), Ok(None));
    }

    #[test]
    fn an_invalid_variable_is_named_and_not_quoted() {
        for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
            for value in [
                "http://u:hunter22@",
                "http://u:hunter22@host:99999",
                "http://u:hunter22@host:0",
                "http://u:hunter22@ho st",
                "http://u:hunter22@ho\nst",
                "http://u:hunter22@host/path",
                "ftp://u:hunter22@host",
                "::::hunter22",
                "socks://u:hunter22@host",
                "socks4://u:hunter22@host:1080",
            ] {
                let message = chosen("https://x.org", &[(name, value)]).unwrap_err();
                assert!(
                    message.starts_with(&format!("`{name}`")) && !message.contains("hunter"),
                    "{message}"
                );
            }
        }
        let set = [("HTTPS_PROXY", "proxy"), ("no_proxy", "10.0.0.0/33")];
        assert!(chosen("https://x.org", &set).unwrap_err().starts_with("`no_proxy`"));
    }

    #[test]
    fn the_option_takes_precedence() {
        let base_url = Url::parse("https://x.org").unwrap();
        let set = |_: &str| Some(OsString::from("socks5://other"));
        assert_eq!(choose(Some(""), &base_url, false, set).unwrap(), None);
        let url = choose(Some("proxy:3128"), &base_url, true, set).unwrap().unwrap();
        assert_eq!(url.as_str(), "http://proxy:3128/");
        let url = choose(Some("socks5h://u:p@proxy"), &base_url, false, set).unwrap().unwrap();
        assert_eq!(url.as_str(), "socks5h://u:p@proxy:1080");
        for wrong in ["ftp://p", "socks4://p", "socks://p", "127.0.0.1:31280000"] {
            let error = choose(Some(wrong), &base_url, false, set).unwrap_err();
            assert!(error.server_message().starts_with("`proxy` is not the URL of a proxy"), "{wrong}");
        }
        assert_eq!(choose(None, &base_url, true, set).unwrap(), None);
    }
}
