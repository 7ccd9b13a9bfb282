//! The public handle of an emulator.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::error::StartError;
use crate::fault::Fault;
use crate::fault::rules::FaultCount;
use crate::journal::JournalEntry;
use crate::profile::Profile;
use crate::seed::Seed;
use crate::server::Server;
use crate::server::control;
use crate::server::shared::{Observer, Shared};
use crate::server::world::{Setup, World};

/// A running emulator, by default on 127.0.0.1. It stops when dropped.
pub struct Emulator {
    shared: Arc<Shared>,
    base_url: String,
    control_url: String,
    // The last field, so that the others are dropped after it has stopped.
    _server: Server,
}

impl Emulator {
    /// Starts an emulator on a free port, with the observed profile and the built-in seed.
    pub fn start() -> Result<Emulator, StartError> {
        Emulator::builder().start()
    }

    /// A builder, for another profile, seed or port.
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder::default()
    }

    /// The base URL for a client: `http://127.0.0.1:PORT/api`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The URL by which other processes control it: `http://127.0.0.1:PORT/__emulator`. `GET` lists the endpoints.
    pub fn control_url(&self) -> &str {
        &self.control_url
    }

    /// The page that shows the OpenAPI document of the API: `http://127.0.0.1:PORT/docs`. The document is beside it, at
    /// `/openapi.json`.
    #[cfg(feature = "openapi")]
    pub fn docs_url(&self) -> String {
        self.control_url.replace(control::PATH, crate::server::docs::PATH)
    }

    /// The seed's names for its keys, IDs and values. They are not secret.
    pub fn fixtures(&self) -> BTreeMap<String, Value> {
        self.shared.world().fixtures()
    }

    /// Adds a fault. The first fault that fires decides what happens to a request.
    pub fn add_fault(&self, fault: Fault) {
        self.shared.change(|world| world.faults.add(fault));
    }

    /// The faults in the order in which they were added, and how often each fired.
    pub fn faults(&self) -> Vec<FaultCount> {
        self.shared.world().faults.counts()
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.shared.change(|world| world.faults.clear());
    }

    /// The recorded requests, oldest first.
    pub fn journal(&self) -> Vec<JournalEntry> {
        self.shared.world().journal.entries().to_vec()
    }

    /// Clears the journal.
    pub fn clear_journal(&self) {
        self.shared.change(|world| world.journal.clear());
    }

    /// Waits until `condition` holds for the journal, for instance until a client has disconnected; returns false on
    /// timeout. The condition must not use the emulator.
    pub fn wait_for(&self, condition: impl FnMut(&[JournalEntry]) -> bool, timeout: Duration) -> bool {
        self.shared.wait_for(condition, timeout)
    }

    /// The rows and their counts, without secrets.
    pub fn state(&self) -> Value {
        self.shared.world().state().to_value()
    }

    /// Starts over with another profile and seed, without faults and with an empty journal.
    pub fn load(&self, profile: Profile, seed: Seed) {
        let php_errors = self.shared.started().php_errors;
        self.shared.change(|world| world.load(Setup { profile, seed, php_errors, faults: Vec::new() }));
    }

    /// Starts over with the profile, seed and faults that it was started or loaded with, and with an empty journal.
    pub fn reset(&self) {
        self.shared.change(World::reset);
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

/// Options for starting an emulator.
#[derive(Clone)]
pub struct EmulatorBuilder {
    profile: Profile,
    seed: Option<Seed>,
    host: IpAddr,
    port: u16,
    php_errors: bool,
    faults: Vec<Fault>,
    observer: Option<Observer>,
}

impl Default for EmulatorBuilder {
    fn default() -> Self {
        EmulatorBuilder {
            profile: Profile::default(),
            seed: None,
            host: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            php_errors: false,
            faults: Vec::new(),
            observer: None,
        }
    }
}

impl fmt::Debug for EmulatorBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmulatorBuilder")
            .field("profile", &self.profile)
            .field("host", &self.host)
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

impl EmulatorBuilder {
    /// Sets the profile; observed by default.
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// Sets the seed; the built-in one by default.
    pub fn seed(mut self, seed: Seed) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Sets the address to listen on; 127.0.0.1 by default. On any other than a loopback address, everyone on the network
    /// can call and control the emulator.
    pub fn host(mut self, host: IpAddr) -> Self {
        self.host = host;
        self
    }

    /// Sets the port; 0, the default, is any free port.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Shows PHP errors, like a server left in development mode; off by default.
    pub fn php_errors(mut self, shown: bool) -> Self {
        self.php_errors = shown;
        self
    }

    /// Sets the faults that are active from the start and after a reset; none by default.
    pub fn faults(mut self, faults: Vec<Fault>) -> Self {
        self.faults = faults;
        self
    }

    /// Sets a function that receives every request when its response was sent or its connection has ended, for instance for
    /// a request log. It runs on the emulator's thread, so the emulator waits for it.
    pub fn on_request(mut self, observer: impl Fn(&JournalEntry) + Send + Sync + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Starts the emulator and returns when its port is open.
    pub fn start(self) -> Result<Emulator, StartError> {
        let seed = match self.seed {
            Some(seed) => seed,
            None => Seed::built_in()?,
        };
        let EmulatorBuilder { profile, php_errors, faults, .. } = self;
        let shared = Shared::new(Setup { profile, seed, php_errors, faults }, self.observer);
        let server = Server::start(SocketAddr::new(self.host, self.port), shared.clone())?;
        let origin = format!("http://{}", local(server.address));
        Ok(Emulator {
            shared,
            base_url: format!("{origin}/api"),
            control_url: format!("{origin}{}", control::PATH),
            _server: server,
        })
    }
}

/// The address by which this machine reaches a listener.
fn local(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address.ip() {
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}
