//! The core's options as records. Kotlin and Swift have no unsigned numbers in their facades and no bytes in certificates.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use chat44mp::ffi::{self, negative_option};
use chat44mp::{CaCerts, Error, GroupId, ImportOptions, MessagePattern, Seconds};

/// A type of options, and the type that crosses the border in its place.
pub trait Crossing: Sized {
    /// The type in Kotlin and Swift.
    type Foreign;

    /// The value of the option `name`.
    fn lift(name: &'static str, given: Self::Foreign) -> Result<Self, Error>;
}

/// Clamped to the largest possible count.
impl Crossing for u32 {
    type Foreign = i64;

    fn lift(name: &'static str, count: i64) -> Result<u32, Error> {
        ffi::count(count).ok_or_else(|| negative_option(name))
    }
}

impl Crossing for usize {
    type Foreign = i64;

    fn lift(name: &'static str, count: i64) -> Result<usize, Error> {
        u32::lift(name, count).map(|count| count as usize)
    }
}

macro_rules! converted {
    ($($type:ty: $foreign:ty, |$given:ident| $value:expr;)*) => {$(
        impl Crossing for $type {
            type Foreign = $foreign;

            fn lift(_: &'static str, $given: $foreign) -> Result<$type, Error> {
                Ok($value)
            }
        }
    )*};
}

converted! {
    bool: bool, |flag| flag;
    String: String, |text| text;
    Seconds: Seconds, |time| time;
    Vec<MessagePattern>: Vec<MessagePattern>, |patterns| patterns;
    CaCerts: String, |text| text.into();
    PathBuf: String, |path| path.into();
    // The keys are the names of fields.
    BTreeMap<String, String>: HashMap<String, String>, |map| {
        map.into_iter().map(|(field, column)| (ffi::snake_case(&field), column)).collect()
    };
}

/// A record with the core's options, each of which can be omitted.
macro_rules! record {
    ({ $($(#[$doc:meta])* $name:ident: $type:ty = $absent:tt,)* } $(#[$about:meta])* $record:ident) => {
        $(#[$about])*
        #[derive(Debug, Clone, Default, uniffi::Record)]
        pub struct $record {
            $(
                $(#[$doc])*
                #[uniffi(default = None)]
                pub $name: Option<<$type as Crossing>::Foreign>,
            )*
        }

        impl $record {
            pub(crate) fn lift(self) -> Result<chat44mp::$record, Error> {
                let mut options = chat44mp::$record::default();
                $(options.$name = self.$name.map(|given| <$type>::lift(stringify!($name), given)).transpose()?;)*
                Ok(options)
            }
        }
    };
}

chat44mp::client_options! { record!
    /// Options of a client; absent ones have their defaults.
    ClientOptions
}

chat44mp::call_options! { record!
    /// Options of one call, or of all calls of a client; absent ones are kept.
    CallOptions
}

chat44mp::import_settings! { record!
    /// Options of an import; absent ones have their defaults.
    ImportSettings
}

impl ImportSettings {
    /// The options of an import into that group.
    pub(crate) fn options(self, group_id: GroupId) -> Result<ImportOptions, Error> {
        Ok(ImportOptions::new(group_id).settings(self.lift()?))
    }
}
