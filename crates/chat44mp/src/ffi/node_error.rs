//! Converts errors in models to plain objects, from which the binding creates its own errors.

use napi::{Env, Result, sys};

use super::errors::spelled;
use crate::error::Error;
use crate::interop::node::ToJs;

impl ToJs for Error {
    fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
        spelled(&self).to_js(env)
    }
}
