//! The native module of the Python package `chat44mp-testing`: the emulator in this process. Values cross as JSON text.

// pyo3's macros generate unsafe code; none is written by hand.
#![allow(unsafe_code)]

use std::time::{Duration, Instant};

use chat44mp::Seconds;
use chat44mp::ffi::ForkAware;
use chat44mp_emulator::JournalEntry;
use chat44mp_emulator::ffi::{FfiError, JsonEmulator};
use pyo3::exceptions::{PyOSError, PyRuntimeError, PyValueError};
use pyo3::prelude::*;

/// A running emulator. See `chat44mp_testing.Emulator`.
#[pyclass(module = "chat44mp_testing._native")]
struct EmulatorServer(ForkAware<JsonEmulator>);

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
    fn new(py: Python<'_>, profile: &str, seed: Option<&str>, port: i64, php_errors: bool) -> PyResult<Self> {
        let started = py.detach(|| JsonEmulator::start(profile, seed, port, php_errors));
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
        entries: usize,
        disconnected: usize,
        responses: usize,
        timeout: f64,
    ) -> PyResult<bool> {
        let emulator = self.emulator()?;
        let deadline = Instant::now().checked_add(Seconds::from(timeout).into());
        let has_changed = |journal: &[JournalEntry]| {
            let count = |what: fn(&JournalEntry) -> bool| journal.iter().filter(|entry| what(entry)).count();
            journal.len() != entries
                || count(|entry| entry.disconnected) != disconnected
                || count(|entry| entry.status.is_some()) != responses
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

    fn add_fault(&self, fault: &str) -> PyResult<()> {
        self.emulator()?.add_fault(fault).map_err(exception)
    }

    fn clear_faults(&self) -> PyResult<()> {
        self.emulator()?.clear_faults().map_err(exception)
    }

    fn clear_journal(&self) -> PyResult<()> {
        self.emulator()?.clear_journal().map_err(exception)
    }

    fn load(&self, profile: &str, seed: &str) -> PyResult<()> {
        self.emulator()?.load(profile, seed).map_err(exception)
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

/// The native module of `chat44mp_testing`.
#[pymodule]
mod _native {
    #[pymodule_export]
    use crate::EmulatorServer;
}
