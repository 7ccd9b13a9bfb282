//! Converts arguments from JavaScript. A value of the wrong type is a `TypeError` that names the argument; the core
//! validates the values.

use std::ffi::{CStr, CString};

use chat44mp::RowLayout;
use chat44mp::ffi::node::{Fields, FromJs, JsArgument, Kind};
use napi::bindgen_prelude::FromNapiValue;
use napi::{Env, JsValue, Result, Unknown, sys};
use napi_derive::napi;

/// Parameters of a custom call.
pub(crate) struct Params(pub(crate) Vec<(String, String)>);

impl FromJs for Params {
    const EXPECTED: &'static str = "an object whose values are strings or integers";

    fn from_js(value: JsArgument) -> Option<Self> {
        let entries = Fields::new(value, "params").ok()?.entries().ok()?;
        let text =
            |value: JsArgument| value.text().or_else(|| value.integer().map(|number| number.to_string()));
        entries.into_iter().map(|(name, value)| Some((name, text(value)?))).collect::<Option<_>>().map(Params)
    }
}

/// The path of a file.
pub struct FilePath(pub(crate) String);

impl FromNapiValue for FilePath {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: napi passes values of the current call.
        String::read(unsafe { JsArgument::new(env, value) }, "path").map(FilePath)
    }
}

/// Options of one call, and the signal that stops it.
#[derive(Default)]
pub struct CallOptions {
    pub(crate) options: chat44mp::CallOptions,
    pub(crate) signal: Option<JsArgument>,
}

impl FromNapiValue for CallOptions {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: napi passes values of the current call.
        CallOptions::of(Fields::new(unsafe { JsArgument::new(env, value) }, "options")?, &[c"signal"])
    }
}

impl CallOptions {
    /// The options in an object that may have the keys `others`, too, `signal` among them.
    fn of(fields: Fields, others: &[&CStr]) -> Result<CallOptions> {
        let options = chat44mp::CallOptions::from_fields(fields, others)?;
        let signal = fields.get_any(c"signal")?;
        Ok(CallOptions { options, signal: (!signal.is_absent()).then_some(signal) })
    }
}

/// Options of `flows.rows`.
#[derive(Default)]
pub struct RowsOptions {
    pub(crate) call: CallOptions,
    pub(crate) layout: RowLayout,
}

impl FromNapiValue for RowsOptions {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: napi passes values of the current call.
        let fields = Fields::new(unsafe { JsArgument::new(env, value) }, "options")?;
        let call = CallOptions::of(fields, &[c"signal", c"layout"])?;
        Ok(RowsOptions { call, layout: fields.get::<Option<_>>(c"layout")?.unwrap_or_default() })
    }
}

/// Defines an object whose properties are separate arguments in the core.
macro_rules! fields {
    ($($(#[$doc:meta])* $class:ident { $($name:ident: $type:ty = $key:literal),* })*) => {$(
        $(#[$doc])*
        pub struct $class {
            $(pub(crate) $name: $type),*
        }

        impl FromNapiValue for $class {
            unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
                // SAFETY: napi passes values of the current call.
                let fields = Fields::new(unsafe { JsArgument::new(env, value) }, "the argument")?;
                fields.deny_unknown(&[&[$($key),*]], Kind::Field)?;
                Ok($class { $($name: fields.get($key)?),* })
            }
        }
    )*};
}

fields! {
    /// A name.
    Named { name: String = c"name" }
    /// A label to create.
    NewLabel { page_id: chat44mp::PageId = c"pageId", name: String = c"name" }
    /// Labels to assign to a subscriber.
    Assignment {
        page_id: chat44mp::PageId = c"pageId",
        subscriber_id: chat44mp::Psid = c"subscriberId",
        label_ids: Vec<chat44mp::LabelId> = c"labelIds"
    }
}

/// Fails with a `TypeError` for an option that is not in `known`. For the options of `chat44mp-testing`.
#[napi(skip_typescript)]
pub fn deny_unknown(env: Env, options: Unknown<'_>, known: Vec<String>) -> Result<()> {
    let known: Vec<_> = known.into_iter().filter_map(|name| CString::new(name).ok()).collect();
    let known: Vec<_> = known.iter().map(CString::as_c_str).collect();
    // SAFETY: the value belongs to the current call.
    let options = unsafe { JsArgument::new(env.raw(), options.raw()) };
    Fields::new(options, "options")?.deny_unknown(&[&known], Kind::Option)
}
