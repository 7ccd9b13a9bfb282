//! The emulator, in the process of a test in Kotlin or Swift. The facades make something pleasant of it; values cross as
//! JSON text.

// What uniffi writes is full of it; nothing of it is by hand.
#![allow(unsafe_code)]

use std::sync::Arc;
use std::time::Duration;

use chat44mp::ffi::without_sigpipe;
use chat44mp_emulator::JournalEntry;
use chat44mp_emulator::ffi::{FfiError, JsonEmulator};

uniffi::setup_scaffolding!();

/// Something is wrong with what the emulator was given, or it was stopped.
#[derive(Debug, thiserror::Error, uniffi::Error)]
#[uniffi(flat_error)]
pub enum EmulatorError {
    /// What it is.
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
    /// Starts one: `profile` is `observed` or `documented`, `seed` YAML or JSON, 0 any free port.
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

    /// What to give to a client.
    pub fn base_url(&self) -> Result<String, EmulatorError> {
        Ok(self.0.base_url()?)
    }

    /// Where other processes control it.
    pub fn control_url(&self) -> Result<String, EmulatorError> {
        Ok(self.0.control_url()?)
    }

    /// The seed's names for its keys, ids and values.
    pub fn fixtures(&self) -> Result<String, EmulatorError> {
        Ok(self.0.fixtures()?)
    }

    /// The rows, without any secret.
    pub fn state(&self) -> Result<String, EmulatorError> {
        Ok(self.0.state()?)
    }

    /// The requests so far, oldest first.
    pub fn journal(&self) -> Result<String, EmulatorError> {
        Ok(self.0.journal()?)
    }

    /// Waits until it has received this many requests; returns false after `timeout` seconds.
    pub fn wait_for_requests(&self, count: i64, timeout: f64) -> Result<bool, EmulatorError> {
        self.wait(timeout, |journal| journal.len() as i64 >= count)
    }

    /// Waits until this many clients have disconnected before their response was complete; returns false after `timeout` seconds.
    pub fn wait_for_disconnects(&self, count: i64, timeout: f64) -> Result<bool, EmulatorError> {
        self.wait(timeout, |journal| {
            journal.iter().filter(|entry| entry.disconnected).count() as i64 >= count
        })
    }

    /// Adds a rule.
    pub fn add_fault(&self, fault: String) -> Result<(), EmulatorError> {
        Ok(self.0.add_fault(&fault)?)
    }

    /// Drops all rules.
    pub fn clear_faults(&self) -> Result<(), EmulatorError> {
        Ok(self.0.clear_faults()?)
    }

    /// Forgets the requests.
    pub fn clear_journal(&self) -> Result<(), EmulatorError> {
        Ok(self.0.clear_journal()?)
    }

    /// Starts over with another profile and seed.
    pub fn load(&self, profile: String, seed: String) -> Result<(), EmulatorError> {
        Ok(self.0.load(&profile, &seed)?)
    }

    /// Starts over with what it was started or loaded with.
    pub fn reset(&self) -> Result<(), EmulatorError> {
        Ok(self.0.reset()?)
    }

    /// Stops it. Stopping twice does nothing.
    pub fn stop(&self) {
        self.0.stop();
    }
}

impl NativeEmulator {
    fn wait(&self, timeout: f64, seen: impl FnMut(&[JournalEntry]) -> bool) -> Result<bool, EmulatorError> {
        let timeout = Duration::try_from_secs_f64(timeout).map_err(refused)?;
        Ok(self.0.wait_for(seen, timeout)?)
    }
}
