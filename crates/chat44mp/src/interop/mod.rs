//! Conversion traits for values that cross a language border, and macros that implement them. Imports nothing of this
//! crate, so that every type can use it.

mod ca_certs;
#[cfg(feature = "node")]
pub mod node;
#[cfg(feature = "python")]
pub mod python;
#[cfg(feature = "reflection")]
pub mod reflection;
mod seconds;
mod snake_case;
mod string_enum;
#[cfg(feature = "uniffi")]
mod uniffi;

pub use ca_certs::CaCerts;
pub use seconds::Seconds;
pub use snake_case::snake_case;
pub(crate) use string_enum::string_enum;
