//! Parameters as PHP reads them: from the query or from the form, the last of a repeated name wins.

use std::collections::BTreeMap;

use percent_encoding::percent_decode;

use crate::filter::{filter, without_controls};
use crate::php;

/// The parameters of the query or of the form.
#[derive(Debug, Clone, Default)]
pub(crate) struct Params(BTreeMap<String, Value>);

#[derive(Debug, Clone, Default)]
struct Value {
    text: String,
    /// Sent as `name[]=…`, which crashes the server.
    array: bool,
    unencodable: bool,
}

impl Params {
    /// Parses `a=1&b=2`, the format of a query and of a urlencoded body.
    pub(crate) fn urlencoded(text: &[u8]) -> Params {
        let mut params = Params::default();
        for pair in text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let name = decode(halves.next().unwrap_or_default());
            params.put(&name, &decode(halves.next().unwrap_or_default()));
        }
        params
    }

    /// Parses a `multipart/form-data` body with any line ends; files are ignored.
    pub(crate) fn multipart(boundary: &str, body: &[u8]) -> Params {
        let mut params = Params::default();
        let body = valid(body);
        for part in body.split(&format!("--{boundary}")).skip(1) {
            let halves = part.split_once("\r\n\r\n").or_else(|| part.split_once("\n\n"));
            let Some((head, value)) = halves else { continue };
            if let Some(name) = field_name(head).filter(|_| !head.contains("filename=")) {
                let value = value.strip_suffix('\n').unwrap_or(value);
                params.put(name, value.strip_suffix('\r').unwrap_or(value));
            }
        }
        params
    }

    /// Adds a parameter: control characters are removed, line ends become LF, dots and blanks in a name become `_`.
    fn put(&mut self, name: &str, text: &str) {
        let (name, array) = match name.split_once('[') {
            Some((base, _)) if !base.is_empty() => (base, true),
            _ => (name, false),
        };
        let text = without_controls(text).replace("\r\n", "\n").replace('\r', "\n");
        self.0.insert(name.replace(['.', ' '], "_"), Value { text, array, unencodable: false });
    }

    /// The same parameters after the anti-XSS filter.
    pub(crate) fn filtered(&self) -> Params {
        let filter = |value: &Value| {
            let filtered = filter(&value.text);
            Value { text: filtered.text, array: value.array, unencodable: filtered.unencodable }
        };
        Params(self.0.iter().map(|(name, value)| (name.clone(), filter(value))).collect())
    }

    /// The value as sent.
    pub(crate) fn raw(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.text.as_str())
    }

    /// The value, unless it is missing, empty or `"0"`, which are the same to the server.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(|value| php::truthy(&value.text))
    }

    /// The value as an integer, unless it is missing or 0.
    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        self.text(name).map(php::integer).filter(|number| *number != 0)
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(crate) fn is_array(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| value.array)
    }

    /// Whether JSON cannot represent the value, so that a response that echoes it is empty.
    pub(crate) fn is_unencodable(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| value.unencodable)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.text.as_str()))
    }
}

/// Percent-decodes once; bytes that are not UTF-8 are dropped.
fn decode(text: &[u8]) -> String {
    let spaced: Vec<u8> = text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let bytes: Vec<u8> = percent_decode(&spaced).collect();
    valid(&bytes)
}

/// Text without the bytes that are not UTF-8.
fn valid(bytes: &[u8]) -> String {
    bytes.utf8_chunks().map(|chunk| chunk.valid()).collect()
}

/// The name in the head of a part, quoted or not.
fn field_name(head: &str) -> Option<&str> {
    let name = head.split("name=").nth(1)?;
    match name.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => name.split([';', '\r', '\n']).next().map(str::trim),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_value_of_a_repeated_name_wins() {
        let params = Params::urlencoded(b"api_key=a&api_key=b&x=1+2%2B3&empty=&zero=0&bad=%FF%FE");
        assert_eq!(params.text("api_key"), Some("b"));
        assert_eq!(params.text("x"), Some("1 2+3"));
        assert_eq!(params.text("empty"), None);
        assert_eq!(params.text("zero"), None);
        assert_eq!(params.text("bad"), None);
        assert!(params.contains("bad"));
    }

    #[test]
    fn detects_array_syntax() {
        let params = Params::urlencoded(b"user_id[]=1&other=2");
        assert!(params.is_array("user_id") && !params.is_array("other"));
    }

    #[test]
    fn cleans_names_and_values() {
        let params = Params::urlencoded(b"contact.id=1&a%20b=x%00%07%7F%0D%0Ay%0Dz");
        assert_eq!(params.text("contact_id"), Some("1"));
        assert_eq!(params.text("a_b"), Some("x\ny\nz"));
    }

    #[test]
    fn parses_multipart_forms() {
        let body = b"--XX\r\nContent-Disposition: form-data; name=\"api_key\"\r\n\r\nk 1\r\n\
            --XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\nno\r\n--XX--\r\n";
        let params = Params::multipart("XX", body);
        assert_eq!(params.text("api_key"), Some("k 1"));
        assert!(!params.contains("f"));
        let body = b"--XX\nContent-Disposition: form-data; name=api_key\n\nk 1\n--XX--\n";
        assert_eq!(Params::multipart("XX", body).text("api_key"), Some("k 1"));
    }
}
