//! A stateful emulator of the Chat44MP API, for tests: no account, no network.
//!
//! ```
//! let emulator = chat44mp_emulator::Emulator::start()?;
//! let key = emulator.fixtures()["member_key"].clone();
//! // … call `emulator.base_url()` with that key, then check the requests:
//! assert!(emulator.journal().is_empty());
//! # Ok::<(), chat44mp_emulator::StartError>(())
//! ```
//!
//! It behaves like real servers, pitfalls included ([`Profile::Observed`]), or like the published reference
//! ([`Profile::Documented`]). Every run repeats exactly: IDs and clock are deterministic. [`Fault`]s make requests
//! fail; the journal records them. The emulator has its own thread and runtime, so it can be used from anywhere; other
//! processes control it over HTTP (see [`Emulator::control_url`]).

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

#[doc(hidden)]
pub mod ffi;

mod database;
mod emulator;
mod error;
mod fault;
mod filter;
mod handlers;
mod http;
mod journal;
mod language;
mod lenient;
mod php;
mod profile;
mod seed;
mod server;
mod state;

pub use emulator::{Emulator, EmulatorBuilder};
pub use error::{FaultError, SeedError, StartError};
pub use fault::rules::FaultCount;
pub use fault::spelling::Spelling;
pub use fault::{Fault, FaultKind, Position, StatusBody};
pub use journal::JournalEntry;
pub use profile::Profile;
pub use seed::Seed;
