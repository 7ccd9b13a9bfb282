//! The npm package `chat44mp`: the core's calls as JavaScript's. No logic of the API is in here.
//!
//! `calls/` has all calls; `bridge.rs` brings their results back to the thread of JavaScript.

// Node's interface is unsafe as such, and napi's macros are full of it.
#![allow(unsafe_code)]
// What napi exports has to be public, and so has what it mentions; nobody can reach it from Rust.
#![allow(unreachable_pub)]

pub mod answers;
pub mod arguments;
pub mod bridge;
pub mod bulk;
mod caller;
pub mod calls;
pub mod client;
pub mod emulator;
mod errors;
pub mod exporting;
mod helpers;
pub mod importing;
mod values;
