//! A client built from options, environment and profile; makes calls and prints their results.

use std::cell::{Cell, RefCell};
use std::env;
use std::fs;

use chat44mp::environment::{API_KEY_VARIABLE, BASE_URL_VARIABLE, variable};
use chat44mp::{Call, Client, ClientBuilder, ImportStop};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::config::{Profile, ProfileFile};
use crate::errors::{Failure, INTERRUPTED};
use crate::input::secrets;
use crate::logging;
use crate::options::{GlobalOptions, LimitOptions};
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
        let call = if self.printer.keep_body() { call.keep_body() } else { call };
        let response = call.raw().await?;
        let sentence = sentence.map(|sentence| sentence(&response.value));
        self.printer.response(&response, sentence)
    }
}

/// The profile and the key to use.
pub(crate) struct Settings {
    pub(crate) key: Zeroizing<String>,
    pub(crate) profile: Profile,
}

impl Settings {
    /// Resolves the key from stdin, `--profile`, the environment or the default profile. The library rejects an empty one.
    pub(crate) fn resolve(options: &GlobalOptions, printer: &Printer) -> Result<Settings, Failure> {
        let connection = &options.connection;
        let stdin = connection.api_key_stdin;
        let environment = env::var_os(API_KEY_VARIABLE);
        let named = match &connection.profile {
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
        let by_option = connection.profile.is_some();
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
        Ok(Settings { key, profile })
    }

    /// The client options; the library has the defaults.
    pub(crate) fn builder(&self, options: &GlobalOptions) -> Result<ClientBuilder, Failure> {
        let (connection, profile) = (&options.connection, &self.profile);
        let mut builder = Client::builder(self.key.as_str()).language("cli");
        if let Some(url) = self.base_url(options)? {
            builder = builder.base_url(url);
        }
        if connection.allow_http || profile.allow_http {
            builder = builder.allow_http(true);
        }
        if let Some(url) = connection.proxy.as_ref().or(profile.proxy.as_ref()) {
            builder = builder.proxy(url);
        }
        if let Some(path) = connection.ca_certs.as_ref().or(profile.ca_certs.as_ref()) {
            let pem = fs::read(path)
                .map_err(|error| Failure::io(format_args!("read {}", path.display()), &error))?;
            builder = builder.ca_certs(pem);
        }
        if let Some(suffix) = &connection.user_agent_suffix {
            builder = builder.user_agent_suffix(suffix);
        }
        for pattern in connection.message_pattern.iter().chain(&profile.message_patterns) {
            builder = builder.message_pattern(pattern.clone().into());
        }
        Ok(limited(builder, &options.limits))
    }

    /// The configured base URL; `None` for the library's default.
    pub(crate) fn base_url(&self, options: &GlobalOptions) -> Result<Option<String>, Failure> {
        let connection = &options.connection;
        let stored = self.profile.base_url.clone();
        if let Some(url) = &connection.base_url {
            return Ok(Some(url.clone()));
        }
        if connection.profile.is_some() && stored.is_some() {
            return Ok(stored);
        }
        Ok(variable(BASE_URL_VARIABLE)?.or(stored))
    }
}

fn limited(mut builder: ClientBuilder, limits: &LimitOptions) -> ClientBuilder {
    macro_rules! set {
        ($($option:ident)*) => {$(
            if let Some(value) = limits.$option {
                builder = builder.$option(value);
            }
        )*};
    }
    set! {
        timeout connect_timeout head_timeout stall_timeout max_retries max_concurrency backoff settle_delay
        max_response_bytes
    }
    builder
}

/// Rejects an empty name, which would select the default profile and possibly another server.
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
