//! The clients of the tools: of the configured server, or of the emulator.

use chat44mp::{Access, Client};
use chat44mp_emulator::Emulator;
use serde_json::Value;
use zeroize::Zeroizing;

use crate::errors::Failure;
use crate::logging;
use crate::options::GlobalOptions;
use crate::output::Printer;
use crate::session::Settings;

pub(super) struct Clients {
    admin: Client,
    member: Client,
    /// The keys, which no result may contain.
    keys: Vec<Zeroizing<String>>,
    /// Stops when it is dropped.
    _emulator: Option<Emulator>,
}

impl Clients {
    /// The client of the configured server, as for any other command.
    pub(super) fn open(options: &GlobalOptions, printer: &Printer) -> Result<Clients, Failure> {
        let settings = Settings::resolve(options, printer)?;
        logging::start(&options.output, &settings.key)?;
        let client = settings.builder(options)?.build()?;
        Ok(Clients { admin: client.clone(), member: client, keys: vec![settings.key], _emulator: None })
    }

    /// Clients of an emulator, each with the key that its calls require.
    pub(super) fn demo(options: &GlobalOptions) -> Result<Clients, Failure> {
        logging::start(&options.output, "")?;
        let emulator = Emulator::start()
            .map_err(|error| Failure::usage(format!("the emulator did not start: {error}"), "Try again."))?;
        let fixtures = emulator.fixtures();
        let key = |name: &str| {
            Zeroizing::new(fixtures.get(name).and_then(Value::as_str).unwrap_or_default().to_owned())
        };
        let keys = vec![key("admin_key"), key("member_key")];
        let mut given = options.client.options()?;
        given.base_url = Some(emulator.base_url().to_owned());
        let client = |key: &str| Client::builder(key).options(given.clone()).build();
        let (admin, member) = (client(&keys[0])?, client(&keys[1])?);
        Ok(Clients { admin, member, keys, _emulator: Some(emulator) })
    }

    /// The client for calls that require this key.
    pub(super) fn client(&self, access: Access) -> &Client {
        match access {
            Access::Admin => &self.admin,
            Access::Member => &self.member,
        }
    }

    /// Removes the keys from a text. The library never returns them, but a stored value could contain one.
    pub(super) fn without_keys(&self, text: String) -> String {
        let keys =
            self.keys.iter().filter(|key| !key.is_empty() && text.contains(key.as_str())).collect::<Vec<_>>();
        keys.iter().fold(text, |text, key| text.replace(key.as_str(), "[secret]"))
    }
}
