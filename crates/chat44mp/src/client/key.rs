//! Validation of API keys. Anything else is never sent, because it may be another secret.

use std::borrow::Cow;

use crate::error::{Error, ErrorCode};
use crate::secret::ApiKey;

/// The key without blanks around it. `name` is the option or variable it came from; the key itself is never quoted.
pub(super) fn check_key(name: &str, key: ApiKey) -> Result<ApiKey, Error> {
    let text = key.expose().trim();
    if text.is_empty() {
        return Err(error(ErrorCode::MISSING_API_KEY, format!("`{name}` is empty; pass your API key")));
    }
    if let Some(problem) = problem(text) {
        return Err(error(ErrorCode::INVALID_API_KEY, format!("`{name}` {problem}")));
    }
    Ok(if text.len() == key.expose().len() { key } else { ApiKey::from(text) })
}

/// The error for a client without a key.
pub(super) fn no_key() -> Error {
    error(ErrorCode::MISSING_API_KEY, "no API key: pass `api_key`, or set CHAT44MP_API_KEY")
}

fn error(code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Error {
    Error::invalid(code, "api_key", message)
}

fn problem(key: &str) -> Option<&'static str> {
    let lower = key.to_ascii_lowercase();
    if lower.starts_with("bearer ") || lower.starts_with("basic ") {
        return Some("begins like an Authorization header; pass only the key");
    }
    if key.contains(['"', '\'', '`']) {
        return Some("contains a quotation mark; pass the key without quotation marks");
    }
    if key.contains(['<', '>']) {
        return Some("contains an angle bracket; pass the key itself instead of a placeholder");
    }
    if key.contains(['$', '{', '}', '%']) {
        return Some("contains a variable that was not expanded; pass the key itself");
    }
    if lower.split_once('=').is_some_and(|(name, _)| name.ends_with("key")) {
        return Some("contains a parameter name before the key; pass only the text after the `=`");
    }
    if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Some("contains a blank or a character that is not allowed in a key; copy it again");
    }
    is_placeholder(&lower).then_some("is a placeholder; pass the key from your dashboard")
}

/// Whether `key` has the server's own format: `<user>-<7 letters or digits><10 digits><7 letters or digits>`. Such a key may
/// end in any letters.
fn has_key_format(key: &str) -> bool {
    let Some((user, rest)) = key.split_once('-') else { return false };
    let rest = rest.as_bytes();
    let digits = |bytes: &[u8]| !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit);
    rest.len() == 24
        && rest.iter().all(u8::is_ascii_alphanumeric)
        && digits(user.as_bytes())
        && digits(&rest[7..17])
}

/// Whether documentation uses this text as a placeholder for a key.
fn is_placeholder(lower: &str) -> bool {
    const WORDS: [&str; 16] = [
        "key",
        "apikey",
        "yourkey",
        "mykey",
        "changeme",
        "replaceme",
        "placeholder",
        "secret",
        "token",
        "example",
        "todo",
        "none",
        "null",
        "nil",
        "undefined",
        "redacted",
    ];
    if has_key_format(lower) {
        return false;
    }
    let letters: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut bytes = lower.bytes();
    let first = bytes.next();
    first.is_some_and(|first| b"x*-._0".contains(&first)) && bytes.all(|byte| Some(byte) == first)
        || WORDS.contains(&letters.as_str())
        || letters.contains("apikey")
        || letters.starts_with("your")
        || letters.starts_with("xxx")
        || letters.ends_with("xxx")
        || lower.contains("...")
        || lower.contains("***")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(key: &str) -> Result<String, String> {
        let checked = check_key("api_key", ApiKey::from(key));
        checked.map(|key| key.expose().to_owned()).map_err(|error| {
            assert!(!key.contains("12") || !error.to_string().contains(key.trim()), "{error}");
            error.code().to_string()
        })
    }

    #[test]
    fn accepts_keys_of_servers() {
        for key in [
            "12-AbCdEfG1234567890QwErTyU",
            "1-0000000000000000000000a7",
            "12-AbCdEfG1234567890QwErxxX",
            "3-xxxxxxx1234567890xxxxxxx",
            "39-wrong",
            "KKKKKKKKKKKKKKKKKKKKKKKK",
            "k",
            "abc123+/=",
            "a.b~c_d",
        ] {
            assert_eq!(check(key).as_deref(), Ok(key));
            assert_eq!(check(&format!(" {key}\r\n")).as_deref(), Ok(key));
        }
    }

    #[test]
    fn rejects_texts_that_are_not_keys() {
        for key in [
            "\"12-AbCdEfG1234567890QwErTyU\"",
            "'12-AbCdEfG1234567890QwErTyU'",
            "`12-AbC`",
            "“12-AbCdEfG1234567890QwErTyU”",
            "api_key=12-AbCdEfG1234567890QwErTyU",
            "API_KEY=12-AbC",
            "?api_key=12-AbC&x=1",
            "CHAT44MP_API_KEY=12-AbC",
            "Bearer 12-AbCdEfG1234567890QwErTyU",
            "bearer 12",
            "<12-AbCdEfG1234567890QwErTyU>",
            "<key>",
            "<YOUR_API_KEY>",
            "YOUR_API_KEY",
            "your-api-key-here",
            "YOUR KEY",
            "xxx",
            "XXXXXXXX",
            "12-xxxxxxxxxxxx",
            "changeme",
            "CHANGE_ME",
            "placeholder",
            "$CHAT44MP_API_KEY",
            "${CHAT44MP_API_KEY}",
            "{{ api_key }}",
            "%CHAT44MP_API_KEY%",
            "********",
            "12-***",
            "....",
            "null",
            "undefined",
            "two words",
            "12-Ab\u{200B}C",
            "12-Ab\0C",
            "clé",
        ] {
            assert_eq!(check(key), Err("invalid_api_key".to_owned()), "{key}");
        }
        for key in ["", " ", "\n\t"] {
            assert_eq!(check(key), Err("missing_api_key".to_owned()));
        }
    }
}
