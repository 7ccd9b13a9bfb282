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
        // The last characters of a short text would reveal most of it.
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
#[cfg_attr(
    feature = "reflection",
    derive(serde::Deserialize, schemars::JsonSchema),
    serde(from = "String"),
    schemars(with = "String")
)]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_hides_secrets() {
        let key = ApiKey::from("12-AbCdEfG1234567890QwErTyU");
        assert_eq!(format!("{key:?} {key}"), "ApiKey(…rTyU) ApiKey(…rTyU)");
        assert_eq!(format!("{:?}", ApiKey::from("short")), "ApiKey(…)");
        assert_eq!(format!("{:?}", Password::from("hunter2")), "Password(…)");
    }
}

#[cfg(feature = "node")]
impl crate::interop::node::FromJs for Password {
    const EXPECTED: &'static str = "a string";

    fn from_js(value: crate::interop::node::JsArgument) -> Option<Self> {
        value.text().map(Password::from)
    }
}

#[cfg(feature = "uniffi")]
uniffi::custom_type!(
    /// A user's password. It is passed to Rust and never returned.
    Password, String, { lower: |_password| String::new(), try_lift: |text| Ok(Password::from(text)) }
);
