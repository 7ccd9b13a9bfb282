//! Macros that implement the conversions of enums, IDs and arguments.

/// Converts an enum from and to its name.
macro_rules! string_enum {
    ($type:ty: $first:literal $($name:literal)*) => {
        impl crate::interop::node::ToJs for $type {
            fn to_js(self, env: napi::Env) -> napi::Result<Option<napi::sys::napi_value>> {
                self.as_str().to_js(env)
            }
        }

        impl crate::interop::node::FromJs for $type {
            const EXPECTED: &'static str = concat!("one of \"", $first, "\"" $(, ", \"", $name, "\"")*);

            fn from_js(value: crate::interop::node::JsArgument) -> Option<Self> {
                <$type>::from_word(&value.text()?)
            }
        }
    };
}
pub(crate) use string_enum;

/// Converts a type that has custom names, such as the code of an error.
macro_rules! open_string_enum {
    ($type:ty: $from:expr) => {
        impl crate::interop::node::ToJs for $type {
            fn to_js(self, env: napi::Env) -> napi::Result<Option<napi::sys::napi_value>> {
                self.as_str().to_js(env)
            }
        }

        impl crate::interop::node::FromJs for $type {
            const EXPECTED: &'static str = "a string";

            fn from_js(value: crate::interop::node::JsArgument) -> Option<Self> {
                value.text().map($from)
            }
        }
    };
}
pub(crate) use open_string_enum;

/// Implements argument conversion for a type that implements [`FromJs`] for a name, or [`Fields`].
macro_rules! from_napi {
    ($type:ty, |$argument:ident| $read:expr) => {
        impl napi::bindgen_prelude::FromNapiValue for $type {
            unsafe fn from_napi_value(
                env: napi::sys::napi_env,
                value: napi::sys::napi_value,
            ) -> napi::Result<Self> {
                // SAFETY: napi passes values of the current call.
                let $argument = unsafe { $crate::interop::node::JsArgument::new(env, value) };
                $read
            }
        }
    };
}
pub(crate) use from_napi;

/// Converts an integer ID to a safe integer, and from a safe integer or bigint.
macro_rules! integer_id {
    ($name:ident, $argument:literal) => {
        const _: () = {
            use crate::interop::node::{FromJs, JsArgument, ToJs, from_napi};
            use napi::{Env, Result, sys};

            impl FromJs for $name {
                const EXPECTED: &'static str = "an integer";

                fn from_js(value: JsArgument) -> Option<Self> {
                    value.exact_integer().map($name)
                }
            }

            impl ToJs for $name {
                fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
                    self.0.to_js(env)
                }
            }

            from_napi!($name, |value| FromJs::read(value, $argument));
        };
    };
}
pub(crate) use integer_id;

/// Converts an ID of digits to a string, and from a string, a bigint or a safe integer.
macro_rules! text_id {
    ($name:ident, $argument:literal) => {
        const _: () = {
            use crate::interop::node::{FromJs, JsArgument, ToJs, from_napi};
            use napi::{Env, Result, sys};

            impl FromJs for $name {
                const EXPECTED: &'static str =
                    "a string or bigint (a number cannot represent 17 digits exactly)";

                fn from_js(value: JsArgument) -> Option<Self> {
                    value
                        .text()
                        .or_else(|| value.bigint())
                        .map($name)
                        .or_else(|| value.integer().map($name::from))
                }
            }

            impl ToJs for $name {
                fn to_js(self, env: Env) -> Result<Option<sys::napi_value>> {
                    self.0.to_js(env)
                }
            }

            from_napi!($name, |value| FromJs::read(value, $argument));
        };
    };
}
pub(crate) use text_id;
