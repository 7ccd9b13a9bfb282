//! How values cross to other languages: conversion traits and the macros that implement them. It imports nothing of
//! this crate, so that every type can use it.

#[cfg(feature = "node")]
pub mod node;
#[cfg(feature = "python")]
pub mod python;
mod seconds;
#[cfg(feature = "uniffi")]
mod uniffi;
mod words;

pub use seconds::Seconds;
pub(crate) use words::words;
