//! Results of calls as JavaScript values.

use bytes::Bytes;
use chat44mp::RawResponse;
use chat44mp::ffi::node::{Record, ToJs, set_assemble};
use napi::bindgen_prelude::{Buffer, ToNapiValue, Unknown};
use napi::{Env, JsValue, Result, sys};
use napi_derive::napi;
use serde_json::Value;

use crate::helpers::undefined;

/// Sets the functions of `lib/assemble.js`. Called once per thread.
#[napi(skip_typescript)]
pub fn assemble_with(env: Env, assemble: Unknown<'_>, shape: Unknown<'_>, list: Unknown<'_>) -> Result<()> {
    set_assemble(env, [assemble, shape, list].map(|function| function.raw()))
}

/// A value together with its HTTP response.
pub(crate) struct JsRawResponse<T>(pub(crate) RawResponse<T>);

impl<T: ToJs> ToJs for JsRawResponse<T> {
    fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
        let by_name = Record::new(env)?;
        for (name, value) in self.0.headers_joined() {
            by_name.set_dynamic(&name, value)?;
        }
        let RawResponse { value, status, body, .. } = self.0;
        let raw = Record::new(env)?;
        raw.set(c"value", value)?;
        raw.set(c"status", u32::from(status))?;
        raw.set(c"headers", by_name)?;
        raw.set(c"body", body.map(Body))?;
        raw.to_js(env)
    }
}

struct Body(Bytes);

impl ToJs for Body {
    fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
        // SAFETY: called on JavaScript's thread, with its environment.
        unsafe { ToNapiValue::to_napi_value(env.raw(), Buffer::from(self.0.to_vec())) }.map(Some)
    }
}

/// Any JSON value; null is not converted to `undefined`.
pub struct Json(pub(crate) Value);

impl ToJs for Json {
    fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
        match self.0 {
            Value::Null => {
                let mut null = undefined(env);
                // SAFETY: `null` always exists.
                unsafe { sys::napi_get_null(env.raw(), &mut null) };
                Ok(Some(null))
            }
            Value::Bool(flag) => flag.to_js(env),
            Value::String(text) => text.to_js(env),
            Value::Number(number) => number.as_f64().to_js(env),
            Value::Array(values) => values.into_iter().map(Json).collect::<Vec<_>>().to_js(env),
            Value::Object(fields) => {
                let record = Record::new(env)?;
                for (name, value) in fields {
                    record.set_dynamic(&name, Json(value))?;
                }
                record.to_js(env)
            }
        }
    }
}
