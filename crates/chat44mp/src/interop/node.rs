//! Converts models, IDs and arguments to JavaScript and back. Used by `#[model]`.
//!
//! napi's derives are not used, for three reasons: dates belong to another crate, absent values must be missing rather
//! than null, and a value of the wrong type must be a `TypeError` that names its field.

mod arguments;
mod dates;
mod flat;
mod macros;
mod names;
mod record;
mod suggestions;

use std::ffi::CStr;
use std::ptr;

use jiff::civil::{Date, DateTime};
use napi::bindgen_prelude::{FromNapiValue, JsObjectValue, Object, ToNapiValue, Uint8Array, Unknown};
use napi::{Env, Error, JsTypeError, JsValue, Result, check_status, sys};

pub use self::dates::{InvalidValue, set_invalid_value};
pub use self::flat::{Flat, Keys, ToJs, set_assemble};
pub(crate) use self::macros::{from_napi, integer_id, open_string_enum, string_enum, text_id};
pub use self::names::Kind;
pub use self::record::Record;
use super::Seconds;

/// JavaScript's `Number.MAX_SAFE_INTEGER_INTEGER`.
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

/// Converts a value to an object.
pub trait Model {
    /// Returns the object, to which keys can be added.
    fn to_record(self, env: Env) -> Result<Record>;
}

/// Converts a value from JavaScript.
pub trait FromJs: Sized {
    /// The expected type, for the error message: `an integer`.
    const EXPECTED: &'static str;

    /// Returns the value, or `None` if it has another type.
    fn from_js(value: JsArgument) -> Option<Self>;

    /// Returns the value. Fails with a `TypeError` that contains `name`.
    fn read(value: JsArgument, name: &str) -> Result<Self> {
        Self::from_js(value).ok_or_else(|| value.wrong_type(name, Self::EXPECTED))
    }
}

/// Any JavaScript value, valid during the current call into Rust.
#[derive(Clone, Copy)]
pub struct JsArgument {
    env: sys::napi_env,
    value: sys::napi_value,
}

impl JsArgument {
    /// Wraps a value of napi's.
    ///
    /// # Safety
    ///
    /// Both arguments must belong to the current call.
    pub unsafe fn new(env: sys::napi_env, value: sys::napi_value) -> JsArgument {
        JsArgument { env, value }
    }

    /// Returns napi's value.
    pub fn raw(self) -> sys::napi_value {
        self.value
    }

    /// Returns the environment of the value.
    pub fn env(self) -> sys::napi_env {
        self.env
    }

    fn kind(self) -> sys::napi_valuetype {
        let mut kind = sys::ValueType::napi_undefined;
        // SAFETY: the value is valid during the current call. A failure leaves `kind` undefined.
        unsafe { sys::napi_typeof(self.env, self.value, &mut kind) };
        kind
    }

    /// Whether it is undefined or null.
    pub fn is_absent(self) -> bool {
        matches!(self.kind(), sys::ValueType::napi_undefined | sys::ValueType::napi_null)
    }

    /// Returns the value if it is a number.
    pub fn number(self) -> Option<f64> {
        let mut number = 0.0;
        // SAFETY: as above; napi rejects anything but a number.
        let status = unsafe { sys::napi_get_value_double(self.env, self.value, &mut number) };
        (status == sys::Status::napi_ok).then_some(number)
    }

    /// Returns the value if it is a safe integer.
    pub fn integer(self) -> Option<i64> {
        let number = self.number()?;
        (number.fract() == 0.0 && number.abs() <= MAX_SAFE_INTEGER).then_some(number as i64)
    }

    /// Returns the value if it is a string. Most are short: then one call checks the type and reads the text.
    pub fn text(self) -> Option<String> {
        const SHORT: usize = 128;
        let mut buffer = [0; SHORT];
        let text = self.text_in(&mut buffer)?;
        // Text that does not fit leaves less than one character of the buffer free, beside the terminating zero.
        if text.len() + 4 < SHORT {
            return std::str::from_utf8(text).ok().map(str::to_owned);
        }
        // SAFETY: as above.
        unsafe { FromNapiValue::from_napi_value(self.env, self.value) }.ok()
    }

