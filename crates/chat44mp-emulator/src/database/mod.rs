//! How the emulated database compares, orders and stores values, and what time it is there.

pub(crate) mod clock;
pub(crate) mod collation;
pub(crate) mod dates;
