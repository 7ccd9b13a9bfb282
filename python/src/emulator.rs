//! The emulator in this process. Programs use `chat44mp.testing`; values cross as JSON text.

use std::time::{Duration, Instant};

use chat44mp::ffi::ForkAware;
use chat44mp_emulator::JournalEntry;
use chat44mp_emulator::ffi::{FfiError, JsonEmulator};
use pyo3::exceptions::{PyOSError, PyRuntimeError, PyValueError};
use pyo3::prelude::*;

use crate::arguments::{Count, Seconds, Text};

/// A running emulator. See `chat44mp.testing.Emulator`.
#[pyclass(module = "chat44mp._native")]
pub(crate) struct EmulatorServer(ForkAware<JsonEmulator>);

fn exception(error: FfiError) -> PyErr {
    let message = error.to_string();
    match error {
        FfiError::Invalid(_) => PyValueError::new_err(message),
        FfiError::Start(_) => PyOSError::new_err(message),
        FfiError::Stopped => PyRuntimeError::new_err(message),
    }
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
        let seed = seed.as_ref().map(|seed| seed.0.as_str());
        let started = py.detach(|| JsonEmulator::start(&profile.0, seed, port.0, php_errors));
        Ok(EmulatorServer(ForkAware::new(started.map_err(exception)?)))
    }

    #[getter]
    fn base_url(&self) -> PyResult<String> {
        self.emulator()?.base_url().map_err(exception)
    }

    #[getter]
    fn control_url(&self) -> PyResult<String> {
        self.emulator()?.control_url().map_err(exception)
    }

    fn fixtures(&self) -> PyResult<String> {
        self.emulator()?.fixtures().map_err(exception)
    }

    fn state(&self) -> PyResult<String> {
        self.emulator()?.state().map_err(exception)
    }

    fn journal(&self) -> PyResult<String> {
        self.emulator()?.journal().map_err(exception)
    }

    /// Waits until the journal no longer has these counts of entries, disconnects and responses, or until the
    /// timeout; in slices, so that Ctrl-C is handled.
    fn wait_for_change(
        &self,
        py: Python<'_>,
        entries: Count,
        disconnected: Count,
        responses: Count,
        timeout: Seconds,
    ) -> PyResult<bool> {
        let emulator = self.emulator()?;
        let deadline = Instant::now().checked_add(timeout.0);
        let has_changed = |journal: &[JournalEntry]| {
            let count = |what: fn(&JournalEntry) -> bool| journal.iter().filter(|entry| what(entry)).count();
            journal.len() != entries.0 as usize
                || count(|entry| entry.disconnected) != disconnected.0 as usize
                || count(|entry| entry.status.is_some()) != responses.0 as usize
        };
        loop {
            let left =
                deadline.map_or(Duration::MAX, |deadline| deadline.saturating_duration_since(Instant::now()));
            let slice = left.min(Duration::from_millis(50));
            if py.detach(|| emulator.wait_for(has_changed, slice)).map_err(exception)? {
                return Ok(true);
            }
            if left.is_zero() {
                return Ok(false);
            }
            py.check_signals()?;
        }
    }

    fn add_fault(&self, fault: Text) -> PyResult<()> {
        self.emulator()?.add_fault(&fault.0).map_err(exception)
    }

    fn clear_faults(&self) -> PyResult<()> {
        self.emulator()?.clear_faults().map_err(exception)
    }

    fn clear_journal(&self) -> PyResult<()> {
        self.emulator()?.clear_journal().map_err(exception)
    }

    fn load(&self, profile: Text, seed: Text) -> PyResult<()> {
        self.emulator()?.load(&profile.0, &seed.0).map_err(exception)
    }

    fn reset(&self) -> PyResult<()> {
        self.emulator()?.reset().map_err(exception)
    }

    fn stop(&self, py: Python<'_>) {
        // A child process must not stop the parent's emulator.
        if let Some(emulator) = self.0.get() {
            py.detach(|| emulator.stop());
        }
    }
}

impl EmulatorServer {
    fn emulator(&self) -> PyResult<&JsonEmulator> {
        self.0.get().ok_or_else(|| PyRuntimeError::new_err("the emulator runs in the parent process"))
    }
}