    /// Returns the value if it is a string, without what does not fit into the buffer.
    fn text_in(self, buffer: &mut [u8]) -> Option<&[u8]> {
        let mut length = 0;
        // SAFETY: as above. napi rejects anything but a string, and writes at most the buffer, with a terminating zero.
        let status = unsafe {
            sys::napi_get_value_string_utf8(
                self.env,
                self.value,
                buffer.as_mut_ptr().cast(),
                buffer.len(),
                &mut length,
            )
        };
        (status == sys::Status::napi_ok).then(|| buffer.get(..length))?
    }

    /// Whether it is one of the strings in `lists`. Runs for each key of each object of arguments, so it allocates nothing.
    fn is_one_of(self, lists: &[&[&CStr]]) -> bool {
        // Longer than any name that a list has.
        let mut buffer = [0; 48];
        let text = self.text_in(&mut buffer);
        lists.iter().copied().flatten().any(|name| Some(name.to_bytes()) == text)
    }

    /// Returns the digits of the value if it is a bigint.
    pub fn bigint(self) -> Option<String> {
        if self.kind() != sys::ValueType::napi_bigint {
            return None;
        }
        let mut digits = ptr::null_mut();
        // SAFETY: as above. A failure leaves no value.
        let status = unsafe { sys::napi_coerce_to_string(self.env, self.value, &mut digits) };
        (status == sys::Status::napi_ok).then(|| JsArgument { env: self.env, value: digits }.text())?
    }

    /// Returns the value if it is a safe integer, or a bigint of 64 bits.
    pub fn exact_integer(self) -> Option<i64> {
        self.integer().or_else(|| self.bigint()?.parse().ok())
    }

    /// Returns the bytes of the value if it is a Buffer or Uint8Array.
    pub fn bytes(self) -> Option<Uint8Array> {
        // SAFETY: as above; napi rejects anything but bytes.
        unsafe { Uint8Array::from_napi_value(self.env, self.value) }.ok()
    }

    /// Whether it is a Date.
    fn is_date(self) -> bool {
        let mut is_date = false;
        // SAFETY: the value is valid during the current call. A failure leaves `is_date` false.
        unsafe { sys::napi_is_date(self.env, self.value, &mut is_date) };
        is_date
    }

    /// Whether it is an array.
    pub fn is_array(self) -> bool {
        let mut is_array = false;
        // SAFETY: the value is valid during the current call. A failure leaves `is_array` false.
        unsafe { sys::napi_is_array(self.env, self.value, &mut is_array) };
        is_array
    }

    /// Describes the value for an error message.
    pub fn describe(self) -> String {
        match self.kind() {
            sys::ValueType::napi_undefined => "undefined".to_owned(),
            sys::ValueType::napi_null => "null".to_owned(),
            sys::ValueType::napi_boolean => "a boolean".to_owned(),
            sys::ValueType::napi_number => {
                self.number().map_or_else(|| "a number".to_owned(), |number| number.to_string())
            }
            sys::ValueType::napi_string => "a string".to_owned(),
            sys::ValueType::napi_bigint => "a bigint".to_owned(),
            sys::ValueType::napi_function => "a function".to_owned(),
            sys::ValueType::napi_symbol => "a symbol".to_owned(),
            _ if self.is_array() => "an array".to_owned(),
            _ if self.is_date() => "a Date".to_owned(),
            _ => "an object".to_owned(),
        }
    }

    /// Creates the `TypeError` for a value of the wrong type.
    pub fn wrong_type(self, name: &str, expected: &str) -> Error {
        let text = format!("{name} must be {expected}, not {}", self.describe());
        type_error(Env::from_raw(self.env), &text)
    }
}

/// Creates a `TypeError`.
pub fn type_error(env: Env, text: &str) -> Error {
    let error = JsTypeError::from(Error::new("ERR_INVALID_ARG_TYPE", text));
    Error::from_unknown_without_coercion(error.into_unknown(env))
}

/// An object whose keys are arguments.
#[derive(Clone, Copy)]
pub struct Fields(JsArgument);

impl Fields {
    /// Wraps an object. Fails with a `TypeError` that contains `name` for any other value.
    pub fn new(value: JsArgument, name: &str) -> Result<Fields> {
        Fields::of(value, name, "an object")
    }

    /// The same, with a description of the object for the error message.
    pub fn of(value: JsArgument, name: &str, expected: &str) -> Result<Fields> {
        match value.kind() {
            sys::ValueType::napi_object => Ok(Fields(value)),
            _ => Err(value.wrong_type(name, expected)),
        }
    }

