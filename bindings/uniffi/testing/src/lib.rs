//! The emulator, in the process of a test in Kotlin or Swift. The facades make something pleasant of it; values cross as
//! JSON text.

// What uniffi writes is full of it; nothing of it is by hand.
#![allow(unsafe_code)]

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chat44mp::ffi::without_sigpipe;
use chat44mp_emulator::{Emulator, Fault, JournalEntry, Profile, Seed};

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

fn profile(name: String) -> Result<Profile, EmulatorError> {
    serde_json::from_value(name.into()).map_err(refused)
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, EmulatorError> {
    serde_json::to_string(value).map_err(refused)
}

/// A running emulator.
#[derive(uniffi::Object)]
pub struct NativeEmulator(Mutex<Option<Arc<Emulator>>>);

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
        let mut builder = Emulator::builder().profile(self::profile(profile)?).php_errors(php_errors);
        builder = builder.port(port.try_into().map_err(|_| refused("there is no such port"))?);
        if let Some(seed) = seed {
            builder = builder.seed(Seed::from_yaml(&seed).map_err(refused)?);
        }
        let emulator = without_sigpipe(|| builder.start()).map_err(refused)?;
        Ok(Arc::new(NativeEmulator(Mutex::new(Some(Arc::new(emulator))))))
    }

    /// What to give to a client.
    pub fn base_url(&self) -> Result<String, EmulatorError> {
        Ok(self.running()?.base_url().to_owned())
    }

    /// Where other processes control it.
    pub fn control_url(&self) -> Result<String, EmulatorError> {
        Ok(self.running()?.control_url().to_owned())
    }

    /// The seed's names for its keys, ids and values.
    pub fn fixtures(&self) -> Result<String, EmulatorError> {
        json(&self.running()?.fixtures())
    }

    /// The rows, without any secret.
    pub fn state(&self) -> Result<String, EmulatorError> {
        json(&self.running()?.state())
    }

    /// The requests so far, oldest first.
    pub fn journal(&self) -> Result<String, EmulatorError> {
        json(&self.running()?.journal())
    }

    /// Waits until it saw so many requests; says whether it did within so many seconds.
    pub fn wait_for_requests(&self, count: i64, timeout: f64) -> Result<bool, EmulatorError> {
        self.wait(timeout, |journal| journal.len() as i64 >= count)
    }

    /// Waits until so many clients hung up before their answer was complete; says whether they did within so many seconds.
    pub fn wait_for_disconnects(&self, count: i64, timeout: f64) -> Result<bool, EmulatorError> {
        self.wait(timeout, |journal| {
            journal.iter().filter(|entry| entry.disconnected).count() as i64 >= count
        })
    }

    /// Adds a rule.
    pub fn add_fault(&self, fault: String) -> Result<(), EmulatorError> {
        let fault: Fault = serde_json::from_str(&fault).map_err(refused)?;
        self.running()?.add_fault(fault);
        Ok(())
    }

    /// Drops all rules.
    pub fn clear_faults(&self) -> Result<(), EmulatorError> {
        self.running()?.clear_faults();
        Ok(())
    }

    /// Forgets the requests.
    pub fn clear_journal(&self) -> Result<(), EmulatorError> {
        self.running()?.clear_journal();
        Ok(())
    }

    /// Starts over with another profile and seed.
    pub fn load(&self, profile: String, seed: String) -> Result<(), EmulatorError> {
        let seed = Seed::from_yaml(&seed).map_err(refused)?;
        self.running()?.load(self::profile(profile)?, seed);
        Ok(())
    }

    /// Starts over with what it was started or loaded with.
    pub fn reset(&self) -> Result<(), EmulatorError> {
        self.running()?.reset();
        Ok(())
    }

    /// Stops it. Stopping twice does nothing.
    pub fn stop(&self) {
        let emulator = self.lock().take();
        // Not under the lock: it waits for its thread.
        drop(emulator);
    }
}

impl NativeEmulator {
    fn lock(&self) -> MutexGuard<'_, Option<Arc<Emulator>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn running(&self) -> Result<Arc<Emulator>, EmulatorError> {
        self.lock().clone().ok_or_else(|| refused("the emulator was stopped"))
    }

    fn wait(&self, timeout: f64, seen: impl FnMut(&[JournalEntry]) -> bool) -> Result<bool, EmulatorError> {
        let timeout = Duration::try_from_secs_f64(timeout).map_err(refused)?;
        Ok(self.running()?.wait_for(seen, timeout))
    }
}
