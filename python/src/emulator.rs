//! The emulator, in this process. `chat44mp.testing` is what people use; values cross as JSON text.

use std::time::{Duration, Instant};

use chat44mp::ffi::OfProcess;
use chat44mp_emulator::{Emulator, Fault, JournalEntry, Profile, Seed};
use pyo3::exceptions::{PyOSError, PyRuntimeError, PyValueError};
use pyo3::prelude::*;

use crate::arguments::{Count, Seconds, Text};

/// A running emulator. See `chat44mp.testing.Emulator`.
#[pyclass(module = "chat44mp._native")]
pub(crate) struct EmulatorServer(Option<OfProcess<Emulator>>);

fn invalid(error: impl std::fmt::Display) -> PyErr {
    PyValueError::new_err(error.to_string())
}

fn profile(name: &str) -> PyResult<Profile> {
    serde_json::from_value(name.into()).map_err(invalid)
}

fn json<T: serde::Serialize>(value: &T) -> PyResult<String> {
    serde_json::to_string(value).map_err(invalid)
}

#[pymethods]
impl EmulatorServer {
    #[new]
    fn new(
        py: Python<'_>,
        profile: Text,
        seed: Option<Text>,
        port: Count,
        php_errors: bool,
    ) -> PyResult<Self> {
        let mut builder = Emulator::builder().profile(self::profile(&profile.0)?).php_errors(php_errors);
        builder =
            builder.port(port.0.try_into().map_err(|_| PyValueError::new_err("there is no such port"))?);
        if let Some(seed) = seed {
            builder = builder.seed(Seed::from_yaml(&seed.0).map_err(invalid)?);
        }
        let emulator =
            py.detach(|| builder.start()).map_err(|error| PyOSError::new_err(error.to_string()))?;
        Ok(EmulatorServer(Some(OfProcess::new(emulator))))
    }

    #[getter]
    fn base_url(&self) -> PyResult<String> {
        Ok(self.running()?.base_url().to_owned())
    }

    #[getter]
    fn control_url(&self) -> PyResult<String> {
        Ok(self.running()?.control_url().to_owned())
    }

    fn fixtures(&self) -> PyResult<String> {
        json(&self.running()?.fixtures())
    }

    fn state(&self) -> PyResult<String> {
        json(&self.running()?.state())
    }

    fn journal(&self) -> PyResult<String> {
        json(&self.running()?.journal())
    }

    /// Waits until something has happened since the journal was `entries` long with `disconnected` hang-ups in it, at
    /// most so long, and in slices so that Ctrl-C is heard.
    fn wait_for_change(
        &self,
        py: Python<'_>,
        entries: Count,
        disconnected: Count,
        answered: Count,
        timeout: Seconds,
    ) -> PyResult<bool> {
        let emulator = self.running()?;
        let until = Instant::now().checked_add(timeout.0);
        let changed = |journal: &[JournalEntry]| {
            let count = |what: fn(&JournalEntry) -> bool| journal.iter().filter(|entry| what(entry)).count();
            journal.len() != entries.0 as usize
                || count(|entry| entry.disconnected) != disconnected.0 as usize
                || count(|entry| entry.status.is_some()) != answered.0 as usize
        };
        loop {
            let left = until.map_or(Duration::MAX, |until| until.saturating_duration_since(Instant::now()));
            if py.detach(|| emulator.wait_for(changed, left.min(Duration::from_millis(50)))) {
                return Ok(true);
            }
            if left.is_zero() {
                return Ok(false);
            }
            py.check_signals()?;
        }
    }

    fn add_fault(&self, fault: Text) -> PyResult<()> {
        let fault: Fault = serde_json::from_str(&fault.0).map_err(invalid)?;
        self.running()?.add_fault(fault);
        Ok(())
    }

    fn clear_faults(&self) -> PyResult<()> {
        self.running()?.clear_faults();
        Ok(())
    }

    fn clear_journal(&self) -> PyResult<()> {
        self.running()?.clear_journal();
        Ok(())
    }

    fn load(&self, profile: Text, seed: Text) -> PyResult<()> {
        let seed = Seed::from_yaml(&seed.0).map_err(invalid)?;
        self.running()?.load(self::profile(&profile.0)?, seed);
        Ok(())
    }

    fn reset(&self) -> PyResult<()> {
        self.running()?.reset();
        Ok(())
    }

    fn stop(&mut self, py: Python<'_>) {
        let emulator = self.0.take();
        py.detach(|| drop(emulator));
    }
}

impl EmulatorServer {
    fn running(&self) -> PyResult<&Emulator> {
        let emulator = self.0.as_ref().and_then(OfProcess::get);
        emulator
            .ok_or_else(|| PyRuntimeError::new_err("the emulator was stopped, or runs in the parent process"))
    }
}
