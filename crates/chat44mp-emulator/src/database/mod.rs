//! How the emulated database compares, orders and stores values, and its clock.

pub(crate) mod clock;
pub(crate) mod collation;
pub(crate) mod dates;
