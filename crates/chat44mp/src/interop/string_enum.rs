//! String names of enum variants, defined once for all languages.

/// Defines the string names of enum variants.
macro_rules! string_enum {
    ($type:ident { $($variant:ident => $name:literal),* $(,)? }) => {
        impl $type {
            /// Returns the name in `snake_case`, the same in every language.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $($type::$variant => $name),*
                }
            }

            /// Parses a name; `None` if it is unknown.
            pub fn from_word(name: &str) -> Option<$type> {
                match name {
                    $($name => Some($type::$variant),)*
                    _ => None,
                }
            }
        }

        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        #[cfg(feature = "reflection")]
        impl ::schemars::JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                ::schemars::json_schema!({ "type": "string", "enum": [$($name),*] })
            }
        }

        #[cfg(feature = "python")]
        crate::interop::python::string_enum!($type: $($name)*);
        #[cfg(feature = "node")]
        crate::interop::node::string_enum!($type: $($name)*);
    };
}
pub(crate) use string_enum;
