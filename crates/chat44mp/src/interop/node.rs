//! How models, ids and arguments cross to JavaScript and back. `#[model]` uses it for each model.
//!
//! Values cross by hand and not as napi's derives would have it, for three reasons: dates belong to another crate, what
//! is absent shall be missing and not null, and a value of the wrong type shall be a `TypeError` that names its field.

mod macros;
mod names;

use std::ffi::CStr;
use std::ptr;

use jiff::civil::{Date, DateTime};
use napi::bindgen_prelude::{FromNapiValue, JsObjectValue, Object, ToNapiValue, Unknown};
use napi::{Env, Error, JsTypeError, JsValue, Result, check_status, sys};

pub(crate) use self::macros::{from_napi, integer_id, text_id, word};
use super::Seconds;

/// The largest integer that a number of JavaScript holds exactly.
const MAX_SAFE: f64 = 9_007_199_254_740_991.0;

/// A value that JavaScript gets.
pub trait ToJs {
    /// The value; nothing when its key shall be missing.
    fn to_js(self, env: Env) -> Result<Option<sys::napi_value>>;
}

/// A value that becomes an object.
pub trait Model {
    /// The object, to which keys can be added.
    fn to_record(self, env: Env) -> Result<Record>;
}

/// A value from JavaScript.
pub trait FromJs: Sized {
    /// What is needed, for the error: `an integer`.
    const NEEDED: &'static str;

    /// The value, if it is one of these.
    fn from_js(value: Given) -> Option<Self>;
}

/// Any value of JavaScript, for as long as the call into Rust lasts.
#[derive(Clone, Copy)]
pub struct Given {
    env: sys::napi_env,
    value: sys::napi_value,
}

impl Given {
    /// What napi hands over.
    ///
    /// # Safety
    ///
    /// Both must be those of the call that runs.
    pub unsafe fn new(env: sys::napi_env, value: sys::napi_value) -> Given {
        Given { env, value }
    }

    /// The value itself.
    pub fn raw(self) -> sys::napi_value {
        self.value
    }

    /// Whose it is.
    pub fn env(self) -> sys::napi_env {
        self.env
    }

    fn kind(self) -> sys::napi_valuetype {
        let mut kind = sys::ValueType::napi_undefined;
        // SAFETY: the value lives as long as the call, which runs. A failure leaves it undefined.
        unsafe { sys::napi_typeof(self.env, self.value, &mut kind) };
        kind
    }

    /// Whether it is undefined or null.
    pub fn is_absent(self) -> bool {
        matches!(self.kind(), sys::ValueType::napi_undefined | sys::ValueType::napi_null)
    }

    /// The number, if it is one.
    pub fn number(self) -> Option<f64> {
        let mut number = 0.0;
        // SAFETY: as above; anything but a number is refused.
        let status = unsafe { sys::napi_get_value_double(self.env, self.value, &mut number) };
        (status == sys::Status::napi_ok).then_some(number)
    }

    /// The integer, if it is one that no digit was lost of.
    pub fn integer(self) -> Option<i64> {
        let number = self.number()?;
        (number.fract() == 0.0 && number.abs() <= MAX_SAFE).then_some(number as i64)
    }

    /// The text, if it is one.
    pub fn text(self) -> Option<String> {
        if self.kind() != sys::ValueType::napi_string {
            return None;
        }
        // SAFETY: as above.
        unsafe { FromNapiValue::from_napi_value(self.env, self.value) }.ok()
    }

    /// Whether it is an array.
    pub fn is_array(self) -> bool {
        let mut is_array = false;
        // SAFETY: the value lives as long as the call, which runs. A failure leaves it false.
        unsafe { sys::napi_is_array(self.env, self.value, &mut is_array) };
        is_array
    }

    /// What it is, in words.
    pub fn in_words(self) -> String {
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
            _ if self.is_array() => "an array".to_owned(),
            _ => "an object".to_owned(),
        }
    }

    /// The `TypeError` for it.
    pub fn wrong(self, name: &str, needed: &str) -> Error {
        let text = format!("{name} must be {needed}, not {}", self.in_words());
        type_error(Env::from_raw(self.env), &text)
    }
}

/// A `TypeError`.
pub fn type_error(env: Env, text: &str) -> Error {
    let error = JsTypeError::from(Error::new("ERR_INVALID_ARG_TYPE", text));
    Error::from_unknown_without_coercion(error.into_unknown(env))
}

/// One argument, by its name.
pub fn argument<T: FromJs>(given: Given, name: &str) -> Result<T> {
    T::from_js(given).ok_or_else(|| given.wrong(name, T::NEEDED))
}

/// An object whose keys are arguments.
#[derive(Clone, Copy)]
pub struct Fields(Given);

impl Fields {
    /// The object; `name` says what it is, should it be none.
    pub fn of(given: Given, name: &str) -> Result<Fields> {
        match given.kind() {
            sys::ValueType::napi_object => Ok(Fields(given)),
            _ => Err(given.wrong(name, "an object")),
        }
    }

    /// A key's value, whatever it is.
    pub fn any(self, name: &CStr) -> Result<Given> {
        let Given { env, value } = self.0;
        let mut found = ptr::null_mut();
        // SAFETY: the object lives as long as the call, which runs.
        check_status!(unsafe { sys::napi_get_named_property(env, value, name.as_ptr(), &mut found) })?;
        Ok(Given { env, value: found })
    }

    /// Fails with a `TypeError` for a key that is not `known`; `what` are the keys, such as `options`.
    pub fn only(self, known: &[&CStr], what: &str) -> Result<()> {
        let Given { env, value } = self.0;
        // SAFETY: the object lives as long as the call, which runs.
        let names = Object::keys(&unsafe { Object::from_napi_value(env, value) }?)?;
        match names::unknown(&names, known, what) {
            Some(text) => Err(type_error(Env::from_raw(env), &text)),
            None => Ok(()),
        }
    }

