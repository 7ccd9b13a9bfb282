//! How values cross to other languages: conversion traits and the macros that implement them. It imports nothing of
//! this crate, so that every type can use it.

#[cfg(feature = "node")]
pub mod node;
#[cfg(feature = "python")]
pub mod python;
mod seconds;
mod string_enum;
#[cfg(feature = "uniffi")]
mod uniffi;

pub use seconds::Seconds;
pub(crate) use string_enum::string_enum;
