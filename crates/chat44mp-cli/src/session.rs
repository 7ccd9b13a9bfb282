//! A client built from options, environment and profile; makes calls and prints their results.

use std::cell::{Cell, RefCell};
use std::env;

use chat44mp::environment::{API_KEY_VARIABLE, BASE_URL_VARIABLE, variable};
use chat44mp::{Call, Client, ClientBuilder, ImportStop};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::config::{Profile, ProfileFile};
use crate::errors::{Failure, INTERRUPTED};
use crate::flags::Flag;
use crate::input::secrets;
use crate::logging;
use crate::options::GlobalOptions;
use crate::output::Printer;

pub(crate) struct Session<'a> {
    pub(crate) client: Client,
    pub(crate) printer: &'a Printer,
    /// Whether a write is in flight, for the message after an interruption.
    writing: Cell<bool>,
    /// Stops an import gracefully.
    stop: RefCell<Option<ImportStop>>,
    /// The exit code of the signal that stopped it.
    stopped_with: Cell<u8>,
}

impl<'a> Session<'a> {
    pub(crate) fn open(options: &GlobalOptions, printer: &'a Printer) -> Result<Session<'a>, Failure> {
        let settings = Settings::resolve(options, printer)?;
        logging::start(&options.output, &settings.key)?;
        Ok(Session {
            client: settings.builder(options)?.build()?,
            printer,
            writing: Cell::new(false),
            stop: RefCell::new(None),
            stopped_with: Cell::new(INTERRUPTED),
        })
    }

    /// Returns a handle for an import: the first Ctrl-C stops it gracefully, the second one aborts it.
    pub(crate) fn stop_handle(&self) -> ImportStop {
        self.writing.set(true);
        self.stop.borrow_mut().get_or_insert_default().clone()
    }

    /// Requests a graceful stop; returns whether the command supports it.
    pub(crate) fn request_stop(&self, exit_code: u8) -> bool {
        let stop = self.stop.borrow();
        if let Some(stop) = &*stop {
            self.stopped_with.set(exit_code);
            stop.stop();
        }
        stop.is_some()
    }

    /// The exit code after a graceful stop.
    pub(crate) fn stopped_with(&self) -> u8 {
        self.stopped_with.get()
    }

    pub(crate) fn is_writing(&self) -> bool {
        self.writing.get()
    }

    /// Makes a call that changes nothing, and prints its value.
    pub(crate) async fn read<T: Serialize + Send + 'static>(&self, call: Call<T>) -> Result<(), Failure> {
        self.show(call, None::<fn(&T) -> String>).await
    }

    /// Makes a call that writes, and prints its value; a table shows `sentence` instead.
    pub(crate) async fn write<T: Serialize + Send + 'static>(
        &self,
        call: Call<T>,
        sentence: impl FnOnce(&T) -> String,
    ) -> Result<(), Failure> {
        self.writing.set(true);
        self.show(call, Some(sentence)).await
    }

    /// Calls a custom operation, and prints its value.
    pub(crate) async fn call<T: Serialize + Send + 'static>(
        &self,
        call: Call<T>,
        writes: bool,
    ) -> Result<(), Failure> {
        self.writing.set(writes);
        self.read(call).await
    }

    async fn show<T: Serialize + Send + 'static>(
        &self,
        call: Call<T>,
        sentence: Option<impl FnOnce(&T) -> String>,
    ) -> Result<(), Failure> {
        let response = call.raw().await?;
        let sentence = sentence.map(|sentence| sentence(&response.value));
        self.printer.response(&response, sentence)
    }
}

/// The profile and the key to use.
pub(crate) struct Settings {
    pub(crate) key: Zeroizing<String>,
    pub(crate) profile: Profile,
    /// The profile that is named, if one is.
    named: Option<String>,
}

