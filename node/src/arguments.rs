//! Converts arguments from JavaScript. A value of the wrong type is a `TypeError` that names the argument; the core
//! validates the values.

use std::ffi::CStr;
use std::time::Duration;

use chat44mp::ffi;
use chat44mp::ffi::node::{Fields, FromJs, JsArgument, argument};
use chat44mp::{ErrorCode, ErrorKind, MessagePattern, OperationKind, RowLayout};
use napi::bindgen_prelude::{FromNapiValue, Uint8Array};
use napi::{Result, sys};

/// Sets the options that are present. Fails with a `TypeError` for an unknown option that is not in `others`.
macro_rules! set {
    ($builder:ident from $fields:ident, others [$($other:literal),*] {
        $($name:literal: $type:ty => $set:expr;)*
    }) => {
        $fields.deny_unknown(&[$($name,)* $($other),*], "options")?;
        $($builder = $crate::arguments::with($builder, $fields.get::<Option<$type>>($name)?, $set);)*
    };
}
pub(crate) use set;

/// Sets an option if it is present.
pub(crate) fn with<B, T>(builder: B, value: Option<T>, set: impl FnOnce(B, T) -> B) -> B {
    match value {
        Some(value) => set(builder, value),
        None => builder,
    }
}

/// Milliseconds. Out-of-range values are clamped; the core validates them.
pub(crate) struct Millis(pub(crate) Duration);

impl FromJs for Millis {
    const EXPECTED: &'static str = "a number of milliseconds";

    fn from_js(value: JsArgument) -> Option<Self> {
        let seconds = value.number().filter(|number| !number.is_nan())? / 1000.0;
        Some(Millis(ffi::seconds(seconds)))
    }
}

/// A count, clamped to `u32::MAX`.
pub(crate) struct Count(pub(crate) u32);

impl FromJs for Count {
    const EXPECTED: &'static str = "a non-negative integer";

    fn from_js(value: JsArgument) -> Option<Self> {
        ffi::count(value.integer()?).map(Count)
    }
}

/// Certificates in PEM.
pub(crate) struct Pem(pub(crate) Vec<u8>);

impl FromJs for Pem {
    const EXPECTED: &'static str = "a string or Buffer with certificates in PEM";

    fn from_js(value: JsArgument) -> Option<Self> {
        if let Some(text) = value.text() {
            return Some(Pem(text.into_bytes()));
        }
        // SAFETY: the value is valid during the current call; napi rejects anything but bytes.
        let bytes = unsafe { Uint8Array::from_napi_value(value.env(), value.raw()) };
        bytes.ok().map(|bytes| Pem(bytes.to_vec()))
    }
}

/// A custom message of a server and its error code.
pub(crate) struct Pattern(pub(crate) MessagePattern);

impl FromJs for Pattern {
    const EXPECTED: &'static str = "an object { text, code, operation?, kind? }";

    fn from_js(value: JsArgument) -> Option<Self> {
        let fields = Fields::new(value, "pattern").ok()?;
        Some(Pattern(MessagePattern {
            text: fields.get(c"text").ok()?,
            code: ErrorCode::custom(fields.get::<String>(c"code").ok()?),
            operation: fields.get(c"operation").ok()?,
            kind: fields.get::<Option<JsErrorKind>>(c"kind").ok()?.map(|kind| kind.0),
        }))
    }
}

struct JsErrorKind(ErrorKind);

impl FromJs for JsErrorKind {
    const EXPECTED: &'static str = "a kind of error";

    fn from_js(value: JsArgument) -> Option<Self> {
        ErrorKind::from_word(&value.text()?).map(JsErrorKind)
    }
}

/// The kind of an operation.
pub(crate) struct JsOperationKind(pub(crate) OperationKind);

impl FromJs for JsOperationKind {
    const EXPECTED: &'static str = r#""read", "set" or "create""#;

    fn from_js(value: JsArgument) -> Option<Self> {
        OperationKind::from_word(&value.text()?).map(JsOperationKind)
    }
}

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

/// Strings by name.
pub(crate) struct Names(pub(crate) Vec<(String, String)>);

impl FromJs for Names {
    const EXPECTED: &'static str = "an object whose values are strings";

    fn from_js(value: JsArgument) -> Option<Self> {
        let entries = Fields::new(value, "names").ok()?.entries().ok()?;
        entries.into_iter().map(|(name, value)| Some((name, value.text()?))).collect::<Option<_>>().map(Names)
    }
}

/// The path of a file.
pub struct FilePath(pub(crate) String);

impl FromNapiValue for FilePath {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: napi passes values of the current call.
        argument(unsafe { JsArgument::new(env, value) }, "path").map(FilePath)
    }
}

/// Options of one call.
#[derive(Default)]
pub struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) max_retries: Option<u32>,
    pub(crate) keep_body: Option<bool>,
    pub(crate) signal: Option<JsArgument>,
}

impl FromNapiValue for CallOptions {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: napi passes values of the current call.
        let fields = Fields::new(unsafe { JsArgument::new(env, value) }, "options")?;
        fields.deny_unknown(CallOptions::NAMES, "options")?;
        CallOptions::from_fields(fields)
    }
}

impl CallOptions {
    const NAMES: &[&CStr] = &[c"timeout", c"maxRetries", c"keepBody", c"signal"];

    fn from_fields(fields: Fields) -> Result<CallOptions> {
        let signal = fields.get_any(c"signal")?;
        Ok(CallOptions {
            timeout: fields.get::<Option<Millis>>(c"timeout")?.map(|limit| limit.0),
            max_retries: fields.get::<Option<Count>>(c"maxRetries")?.map(|retries| retries.0),
            keep_body: fields.get(c"keepBody")?,
            signal: (!signal.is_absent()).then_some(signal),
        })
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
        fields.deny_unknown(&[CallOptions::NAMES, &[c"layout"]].concat(), "options")?;
        let layout = fields.get::<Option<Layout>>(c"layout")?;
        let layout = layout.map(|layout| layout.0).unwrap_or_default();
        Ok(RowsOptions { call: CallOptions::from_fields(fields)?, layout })
    }
}

struct Layout(RowLayout);

impl FromJs for Layout {
    const EXPECTED: &'static str = r#""long" or "wide""#;

    fn from_js(value: JsArgument) -> Option<Self> {
        RowLayout::from_word(&value.text()?).map(Layout)
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
