//! The native library of the npm package `chat44mp`. It exposes the core and contains no logic of the API.
//!
//! `calls/` defines the calls; `bridge.rs` returns their results to the JavaScript thread.

// Node's C interface is unsafe, and napi's macros generate unsafe code.
#![allow(unsafe_code)]
// Items exported by napi, and the types in their signatures, must be public.
#![allow(unreachable_pub)]

pub mod answers;
pub mod arguments;
pub mod bridge;
pub mod bulk;
mod caller;
pub mod calls;
pub mod client;
mod errors;
#[cfg(target_os = "linux")]
mod event_loop;
#[cfg(not(target_os = "linux"))]
#[path = "no_event_loop.rs"]
mod event_loop;
pub mod exporting;
pub mod helpers;
pub mod importing;
pub mod values;