impl Settings {
    /// Resolves the key from stdin, `--profile`, the environment or the default profile. The library rejects an empty one.
    pub(crate) fn resolve(options: &GlobalOptions, printer: &Printer) -> Result<Settings, Failure> {
        let server = &options.server;
        let stdin = server.api_key_stdin;
        let environment = env::var_os(API_KEY_VARIABLE);
        let named = match &server.profile {
            Some(name) => Some(name.clone()),
            None => profile_variable()?,
        };
        // With a key from elsewhere, the default profile is not needed.
        let profile = match &named {
            None if stdin || environment.is_some() => Profile::default(),
            None => ProfileFile::load()?.take("default").unwrap_or_default(),
            Some(name) => ProfileFile::load()?.take_named(name)?,
        };
        let stored = profile.api_key.as_ref().map(|key| Zeroizing::new(key.expose().to_owned()));
        // The command line takes precedence over the environment.
        let by_option = server.profile.is_some();
        let key = if stdin {
            secrets::line_or_prompt("API key: ")?
        } else if by_option && let Some(stored) = stored {
            stored
        } else {
            let environment = variable(API_KEY_VARIABLE)?.map(Zeroizing::new);
            if let (Some(name), Some(_), Some(_)) = (&named, &stored, &environment) {
                printer.warn(&format!("using the key in CHAT44MP_API_KEY, not the one of profile {name}"));
            }
            environment.or(stored).unwrap_or_default()
        };
        Ok(Settings { key, profile, named })
    }

    /// The library's options. Absent options have their defaults.
    pub(crate) fn builder(&self, options: &GlobalOptions) -> Result<ClientBuilder, Failure> {
        if self.key.trim().is_empty() {
            return Err(self.missing_key(options.server.api_key_stdin));
        }
        let profile = &self.profile;
        let mut given = options.client.options()?;
        given.base_url = self.base_url(options)?;
        if profile.allow_http {
            given.allow_http = Some(true);
        }
        given.proxy = given.proxy.or_else(|| profile.proxy.clone());
        if given.ca_certs.is_none() {
            given.ca_certs = Flag::option(profile.ca_certs.as_slice())?;
        }
        given.message_patterns.get_or_insert_default().extend(profile.message_patterns.iter().cloned());
        Ok(Client::builder(self.key.as_str()).options(given))
    }

    fn missing_key(&self, stdin: bool) -> Failure {
        let (message, hint) = match &self.named {
            _ if stdin => ("stdin has no API key".to_owned(), "Write the key to the first line of stdin.".to_owned()),
            Some(name) => {
                (format!("profile {name:?} has no API key"), format!("Run `chat44mp config set {name}` to save it."))
            }
            None => (
                "no API key is set".to_owned(),
                "Run `chat44mp config set --base-url URL` to save the address of your server and your key, or set \
                 CHAT44MP_API_KEY. Your key is in the dashboard: profile picture, API Key. `chat44mp demo` needs no key."
                    .to_owned(),
            ),
        };
        Failure::NoKey { message, hint }
    }

    /// The configured base URL; `None` for the library's default.
    pub(crate) fn base_url(&self, options: &GlobalOptions) -> Result<Option<String>, Failure> {
        let stored = self.profile.base_url.clone();
        if let Some(url) = options.client.base_url.last() {
            return Ok(Some(url.clone()));
        }
        if options.server.profile.is_some() && stored.is_some() {
            return Ok(stored);
        }
        Ok(variable(BASE_URL_VARIABLE)?.or(stored))
    }
}

/// Reads CHAT44MP_PROFILE. An empty name is an error: the default profile may name another server.
fn profile_variable() -> Result<Option<String>, Failure> {
    let Some(name) = env::var_os("CHAT44MP_PROFILE") else { return Ok(None) };
    match name.into_string() {
        Ok(name) if !name.trim().is_empty() => Ok(Some(name)),
        _ => Err(Failure::usage(
            "CHAT44MP_PROFILE is set, but empty or not UTF-8",
            "Set it to the name of a profile, or unset it.",
        )),
    }
}
