//! Objects with keys that are set one by one.

use std::ffi::CStr;
use std::ptr;

use napi::{Env, Result, check_status, sys};

use super::ToJs;

/// An object under construction, valid during the current call into Rust.
#[derive(Clone, Copy)]
pub struct Record {
    env: Env,
    object: sys::napi_value,
}

impl Record {
    /// Creates an empty object.
    pub fn new(env: Env) -> Result<Record> {
        let mut object = ptr::null_mut();
        // SAFETY: called on JavaScript's thread, with its environment.
        check_status!(unsafe { sys::napi_create_object(env.raw(), &mut object) })?;
        Ok(Record { env, object })
    }

    /// Sets a key, unless its value is absent.
    pub fn set(self, name: &CStr, value: impl ToJs) -> Result<()> {
        if let Some(value) = value.to_js(self.env)? {
            // SAFETY: the object was created during the current call.
            check_status!(unsafe {
                sys::napi_set_named_property(self.env.raw(), self.object, name.as_ptr(), value)
            })?;
        }
        Ok(())
    }

    /// Sets a key whose name is not known at compile time.
    pub fn set_dynamic(self, name: &str, value: impl ToJs) -> Result<()> {
        if let (Some(name), Some(value)) = (name.to_js(self.env)?, value.to_js(self.env)?) {
            // SAFETY: as above.
            check_status!(unsafe { sys::napi_set_property(self.env.raw(), self.object, name, value) })?;
        }
        Ok(())
    }

    /// Returns the object.
    pub fn raw(self) -> sys::napi_value {
        self.object
    }
}

impl ToJs for Record {
    fn to_js(self, _: Env) -> Result<Option<sys::napi_value>> {
        Ok(Some(self.object))
    }
}
