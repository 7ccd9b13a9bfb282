//! The native library of the Kotlin and Swift packages: the core's calls over uniffi. It contains no logic of the API.
//!
//! `calls.rs` defines the calls; `caller.rs` runs them on the I/O thread. The public APIs are in `bindings/kotlin` and
//! `bindings/swift`. The core exports the models itself.

// uniffi's macros generate unsafe code; none is written by hand.
#![allow(unsafe_code)]
// Items exported by uniffi must be public.
#![allow(unreachable_pub)]

mod answers;
mod caller;
mod calls;
mod client;
mod control;
mod error;
mod import;
mod language;
mod log;
mod options;
#[cfg(test)]
mod tests;

// The Kotlin sources reserve this much memory for the status of a call: `SIZE` in bindgen/src/kotlin/mod.rs.
const _: () = assert!(size_of::<uniffi::RustCallStatus>() <= 32);

chat44mp::uniffi_reexport_scaffolding!();
#[cfg(feature = "testing")]
chat44mp_testing::uniffi_reexport_scaffolding!();
uniffi::setup_scaffolding!();
