//! The native library of the npm package `chat44mp-testing`: the emulator in this process. Values cross as JSON text.

// napi's macros generate unsafe code; none is written by hand.
#![allow(unsafe_code)]
// Items exported by napi, and the types in their signatures, must be public.
#![allow(unreachable_pub)]

use chat44mp_emulator::ffi::{FfiError, JsonEmulator};
use napi::Error;
use napi_derive::napi;

/// A result whose error has a `code` of Node's style.
type Result<T> = std::result::Result<T, Error<&'static str>>;

/// A running emulator. See `Emulator` in `index.js`.
#[napi]
pub struct EmulatorServer(JsonEmulator);

fn thrown(error: FfiError) -> Error<&'static str> {
    let code = match error {
        FfiError::Invalid(_) => "ERR_INVALID_ARG_VALUE",
        FfiError::Start(_) => "ERR_EMULATOR_START",
        FfiError::Stopped => "ERR_EMULATOR_STOPPED",
    };
    Error::new(code, error.to_string())
}

#[napi]
impl EmulatorServer {
    /// Starts an emulator.
    #[napi(constructor, skip_typescript)]
    pub fn new(profile: String, seed: Option<String>, port: u32, php_errors: bool) -> Result<Self> {
        let started = JsonEmulator::start(&profile, seed.as_deref(), port, php_errors);
        started.map(EmulatorServer).map_err(thrown)
    }

    /// The base URL for clients.
    #[napi(getter, skip_typescript, js_name = "baseURL")]
    pub fn base_url(&self) -> Result<String> {
        self.0.base_url().map_err(thrown)
    }

    /// The URL through which other processes control it.
    #[napi(getter, skip_typescript, js_name = "controlURL")]
    pub fn control_url(&self) -> Result<String> {
        self.0.control_url().map_err(thrown)
    }

    /// The fixtures of the seed.
    #[napi(skip_typescript)]
    pub fn fixtures(&self) -> Result<String> {
        self.0.fixtures().map_err(thrown)
    }

    /// The records.
    #[napi(skip_typescript)]
    pub fn state(&self) -> Result<String> {
        self.0.state().map_err(thrown)
    }

    /// The requests.
    #[napi(skip_typescript)]
    pub fn journal(&self) -> Result<String> {
        self.0.journal().map_err(thrown)
    }

    /// Adds a fault.
    #[napi(skip_typescript)]
    pub fn add_fault(&self, fault: String) -> Result<()> {
        self.0.add_fault(&fault).map_err(thrown)
    }

    /// Removes all faults.
    #[napi(skip_typescript)]
    pub fn clear_faults(&self) -> Result<()> {
        self.0.clear_faults().map_err(thrown)
    }

    /// Clears the journal.
    #[napi(skip_typescript)]
    pub fn clear_journal(&self) -> Result<()> {
        self.0.clear_journal().map_err(thrown)
    }

    /// Resets the state to another seed.
    #[napi(skip_typescript)]
    pub fn load(&self, profile: String, seed: String) -> Result<()> {
        self.0.load(&profile, &seed).map_err(thrown)
    }

    /// Resets the state to the current seed.
    #[napi(skip_typescript)]
    pub fn reset(&self) -> Result<()> {
        self.0.reset().map_err(thrown)
    }

    /// Stops it. Stopping twice does nothing.
    #[napi(skip_typescript)]
    pub fn stop(&self) {
        self.0.stop();
    }
}
