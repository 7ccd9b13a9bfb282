//! The emulator for the bindings of other languages, with values as JSON text.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;

use crate::emulator::Emulator;
use crate::journal::JournalEntry;
use crate::profile::Profile;
use crate::seed::Seed;

/// Why a call on the emulator failed.
#[derive(Debug)]
pub enum FfiError {
    /// An argument is invalid.
    Invalid(String),
    /// The emulator could not be started.
    Start(String),
    /// The emulator was stopped.
    Stopped,
}

impl fmt::Display for FfiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FfiError::Invalid(message) | FfiError::Start(message) => f.write_str(message),
            FfiError::Stopped => f.write_str("the emulator was stopped"),
        }
    }
}

impl std::error::Error for FfiError {}

fn invalid(error: impl fmt::Display) -> FfiError {
    FfiError::Invalid(error.to_string())
}

fn profile(name: &str) -> Result<Profile, FfiError> {
    serde_json::from_value(name.into()).map_err(invalid)
}

/// A running emulator. It stops when dropped.
#[derive(Debug)]
pub struct JsonEmulator(Mutex<Option<Arc<Emulator>>>);

impl JsonEmulator {
    /// Starts an emulator: `profile` is `observed` or `documented`, `seed` is YAML or JSON, port 0 is any free port.
    pub fn start(
        profile: &str,
        seed: Option<&str>,
        port: impl TryInto<u16>,
        php_errors: bool,
    ) -> Result<JsonEmulator, FfiError> {
        let port = port.try_into().map_err(|_| invalid("`port` must be from 0 to 65535"))?;
        let mut builder =
            Emulator::builder().profile(self::profile(profile)?).port(port).php_errors(php_errors);
        if let Some(seed) = seed {
            builder = builder.seed(Seed::from_yaml(seed).map_err(invalid)?);
        }
        let emulator = builder.start().map_err(|error| FfiError::Start(error.to_string()))?;
        Ok(JsonEmulator(Mutex::new(Some(Arc::new(emulator)))))
    }

    /// The base URL for a client.
    pub fn base_url(&self) -> Result<String, FfiError> {
        Ok(self.running()?.base_url().to_owned())
    }

    /// The URL by which other processes control it.
    pub fn control_url(&self) -> Result<String, FfiError> {
        Ok(self.running()?.control_url().to_owned())
    }

    /// The seed's names for its keys, IDs and values.
    pub fn fixtures(&self) -> Result<String, FfiError> {
        json(&self.running()?.fixtures())
    }

    /// The rows, without secrets.
    pub fn state(&self) -> Result<String, FfiError> {
        json(&self.running()?.state())
    }

    /// The recorded requests, oldest first.
    pub fn journal(&self) -> Result<String, FfiError> {
        json(&self.running()?.journal())
    }

    /// Waits until `condition` holds for the journal; returns false on timeout.
    pub fn wait_for(
        &self,
        condition: impl FnMut(&[JournalEntry]) -> bool,
        timeout: Duration,
    ) -> Result<bool, FfiError> {
        Ok(self.running()?.wait_for(condition, timeout))
    }

    /// Adds a fault.
    pub fn add_fault(&self, fault: &str) -> Result<(), FfiError> {
        let fault = serde_json::from_str(fault).map_err(invalid)?;
        self.running()?.add_fault(fault);
        Ok(())
    }

    /// Removes all faults.
    pub fn clear_faults(&self) -> Result<(), FfiError> {
        self.running()?.clear_faults();
        Ok(())
    }

    /// Clears the journal.
    pub fn clear_journal(&self) -> Result<(), FfiError> {
        self.running()?.clear_journal();
        Ok(())
    }

    /// Starts over with another profile and seed.
    pub fn load(&self, profile: &str, seed: &str) -> Result<(), FfiError> {
        let seed = Seed::from_yaml(seed).map_err(invalid)?;
        self.running()?.load(self::profile(profile)?, seed);
        Ok(())
    }

    /// Starts over with the profile and seed that it was started or loaded with.
    pub fn reset(&self) -> Result<(), FfiError> {
        self.running()?.reset();
        Ok(())
    }

    /// Stops the emulator. Stopping it twice does nothing.
    pub fn stop(&self) {
        let emulator = self.lock().take();
        // Dropped without the lock, because this joins a thread.
        drop(emulator);
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<Emulator>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn running(&self) -> Result<Arc<Emulator>, FfiError> {
        self.lock().clone().ok_or(FfiError::Stopped)
    }
}

fn json(value: &impl Serialize) -> Result<String, FfiError> {
    serde_json::to_string(value).map_err(invalid)
}
