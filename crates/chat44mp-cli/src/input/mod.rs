//! IDs, keys and passwords.

pub(crate) mod ids;
pub(crate) mod secrets;
