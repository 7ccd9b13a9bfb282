//! The emulator for tests in Kotlin and Swift, wrapped by their `Emulator` classes. Values cross as JSON text.

// uniffi's macros generate unsafe code; none is written by hand.
#![allow(unsafe_code)]

use std::sync::Arc;
use std::time::Duration;

use chat44mp::ffi::without_sigpipe;
use chat44mp_emulator::JournalEntry;
use chat44mp_emulator::ffi::{FfiError, JsonEmulator};

uniffi::setup_scaffolding!();

/// An argument is invalid, or the emulator was stopped.
#[derive(Debug, thiserror::Error, uniffi::Error)]
#[uniffi(flat_error)]
pub enum EmulatorError {
    /// The message.
    #[error("{0}")]
    Refused(String),
}

fn refused(error: impl std::fmt::Display) -> EmulatorError {
    EmulatorError::Refused(error.to_string())
}

impl From<FfiError> for EmulatorError {
    fn from(error: FfiError) -> Self {
        refused(error)
    }
}

/// A running emulator.
#[derive(uniffi::Object)]
pub struct NativeEmulator(JsonEmulator);

#[uniffi::export]
impl NativeEmulator {
    /// Starts an emulator: `profile` is `observed` or `documented`, `seed` is YAML or JSON, and port 0 selects a free port.
    #[uniffi::constructor(default(seed = None, port = 0, php_errors = false))]
    pub fn new(
        profile: String,
        seed: Option<String>,
        port: i32,
        php_errors: bool,
    ) -> Result<Arc<Self>, EmulatorError> {
        let started = without_sigpipe(|| JsonEmulator::start(&profile, seed.as_deref(), port, php_errors));
        Ok(Arc::new(NativeEmulator(started?)))
    }

    /// The base URL for clients.
    pub fn base_url(&self) -> Result<String, EmulatorError> {
        Ok(self.0.base_url()?)
    }

    /// The URL through which other processes control it.
    pub fn control_url(&self) -> Result<String, EmulatorError> {
        Ok(self.0.control_url()?)
    }

    /// The fixtures: named keys, IDs and values of the seed.
    pub fn fixtures(&self) -> Result<String, EmulatorError> {
        Ok(self.0.fixtures()?)
    }

    /// The records, without secrets.
    pub fn state(&self) -> Result<String, EmulatorError> {
        Ok(self.0.state()?)
    }

    /// The requests so far, oldest first.
    pub fn journal(&self) -> Result<String, EmulatorError> {
        Ok(self.0.journal()?)
    }

    /// Waits until this many requests were received; returns false after `timeout` seconds.
    pub fn wait_for_requests(&self, count: i64, timeout: f64) -> Result<bool, EmulatorError> {
        self.wait(timeout, |journal| journal.len() as i64 >= count)
    }

    /// Waits until this many clients have disconnected before the end of the response; returns false after `timeout` seconds.
    pub fn wait_for_disconnects(&self, count: i64, timeout: f64) -> Result<bool, EmulatorError> {
        self.wait(timeout, |journal| {
            journal.iter().filter(|entry| entry.disconnected).count() as i64 >= count
        })
    }

    /// Adds a fault.
    pub fn add_fault(&self, fault: String) -> Result<(), EmulatorError> {
        Ok(self.0.add_fault(&fault)?)
    }

    /// Removes all faults.
    pub fn clear_faults(&self) -> Result<(), EmulatorError> {
        Ok(self.0.clear_faults()?)
    }

    /// Clears the journal.
    pub fn clear_journal(&self) -> Result<(), EmulatorError> {
        Ok(self.0.clear_journal()?)
    }

    /// Resets the state to another profile and seed.
    pub fn load(&self, profile: String, seed: String) -> Result<(), EmulatorError> {
        Ok(self.0.load(&profile, &seed)?)
    }

    /// Resets the state to the current profile and seed.
    pub fn reset(&self) -> Result<(), EmulatorError> {
        Ok(self.0.reset()?)
    }

    /// Stops the emulator. Stopping twice does nothing.
    pub fn stop(&self) {
        self.0.stop();
    }
}

impl NativeEmulator {
    fn wait(
        &self,
        timeout: f64,
        condition: impl FnMut(&[JournalEntry]) -> bool,
    ) -> Result<bool, EmulatorError> {
        let timeout = Duration::try_from_secs_f64(timeout).map_err(refused)?;
        Ok(self.0.wait_for(condition, timeout)?)
    }
}
