//! The core's error as an error of `lib/errors.js`, where the classes are.

use std::error::Error as StdError;
use std::io;

use chat44mp::ffi::node::{Record, ToJs};
use chat44mp::{Error, Outcome, Phase};
use napi::{Env, Result, Unknown, sys};

use crate::helpers::{make_error, undefined};

/// The error as a value.
pub(crate) struct Value(pub(crate) Error);

impl ToJs for Value {
    fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
        made(env, &self.0).map(Some)
    }
}

/// The error, to be thrown.
pub(crate) fn thrown(env: Env, error: &Error) -> napi::Error {
    match made(env, error) {
        // SAFETY: it was made just now.
        Ok(value) => napi::Error::from_unknown_without_coercion(unsafe {
            Unknown::from_raw_unchecked(env.raw(), value)
        }),
        Err(problem) => problem,
    }
}

fn made(env: Env, error: &Error) -> Result<sys::napi_value> {
    let fields = Record::new(env)?;
    fields.set(c"code", error.code().as_str())?;
    fields.set(c"serverMessage", error.message())?;
    fields.set(c"hint", error.hint())?;
    fields.set(c"operation", error.operation())?;
    fields.set(c"httpStatus", error.http_status().map(u32::from))?;
    fields.set(c"attempts", error.attempts())?;
    fields.set(c"retryable", error.retryable())?;
    fields.set(c"retryAfter", error.retry_after().map(|wait| wait.as_secs_f64() * 1000.0))?;
    fields.set(c"outcome", error.outcome().map(Outcome::as_str))?;
    fields.set(c"field", error.field().map(camel))?;
    fields.set(c"phase", error.phase().map(Phase::as_str))?;
    fields.set(c"graphCode", error.graph_code())?;
    fields.set(c"body", error.body())?;
    let cause = error.source().map_or(Ok(undefined(env)), |source| cause(env, source))?;
    make(env, error.kind().as_str(), &error.to_string(), fields, cause)
}

/// What lies below: our own errors as they are, the system's with their number, others by their words.
fn cause(env: Env, error: &(dyn StdError + 'static)) -> Result<sys::napi_value> {
    if let Some(error) = error.downcast_ref::<Error>() {
        return made(env, error);
    }
    let number = error.downcast_ref::<io::Error>().and_then(io::Error::raw_os_error);
    let fields = Record::new(env)?;
    fields.set(c"errno", number.map(i64::from))?;
    let below = error.source().map_or(Ok(undefined(env)), |source| cause(env, source))?;
    make(env, "", &error.to_string(), fields, below)
}

fn make(env: Env, kind: &str, text: &str, fields: Record, cause: sys::napi_value) -> Result<sys::napi_value> {
    let kind = kind.to_js(env)?.unwrap_or(undefined(env));
    let text = text.to_js(env)?.unwrap_or(undefined(env));
    make_error(env, &[kind, text, fields.raw(), cause])
}

/// An argument's or option's name as JavaScript knows it.
pub(crate) fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        if word == "url" {
            camel += "URL";
            continue;
        }
        let (first, rest) = word.split_at(word.len().min(1));
        camel += &first.to_uppercase();
        camel += rest;
    }
    camel
}

/// The other way round, for a name that has no `URL` in it.
pub(crate) fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 2);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