    /// All keys with their values.
    pub fn entries(self) -> Result<Vec<(String, Given)>> {
        let Given { env, value } = self.0;
        // SAFETY: the object lives as long as the call, which runs.
        let object = unsafe { Object::from_napi_value(env, value) }?;
        let name = |name: String| {
            let found = object.get_named_property::<Unknown<'_>>(&name)?.raw();
            Ok((name, Given { env, value: found }))
        };
        Object::keys(&object)?.into_iter().map(name).collect()
    }

    /// A key's value.
    pub fn get<T: FromJs>(self, name: &CStr) -> Result<T> {
        argument(self.any(name)?, &name.to_string_lossy())
    }
}

impl FromJs for String {
    const NEEDED: &'static str = "a string";

    fn from_js(value: Given) -> Option<Self> {
        value.text()
    }
}

impl FromJs for Date {
    const NEEDED: &'static str = r#"a day such as "2030-12-31""#;

    fn from_js(value: Given) -> Option<Self> {
        value.text()?.parse().ok()
    }
}

impl FromJs for Seconds {
    const NEEDED: &'static str = "a number of milliseconds";

    fn from_js(value: Given) -> Option<Self> {
        value.number().filter(|number| !number.is_nan()).map(|number| Seconds::clamped(number / 1000.0))
    }
}

impl FromJs for bool {
    const NEEDED: &'static str = "a boolean";

    fn from_js(value: Given) -> Option<Self> {
        let mut flag = false;
        // SAFETY: the value lives as long as the call; anything but a boolean is refused.
        let status = unsafe { sys::napi_get_value_bool(value.env, value.value, &mut flag) };
        (status == sys::Status::napi_ok).then_some(flag)
    }
}

impl<T: FromJs> FromJs for Option<T> {
    const NEEDED: &'static str = T::NEEDED;

    fn from_js(value: Given) -> Option<Self> {
        if value.is_absent() { Some(None) } else { T::from_js(value).map(Some) }
    }
}

impl<T: FromJs> FromJs for Vec<T> {
    const NEEDED: &'static str = "an array whose items are of the right type";

    fn from_js(value: Given) -> Option<Self> {
        if !value.is_array() {
            return None;
        }
        let mut length = 0;
        // SAFETY: the array and its items live as long as the call.
        unsafe { sys::napi_get_array_length(value.env, value.value, &mut length) };
        let item = |at| {
            let mut item = ptr::null_mut();
            // SAFETY: as above.
            let status = unsafe { sys::napi_get_element(value.env, value.value, at, &mut item) };
            if status == sys::Status::napi_ok {
                T::from_js(Given { env: value.env, value: item })
            } else {
                None
            }
        };
        (0..length).map(item).collect()
    }
}

macro_rules! as_they_are {
    ($($type:ty),*) => {$(
        impl ToJs for $type {
            fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
                // SAFETY: called while JavaScript waits, with its environment.
                unsafe { ToNapiValue::to_napi_value(env.raw(), self) }.map(Some)
            }
        }
    )*};
}

as_they_are!(String, &str, bool, i64, u16, u32, f64);

macro_rules! as_text {
    ($($type:ty: $text:expr),* $(,)?) => {$(
        impl ToJs for $type {
            fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
                let text: fn($type) -> _ = $text;
                text(self).to_js(env)
            }
        }
    )*};
}

as_text! {
    Date: |day| day.to_string(),
    DateTime: |time| time.to_string(),
}

/// In JavaScript a number of milliseconds.
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
}

impl<T: ToJs> ToJs for Vec<T> {
    fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
        let mut array = ptr::null_mut();
        // SAFETY: called while JavaScript waits, with its environment.
        check_status!(unsafe { sys::napi_create_array_with_length(env.raw(), self.len(), &mut array) })?;
        for (at, value) in (0..).zip(self) {
            if let Some(value) = value.to_js(env)? {
                // SAFETY: as above; the array was made just now.
                check_status!(unsafe { sys::napi_set_element(env.raw(), array, at, value) })?;
            }
        }
        Ok(Some(array))
    }
}

/// An object that is being filled, for as long as the call into Rust lasts.
#[derive(Clone, Copy)]
pub struct Record {
    env: Env,
    object: sys::napi_value,
}

impl Record {
    /// An empty one.
    pub fn new(env: Env) -> Result<Record> {
        let mut object = ptr::null_mut();
        // SAFETY: called while JavaScript waits, with its environment.
        check_status!(unsafe { sys::napi_create_object(env.raw(), &mut object) })?;
        Ok(Record { env, object })
    }

    /// Sets a key, unless its value is absent.
    pub fn set(self, name: &CStr, value: impl ToJs) -> Result<()> {
        if let Some(value) = value.to_js(self.env)? {
            // SAFETY: the object was made while JavaScript waits, and it still does.
            check_status!(unsafe {
                sys::napi_set_named_property(self.env.raw(), self.object, name.as_ptr(), value)
            })?;
        }
        Ok(())
    }

    /// The same for a name that is not known beforehand.
    pub fn set_any(self, name: &str, value: impl ToJs) -> Result<()> {
        if let (Some(name), Some(value)) = (name.to_js(self.env)?, value.to_js(self.env)?) {
            // SAFETY: as above.
            check_status!(unsafe { sys::napi_set_property(self.env.raw(), self.object, name, value) })?;
        }
        Ok(())
    }

    /// The object.
    pub fn raw(self) -> sys::napi_value {
        self.object
    }
}

impl ToJs for Record {
    fn to_js(self, _: Env) -> Result<Option<sys::napi_value>> {
        Ok(Some(self.object))
    }
}