    /// Returns the value of a key, of any type.
    pub fn get_any(self, name: &CStr) -> Result<JsArgument> {
        let JsArgument { env, value } = self.0;
        let mut found = ptr::null_mut();
        // SAFETY: the object is valid during the current call.
        check_status!(unsafe { sys::napi_get_named_property(env, value, name.as_ptr(), &mut found) })?;
        Ok(JsArgument { env, value: found })
    }

    /// Fails with a `TypeError` for a key that is in none of the lists `known`, also if its value is undefined: a client
    /// must not use the default host because `baseUrl` was written for `baseURL`.
    pub fn deny_unknown(self, known: &[&[&CStr]], kind: Kind) -> Result<()> {
        let JsArgument { env, value } = self.0;
        let mut names = ptr::null_mut();
        let mut count = 0;
        // SAFETY: the object is valid during the current call.
        unsafe {
            check_status!(sys::napi_get_property_names(env, value, &mut names))?;
            check_status!(sys::napi_get_array_length(env, names, &mut count))?;
        }
        for at in 0..count {
            let mut name = ptr::null_mut();
            // SAFETY: as above.
            check_status!(unsafe { sys::napi_get_element(env, names, at, &mut name) })?;
            let name = JsArgument { env, value: name };
            if !name.is_one_of(known) {
                let known: Vec<_> =
                    known.iter().copied().flatten().filter_map(|name| name.to_str().ok()).collect();
                let text = names::unknown(&name.text().unwrap_or_default(), &known, kind);
                return Err(type_error(Env::from_raw(env), &text));
            }
        }
        Ok(())
    }

    /// Returns all keys with their values.
    pub fn entries(self) -> Result<Vec<(String, JsArgument)>> {
        let JsArgument { env, value } = self.0;
        // SAFETY: the object is valid during the current call.
        let object = unsafe { Object::from_napi_value(env, value) }?;
        let name = |name: String| {
            let found = object.get_named_property::<Unknown<'_>>(&name)?.raw();
            Ok((name, JsArgument { env, value: found }))
        };
        Object::keys(&object)?.into_iter().map(name).collect()
    }

    /// Returns the value of a key. Fails with a `TypeError` for a value of the wrong type.
    pub fn get<T: FromJs>(self, name: &CStr) -> Result<T> {
        T::read(self.get_any(name)?, &name.to_string_lossy())
    }
}

macro_rules! via_napi {
    ($($type:ty),*) => {$(
        impl ToJs for $type {
            fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
                // SAFETY: called on JavaScript's thread, with its environment.
                unsafe { ToNapiValue::to_napi_value(env.raw(), self) }.map(Some)
            }
        }
    )*};
}

via_napi!(bool, i64, u16, u32, f64);

impl ToJs for &str {
    fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
        let mut text = ptr::null_mut();
        let (bytes, length) = (self.as_ptr().cast(), self.len() as isize);
        // SAFETY: called on JavaScript's thread, with its environment; ASCII is also Latin-1, which is not decoded.
        check_status!(unsafe {
            if self.is_ascii() {
                sys::napi_create_string_latin1(env.raw(), bytes, length, &mut text)
            } else {
                sys::napi_create_string_utf8(env.raw(), bytes, length, &mut text)
            }
        })?;
        Ok(Some(text))
    }
}

impl ToJs for String {
    fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
        self.as_str().to_js(env)
    }
}

macro_rules! as_string {
    ($($type:ty: $text:expr),* $(,)?) => {$(
        impl ToJs for $type {
            fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
                let text: fn($type) -> _ = $text;
                text(self).to_js(env)
            }
        }
    )*};
}

as_string! {
    Date: |day| day.to_string(),
    DateTime: |time| time.to_string(),
}

/// A number of milliseconds.
impl ToJs for Seconds {
    fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
        (self.as_secs_f64() * 1000.0).to_js(env)
    }
}

impl ToJs for () {
    fn to_js(self, _: Env) -> Result<Option<sys::napi_value>> {
        Ok(None)
    }
}

impl<T: ToJs> ToJs for Option<T> {
    fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
        self.map_or(Ok(None), |value| value.to_js(env))
    }

    fn push(self, flat: &mut Flat) -> Result<()> {
        match self {
            Some(value) => value.push(flat),
            None => flat.value(None),
        }
    }
}

impl<T: ToJs> ToJs for Vec<T> {
    fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
        Flat::assemble_list(env, self)
    }

    fn push(self, flat: &mut Flat) -> Result<()> {
        flat.list(self)
    }
}
