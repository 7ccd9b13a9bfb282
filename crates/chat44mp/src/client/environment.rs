//! Settings from environment variables: a variable that is set must not be empty.

use std::env;
use std::ffi::OsString;

use crate::error::{Error, ErrorCode};

/// The variable with the API key.
pub const API_KEY_VARIABLE: &str = "CHAT44MP_API_KEY";
/// The variable with the base URL.
pub const BASE_URL_VARIABLE: &str = "CHAT44MP_BASE_URL";

/// A text option with its name for error messages: that of the option or of the environment variable.
#[derive(Clone)]
pub(super) struct Setting<T> {
    pub(super) name: &'static str,
    /// `None` if the variable is not valid Unicode.
    pub(super) value: Option<T>,
}

impl<T> Setting<T> {
    pub(super) fn given(name: &'static str, value: T) -> Setting<T> {
        Setting { name, value: Some(value) }
    }

    pub(super) fn of_variable(name: &'static str, value: OsString) -> Setting<T>
    where
        T: From<String>,
    {
        // JavaScript and others replace bytes that they cannot decode.
        let text = value.into_string().ok().filter(|text| !text.contains('\u{FFFD}'));
        Setting { name, value: text.map(T::from) }
    }

    /// The value. Fails with `code` for a variable that could not be decoded.
    pub(super) fn decoded(self, code: ErrorCode, field: &'static str) -> Result<T, Error> {
        let Setting { name, value } = self;
        value.ok_or_else(|| {
            Error::invalid(
                code,
                field,
                format!("`{name}` is not valid Unicode text; set it again, or unset it"),
            )
        })
    }
}

/// The value of an environment variable, if it is set.
///
/// Fails with `missing_api_key` or `invalid_base_url` if it is blank, and with `invalid_api_key` or `invalid_base_url` if
/// it is not valid Unicode: a fallback to another key or address would send the key to an unintended server.
pub fn variable(name: &'static str) -> Result<Option<String>, Error> {
    let Some(value) = env::var_os(name) else { return Ok(None) };
    let is_key = name == API_KEY_VARIABLE;
    let (field, empty, unreadable) = if is_key {
        ("api_key", ErrorCode::MISSING_API_KEY, ErrorCode::INVALID_API_KEY)
    } else {
        ("base_url", ErrorCode::INVALID_BASE_URL, ErrorCode::INVALID_BASE_URL)
    };
    let text = Setting::<String>::of_variable(name, value).decoded(unreadable, field)?;
    if text.trim().is_empty() {
        return Err(Error::invalid(
            empty,
            field,
            format!("`{name}` is set, but empty; set a value, or unset it"),
        ));
    }
    Ok(Some(text))
}
