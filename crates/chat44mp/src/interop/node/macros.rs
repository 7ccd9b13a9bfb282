//! Conversions of words, ids and arguments, one macro each.

/// A word out of a few: in JavaScript the word itself.
macro_rules! word {
    ($type:ty) => {
        impl crate::interop::node::ToJs for $type {
            fn to_js(self, env: napi::Env) -> napi::Result<Option<napi::sys::napi_value>> {
                self.as_str().to_js(env)
            }
        }
    };
}
pub(crate) use word;

/// Implements argument conversion for a type that implements [`FromJs`] for a name, or [`Fields`].
macro_rules! from_napi {
    ($type:ty, |$given:ident| $read:expr) => {
        impl napi::bindgen_prelude::FromNapiValue for $type {
            unsafe fn from_napi_value(
                env: napi::sys::napi_env,
                value: napi::sys::napi_value,
            ) -> napi::Result<Self> {
                // SAFETY: napi calls this with the values of the call that runs.
                let $given = unsafe { $crate::interop::node::Given::new(env, value) };
                $read
            }
        }
    };
}
pub(crate) use from_napi;

/// An id of the database: in JavaScript a number without a fraction that is exact.
macro_rules! integer_id {
    ($name:ident, $argument:literal) => {
        const _: () = {
            use crate::interop::node::{FromJs, Given, ToJs, argument, from_napi};
            use napi::{Env, Result, sys};

            impl FromJs for $name {
                const NEEDED: &'static str = "an integer";

                fn from_js(value: Given) -> Option<Self> {
                    value.integer().map($name)
                }
            }

            impl ToJs for $name {
                fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
                    self.0.to_js(env)
                }
            }

            from_napi!($name, |given| argument(given, $argument));
        };
    };
}
pub(crate) use integer_id;

/// A text of digits: in JavaScript a string, and a number is taken for one as long as it is exact.
macro_rules! text_id {
    ($name:ident, $argument:literal) => {
        const _: () = {
            use crate::interop::node::{FromJs, Given, ToJs, argument, from_napi};
            use napi::{Env, Result, sys};

            impl FromJs for $name {
                const NEEDED: &'static str = "a string (a number of 17 digits is not exact)";

                fn from_js(value: Given) -> Option<Self> {
                    value.text().map($name).or_else(|| value.integer().map($name::from))
                }
            }

            impl ToJs for $name {
                fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
                    self.0.to_js(env)
                }
            }

            from_napi!($name, |given| argument(given, $argument));
        };
    };
}
pub(crate) use text_id;
