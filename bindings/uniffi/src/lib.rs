//! The library behind the Kotlin and Swift packages: the core's calls over uniffi. No logic of the API is in here.
//!
//! `calls.rs` is the table of all calls; `caller.rs` has them run on the I/O thread. Nobody uses what is exported here
//! as it is: `bindings/kotlin` and `bindings/swift` are what people see. The models are exported by the core itself.

// What uniffi writes is full of it; nothing of it is by hand.
#![allow(unsafe_code)]
// What uniffi exports has to be public; nobody reaches it from Rust.
#![allow(unreachable_pub)]

mod answers;
mod caller;
mod calls;
mod client;
mod control;
mod error;
mod import;
mod log;
#[cfg(test)]
mod tests;

// The Kotlin sources reserve this much memory for the status of a call: `SIZE` in bindgen/src/kotlin.rs.
const _: () = assert!(size_of::<uniffi::RustCallStatus>() <= 32);

chat44mp::uniffi_reexport_scaffolding!();
#[cfg(feature = "testing")]
chat44mp_testing::uniffi_reexport_scaffolding!();
uniffi::setup_scaffolding!();
