//! The emulator, in this process. `chat44mp/testing` is what people use; values cross as JSON text.

use chat44mp_emulator::{Emulator, Fault, Profile, Seed};
use napi::{Error, Result};
use napi_derive::napi;

/// A running emulator. See `chat44mp/testing`.
#[napi]
pub struct EmulatorServer(Option<Emulator>);

fn invalid(error: impl std::fmt::Display) -> Error {
    Error::from_reason(error.to_string())
}

fn profile(name: String) -> Result<Profile> {
    serde_json::from_value(name.into()).map_err(invalid)
}

fn json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(invalid)
}

#[napi]
impl EmulatorServer {
    /// Starts one.
    #[napi(constructor)]
    pub fn new(profile: String, seed: Option<String>, port: u32, php_errors: bool) -> Result<Self> {
        let mut builder = Emulator::builder().profile(self::profile(profile)?).php_errors(php_errors);
        builder = builder.port(port.try_into().map_err(|_| invalid("there is no such port"))?);
        if let Some(seed) = seed {
            builder = builder.seed(Seed::from_yaml(&seed).map_err(invalid)?);
        }
        builder.start().map(|emulator| EmulatorServer(Some(emulator))).map_err(invalid)
    }

    /// What to give to a client.
    #[napi(getter, js_name = "baseURL")]
    pub fn base_url(&self) -> Result<String> {
        Ok(self.running()?.base_url().to_owned())
    }

    /// Where other processes control it.
    #[napi(getter, js_name = "controlURL")]
    pub fn control_url(&self) -> Result<String> {
        Ok(self.running()?.control_url().to_owned())
    }

    /// The seed's names.
    #[napi]
    pub fn fixtures(&self) -> Result<String> {
        json(&self.running()?.fixtures())
    }

    /// The rows.
    #[napi]
    pub fn state(&self) -> Result<String> {
        json(&self.running()?.state())
    }

    /// The requests.
    #[napi]
    pub fn journal(&self) -> Result<String> {
        json(&self.running()?.journal())
    }

    /// Adds a rule.
    #[napi]
    pub fn add_fault(&self, fault: String) -> Result<()> {
        let fault: Fault = serde_json::from_str(&fault).map_err(invalid)?;
        self.running()?.add_fault(fault);
        Ok(())
    }

    /// Drops all rules.
    #[napi]
    pub fn clear_faults(&self) -> Result<()> {
        self.running()?.clear_faults();
        Ok(())
    }

    /// Forgets the requests.
    #[napi]
    pub fn clear_journal(&self) -> Result<()> {
        self.running()?.clear_journal();
        Ok(())
    }

    /// Starts over with another seed.
    #[napi]
    pub fn load(&self, profile: String, seed: String) -> Result<()> {
        let seed = Seed::from_yaml(&seed).map_err(invalid)?;
        self.running()?.load(self::profile(profile)?, seed);
        Ok(())
    }

    /// Starts over.
    #[napi]
    pub fn reset(&self) -> Result<()> {
        self.running()?.reset();
        Ok(())
    }

    /// Stops it. Stopping twice does nothing.
    #[napi]
    pub fn stop(&mut self) {
        self.0 = None;
    }

    fn running(&self) -> Result<&Emulator> {
        self.0.as_ref().ok_or_else(|| invalid("the emulator was stopped"))
    }
}
