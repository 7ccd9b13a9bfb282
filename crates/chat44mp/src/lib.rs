//! SDK for the Chat44MP API.

mod operation;

pub use operation::{Access, Kind, Operation, Spec};
