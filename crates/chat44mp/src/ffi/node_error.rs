//! Errors in models as plain objects; the binding creates its own errors from them.

use napi::{Env, Result, sys};

use crate::error::Error;
use crate::interop::node::ToJs;

impl ToJs for Error {
    fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
        self.info().clone().to_js(env)
    }
}
