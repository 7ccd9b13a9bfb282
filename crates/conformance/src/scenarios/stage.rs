//! The server of a scenario: a new emulator in the required state, or the target.

use std::fs;
use std::io;
use std::net::TcpListener;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use chat44mp_emulator::{Emulator, Fault, Seed};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use super::format::{FileText, Scenario};
use super::target::Target;
use super::variables::Variables;

/// Short waits, so that scenarios are fast.
const EMULATOR_OPTIONS: [(&str, f64); 2] = [("backoff", 0.005), ("settle_delay", 0.02)];

/// A server and the variables of a scenario.
pub(crate) struct Stage {
    pub(crate) variables: Variables,
    /// Options of every client of the scenario.
    pub(crate) client_options: Map<String, Value>,
    /// `None` on a target.
    pub(crate) emulator: Option<Emulator>,
    /// The folder of the scenario's files.
    folder: TempDir,
    /// Accepts connections and never responds.
    _silent_host: TcpListener,
}

impl Stage {
    /// Starts an emulator with the scenario's profile, seed and faults.
    pub(crate) fn emulator(scenario: &Scenario, index: usize) -> Result<Stage> {
        let profile = scenario.profile;
        let text = &scenario.text;
        let emulator = Emulator::builder().profile(profile).php_errors(text.php_errors).start()?;
        if let Some(additions) = &text.seed {
            // Additions can refer to the default seed, such as the member's ID.
            let mut seed = Variables::new(emulator.fixtures()).resolve_map(additions)?;
            seed.insert("extends".into(), "default".into());
            emulator.load(profile, serde_json::from_value::<Seed>(Value::Object(seed)).context("the seed")?);
        }
        let mut variables = Variables::new(emulator.fixtures());
        let base_url = emulator.base_url();
        let authority = base_url.trim_start_matches("http://").trim_end_matches("/api").to_owned();
        variables.set("emulator_host", authority);
        variables.set("unique", format!("u{index}"));
        variables.set("unique_digits", format!("{}", 3_330_000_000_u64 + index as u64));
        for (at, fault) in text.faults.iter().enumerate() {
            let fault: Fault = serde_json::from_value(variables.resolve(fault)?)
                .with_context(|| format!("fault {}", at + 1))?;
            emulator.add_fault(fault);
        }
        let mut client_options = Map::from_iter([("base_url".to_owned(), Value::from(base_url))]);
        client_options
            .extend(EMULATOR_OPTIONS.map(|(name, seconds)| (name.to_owned(), Value::from(seconds))));
        let silent_host = silent_host(&mut variables).context("the silent host")?;
        let folder = folder(scenario, &mut variables).context("the folder")?;
        Ok(Stage { variables, client_options, emulator: Some(emulator), folder, _silent_host: silent_host })
    }

    /// The target, or why it cannot run the scenario.
    pub(crate) fn target(scenario: &Scenario, target: &Target, index: usize) -> Result<Stage, &'static str> {
        let text = &scenario.text;
        for (needed, reason) in [
            (!text.faults.is_empty(), "only the emulator injects faults"),
            (text.seed.is_some() || text.php_errors, "the scenario needs a specific state"),
            (scenario.profile != target.profile, "the scenario is for another profile"),
        ] {
            if needed {
                return Err(reason);
            }
        }
        let mut variables = Variables::new(target.fixtures.clone());
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        variables.set("unique", format!("u{now}x{index}"));
        variables.set("unique_digits", format!("{now}{index:04}"));
        let silent_host = silent_host(&mut variables).map_err(|_| "no port could be opened")?;
        let mut client_options = target.client.clone();
        client_options.insert("base_url".into(), json!(target.base_url));
        let folder = folder(scenario, &mut variables).map_err(|_| "no files could be written")?;
        Ok(Stage { variables, client_options, emulator: None, folder, _silent_host: silent_host })
    }

    /// The content of a file in the folder; null if it does not exist.
    pub(crate) fn written(&self, name: &str) -> Result<Value> {
        match fs::read_to_string(self.folder.path().join(name)) {
            Ok(text) => Ok(text.into()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Value::Null),
            Err(error) => Err(error).context(name.to_owned()),
        }
    }
}

/// Creates a folder with the scenario's files.
fn folder(scenario: &Scenario, variables: &mut Variables) -> Result<TempDir> {
    let folder = TempDir::new()?;
    variables.set("folder", folder.path().to_str().context("the path is not UTF-8")?);
    for (name, file) in &scenario.text.files {
        let bytes = match file {
            FileText::Utf8(text) => variables.fill(text)?.into_bytes(),
            FileText::Latin1 { latin_1 } => variables.fill(latin_1)?.chars().map(|byte| byte as u8).collect(),
        };
        fs::write(folder.path().join(name), bytes)?;
    }
    Ok(folder)
}

/// A listener that never accepts: connections are established, but receive no data.
fn silent_host(variables: &mut Variables) -> std::io::Result<TcpListener> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    variables.set("silent_host", listener.local_addr()?.to_string());
    Ok(listener)
}
