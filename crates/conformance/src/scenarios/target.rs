//! `--target target.json`: an existing server, real or emulated, and the variables of the scenarios.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use chat44mp_emulator::Profile;
use serde::Deserialize;
use serde_json::{Map, Value};

/// An existing server, in place of emulators.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Target {
    pub(crate) base_url: String,
    /// Its profile; scenarios for the other profile are skipped.
    #[serde(default)]
    pub(crate) profile: Profile,
    /// Keys, IDs and values by their names in scenarios; steps with a missing one are skipped.
    pub(crate) fixtures: BTreeMap<String, Value>,
    /// Options of every client, such as `allow_http` or `ca_certs`.
    #[serde(default)]
    pub(crate) client: Map<String, Value>,
}

impl Target {
    /// Loads the file.
    pub(crate) fn load(path: &Path) -> Result<Target> {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} is not a target file", path.display()))
    }
}
