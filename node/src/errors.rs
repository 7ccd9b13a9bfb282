//! Converts errors to the classes of `lib/errors.js`.

use std::error::Error as StdError;
use std::io;

use chat44mp::Error;
use chat44mp::ffi::node::{Record, ToJs};
use chat44mp::ffi::spelled;
use napi::{Env, Result, Unknown, sys};

use crate::helpers::{make_error, undefined};

/// An error as a JavaScript value.
pub(crate) struct Value(pub(crate) Error);

impl ToJs for Value {
    fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
        error(env, &self.0).map(Some)
    }
}

/// Converts an error to be thrown.
pub(crate) fn thrown(env: Env, error: &Error) -> napi::Error {
    match self::error(env, error) {
        // SAFETY: the value was created above.
        Ok(value) => napi::Error::from_unknown_without_coercion(unsafe {
            Unknown::from_raw_unchecked(env.raw(), value)
        }),
        Err(failure) => failure,
    }
}

fn error(env: Env, error: &Error) -> Result<sys::napi_value> {
    let cause = error.source().map_or(Ok(undefined(env)), |source| cause(env, source))?;
    create(env, &error.to_string(), spelled(error), cause)
}

/// Converts a cause to an error of this package, or to an `Error` with its text and `errno`.
fn cause(env: Env, error: &(dyn StdError + 'static)) -> Result<sys::napi_value> {
    if let Some(error) = error.downcast_ref::<Error>() {
        return self::error(env, error);
    }
    let number = error.downcast_ref::<io::Error>().and_then(io::Error::raw_os_error);
    let fields = Record::new(env)?;
    fields.set(c"errno", number.map(i64::from))?;
    let inner = error.source().map_or(Ok(undefined(env)), |source| cause(env, source))?;
    create(env, &error.to_string(), fields, inner)
}

fn create(env: Env, text: &str, fields: impl ToJs, cause: sys::napi_value) -> Result<sys::napi_value> {
    let text = text.to_js(env)?.unwrap_or(undefined(env));
    let fields = fields.to_js(env)?.unwrap_or(undefined(env));
    make_error(env, &[text, fields, cause])
}
