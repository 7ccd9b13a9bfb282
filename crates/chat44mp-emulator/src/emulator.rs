//! The emulator as its users hold it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::error::StartError;
use crate::fault::Fault;
use crate::journal::JournalEntry;
use crate::profile::Profile;
use crate::seed::Seed;
use crate::server::Server;
use crate::server::control;
use crate::server::shared::Shared;
use crate::server::world::Setup;

/// A running emulator on 127.0.0.1. It stops when dropped.
pub struct Emulator {
    shared: Arc<Shared>,
    base_url: String,
    control_url: String,
    // Last, so that everything is still there while it stops.
    _server: Server,
}

impl Emulator {
    /// Starts one on a free port, with the observed profile and the built-in seed.
    pub fn start() -> Result<Emulator, StartError> {
        Emulator::builder().start()
    }

    /// For another profile, seed or port.
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder::default()
    }

    /// What to give to a client: `http://127.0.0.1:PORT/api`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Where other processes control it: `http://127.0.0.1:PORT/__emulator`, and below that `GET health`, `fixtures`,
    /// `state` and `journal` (`?wait=disconnected` or `wait=requests`, `&count=…&timeout_ms=…`), `POST reset` and
    /// `faults`, `DELETE faults` and `journal`.
    pub fn control_url(&self) -> &str {
        &self.control_url
    }

    /// The seed's names for its keys, ids and values. Not secret: they are made up.
    pub fn fixtures(&self) -> BTreeMap<String, Value> {
        self.shared.world().fixtures()
    }

    /// Adds a rule. The first of the rules that fires for a request decides what happens to it.
    pub fn add_fault(&self, fault: Fault) {
        self.shared.world().faults.add(fault);
    }

    /// Drops all rules.
    pub fn clear_faults(&self) {
        self.shared.world().faults.clear();
    }

    /// The requests so far, oldest first.
    pub fn journal(&self) -> Vec<JournalEntry> {
        self.shared.world().journal.entries().to_vec()
    }

    /// Forgets the requests so far.
    pub fn clear_journal(&self) {
        self.shared.world().journal.clear();
    }

    /// Waits until the journal is as wished, for instance until a client's hanging up was seen. Says whether it got so
    /// in time. The condition must not use the emulator.
    pub fn wait_for(&self, condition: impl FnMut(&[JournalEntry]) -> bool, timeout: Duration) -> bool {
        self.shared.wait_for(condition, timeout)
    }

    /// The rows and their numbers, without any secret.
    pub fn state(&self) -> Value {
        self.shared.world().state().to_value()
    }

    /// Starts over with another profile and seed; faults and journal are empty then.
    pub fn load(&self, profile: Profile, seed: Seed) {
        let php_errors = self.shared.started().php_errors;
        self.shared.world().load(Setup { profile, seed, php_errors });
    }

    /// Starts over with what it was started or loaded with: state, clock and ids, no faults, empty journal.
    pub fn reset(&self) {
        self.shared.world().reset();
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

/// How an emulator is to be started.
#[derive(Debug, Clone, Default)]
pub struct EmulatorBuilder {
    profile: Profile,
    seed: Option<Seed>,
    port: u16,
    php_errors: bool,
}

impl EmulatorBuilder {
    /// Which server to emulate; observed by default.
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// What to start with; the built-in seed by default.
    pub fn seed(mut self, seed: Seed) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Where to listen; 0, the default, is any free port.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Whether PHP's errors are shown, as on an install left in development mode; not by default.
    pub fn php_errors(mut self, shown: bool) -> Self {
        self.php_errors = shown;
        self
    }

    /// Starts it. Returns when the port is open.
    pub fn start(self) -> Result<Emulator, StartError> {
        let seed = match self.seed {
            Some(seed) => seed,
            None => Seed::built_in()?,
        };
        let shared = Shared::new(Setup { profile: self.profile, seed, php_errors: self.php_errors });
        let server = Server::start(self.port, shared.clone())?;
        let origin = format!("http://127.0.0.1:{}", server.port);
        Ok(Emulator {
            shared,
            base_url: format!("{origin}/api"),
            control_url: format!("{origin}{}", control::PATH),
            _server: server,
        })
    }
}
