//! The words that stand for the values of an enum, written once for all languages.

/// Defines the string names of enum variants.
macro_rules! string_enum {
    ($type:ident { $($variant:ident => $word:literal),* $(,)? }) => {
        impl $type {
            /// The word in `snake_case`, the same in every language.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $($type::$variant => $word),*
                }
            }

            /// The value that a word stands for.
            pub fn from_word(word: &str) -> Option<$type> {
                match word {
                    $($word => Some($type::$variant),)*
                    _ => None,
                }
            }
        }

        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        #[cfg(feature = "python")]
        crate::interop::python::word!($type: $($word)*);
        #[cfg(feature = "node")]
        crate::interop::node::word!($type);
    };
}
pub(crate) use string_enum;
