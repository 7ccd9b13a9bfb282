//! Values that must never be shown: the API key and users' passwords.

use std::fmt;

use zeroize::Zeroizing;

/// An API key. It is wiped from memory when dropped and prints as its last four characters only.
#[derive(Clone)]
pub struct ApiKey(Zeroizing<String>);

impl ApiKey {
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl From<&str> for ApiKey {
    fn from(key: &str) -> Self {
        ApiKey(Zeroizing::new(key.to_owned()))
    }
}

impl From<String> for ApiKey {
    fn from(key: String) -> Self {
        ApiKey(Zeroizing::new(key))
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A short text would be given away by its own end.
        let shown = if self.0.chars().count() >= 12 { self.0.char_indices().rev().nth(3) } else { None };
        write!(f, "ApiKey(…{})", shown.map_or("", |(at, _)| &self.0[at..]))
    }
}

impl fmt::Display for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// A user's password. It is wiped from memory when dropped and never printed or serialized.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Password(Zeroizing<String>);

impl Password {
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Password {
    fn from(password: &str) -> Self {
        Password(Zeroizing::new(password.to_owned()))
    }
}

impl From<String> for Password {
    fn from(password: String) -> Self {
        Password(Zeroizing::new(password))
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// The secrets of one call, so that text from the server can be cleared of them: error pages quote SQL.
#[derive(Clone, Copy)]
pub(crate) struct Secrets<'a> {
    pub(crate) key: &'a ApiKey,
    pub(crate) password: Option<&'a Password>,
}

impl Secrets<'_> {
    /// `text` without any of the secrets, in whichever spelling the server may echo them.
    pub(crate) fn scrub(&self, text: &str) -> String {
        let mut clean = text.to_owned();
        let secrets = [Some(self.key.expose()), self.password.map(Password::expose)];
        for secret in secrets.into_iter().flatten().filter(|secret| !secret.is_empty()) {
            for spelling in spellings(secret) {
                if contains_ignoring_case(&clean, &spelling) {
                    clean = replace_ignoring_case(&clean, &spelling);
                }
            }
        }
        clean
    }
}

fn spellings(secret: &str) -> [String; 5] {
    let form: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let percent = form.replace('+', "%20");
    let html = secret
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#039;");
    let sql = secret.replace('\\', "\\\\").replace('\'', "\\'").replace('"', "\\\"");
    [secret.to_owned(), form, percent, html, sql]
}

// The server compares keys without case, so an echo may differ in case.
fn contains_ignoring_case(text: &str, part: &str) -> bool {
    find_ignoring_case(text, part).is_some()
}

fn find_ignoring_case(text: &str, part: &str) -> Option<usize> {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    text.windows(part.len()).position(|window| window.eq_ignore_ascii_case(part))
}

fn replace_ignoring_case(text: &str, part: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = find_ignoring_case(rest, part) {
        clean.push_str(&rest[..at]);
        clean.push_str("[secret]");
        rest = &rest[at + part.len()..];
    }
    clean + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_do_not_print() {
        let key = ApiKey::from("12-AbCdEfG1234567890QwErTyU");
        assert_eq!(format!("{key:?} {key}"), "ApiKey(…rTyU) ApiKey(…rTyU)");
        assert_eq!(format!("{:?}", ApiKey::from("short")), "ApiKey(…)");
        assert_eq!(format!("{:?}", Password::from("hunter2")), "Password(…)");
    }

    #[test]
    fn scrubbing_knows_every_spelling() {
        let key = ApiKey::from("12-AbCdEfG1234567890QwErTyU");
        let password = Password::from("p&ss w'rd");
        let secrets = Secrets { key: &key, password: Some(&password) };
        let page = "k=12-abcdefg1234567890qwertyu a=p%26ss+w%27rd b=p%26ss%20w%27rd c=p&amp;ss w&#039;rd d=p&ss w\\'rd";
        assert_eq!(secrets.scrub(page), "k=[secret] a=[secret] b=[secret] c=[secret] d=[secret]");
    }
}
