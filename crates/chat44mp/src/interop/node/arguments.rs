//! Converts arguments. The core validates their values.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::ptr;

use napi::{Result, check_status, sys};
use url::Url;

use super::{Fields, FromJs, JsArgument};
use crate::interop::{CaCerts, Seconds, snake_case};

impl FromJs for String {
    const EXPECTED: &'static str = "a string";

    fn from_js(value: JsArgument) -> Option<Self> {
        value.text()
    }
}

impl FromJs for PathBuf {
    const EXPECTED: &'static str = "a path";

    fn from_js(value: JsArgument) -> Option<Self> {
        value.text().map(PathBuf::from)
    }
}

/// Texts by the names of fields.
impl FromJs for BTreeMap<String, String> {
    const EXPECTED: &'static str = "an object whose values are strings";

    fn from_js(value: JsArgument) -> Option<Self> {
        let entries = Fields::new(value, "names").ok()?.entries().ok()?;
        entries.into_iter().map(|(name, value)| Some((snake_case(&name), value.text()?))).collect()
    }
}

impl FromJs for Seconds {
    const EXPECTED: &'static str = "a number of milliseconds";

    fn from_js(value: JsArgument) -> Option<Self> {
        value.number().map(|number| Seconds::from(number / 1000.0))
    }
}

/// Clamped to the largest possible count.
impl FromJs for u32 {
    const EXPECTED: &'static str = "a non-negative integer";

    fn from_js(value: JsArgument) -> Option<Self> {
        value.integer().filter(|count| *count >= 0).map(|count| count.try_into().unwrap_or(u32::MAX))
    }
}

impl FromJs for usize {
    const EXPECTED: &'static str = u32::EXPECTED;

    fn from_js(value: JsArgument) -> Option<Self> {
        u32::from_js(value).map(|count| count as usize)
    }
}

impl FromJs for CaCerts {
    const EXPECTED: &'static str = "a path, a file URL, or a string or Buffer with certificates in PEM";

    fn from_js(value: JsArgument) -> Option<Self> {
        if let Some(text) = value.text() {
            return Some(text.into());
        }
        if let Some(bytes) = value.bytes() {
            return Some(bytes.to_vec().into());
        }
        let url: String = Fields::new(value, "a URL").ok()?.get(c"href").ok()?;
        Url::parse(&url).ok()?.to_file_path().ok().map(CaCerts::from)
    }
}

impl FromJs for bool {
    const EXPECTED: &'static str = "a boolean";

    fn from_js(value: JsArgument) -> Option<Self> {
        let mut flag = false;
        // SAFETY: the value is valid during the current call; napi rejects anything but a boolean.
        let status = unsafe { sys::napi_get_value_bool(value.env, value.value, &mut flag) };
        (status == sys::Status::napi_ok).then_some(flag)
    }
}

impl<T: FromJs> FromJs for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn from_js(value: JsArgument) -> Option<Self> {
        if value.is_absent() { Some(None) } else { T::from_js(value).map(Some) }
    }

    fn read(value: JsArgument, name: &str) -> Result<Self> {
        if value.is_absent() { Ok(None) } else { T::read(value, name).map(Some) }
    }
}

impl<T: FromJs> FromJs for Vec<T> {
    const EXPECTED: &'static str = "an array";

    fn from_js(value: JsArgument) -> Option<Self> {
        Self::read(value, "the array").ok()
    }

    fn read(value: JsArgument, name: &str) -> Result<Self> {
        if !value.is_array() {
            return Err(value.wrong_type(name, Self::EXPECTED));
        }
        let mut length = 0;
        // SAFETY: the array and its items are valid during the current call.
        check_status!(unsafe { sys::napi_get_array_length(value.env, value.value, &mut length) })?;
        let item = |at| {
            let mut item = ptr::null_mut();
            // SAFETY: as above.
            check_status!(unsafe { sys::napi_get_element(value.env, value.value, at, &mut item) })?;
            T::read(JsArgument { env: value.env, value: item }, &format!("{name}[{at}]"))
        };
        (0..length).map(item).collect()
    }
}
