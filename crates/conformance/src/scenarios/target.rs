//! `--target target.json`: a server that is there already, real or emulated, and what the scenarios' names mean on it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::format::Profile;

/// Where the scenarios run instead of in an emulator of their own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Target {
    pub(crate) base_url: String,
    /// What kind of server it is; scenarios of the other profile are skipped.
    #[serde(default = "observed")]
    pub(crate) profile: Profile,
    /// Keys, ids and values by the names that scenarios use; steps that need one it lacks are skipped.
    pub(crate) fixtures: BTreeMap<String, Value>,
    /// Options for every client, such as `allow_http` or `ca_certs`.
    #[serde(default)]
    pub(crate) client: Map<String, Value>,
}

fn observed() -> Profile {
    Profile::Observed
}

impl Target {
    /// Reads the file.
    pub(crate) fn load(path: &Path) -> Result<Target> {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} is no target file", path.display()))
    }
}
