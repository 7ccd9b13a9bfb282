//! The client and its options.

mod base_url;
#[doc(hidden)]
pub mod environment;
mod key;
mod validation;

use std::ffi::OsString;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chat44mp_macros::options;
use serde::Deserialize;
use tokio::sync::Semaphore;
use url::Url;

use crate::decode::catalogue::MessagePattern;
use crate::error::{Error, ErrorCode};
use crate::events::{Event, EventSink};
use crate::interop::{Pem, Seconds};
use crate::options::CallOptions;
use crate::secret::ApiKey;
use crate::transport::clock::ServerClock;
use crate::transport::engine::{Engine, Settings};
use crate::transport::retry::Budget;
use crate::transport::{Transport, proxy, tls};

use base_url::{check_base_url, is_loopback};
use environment::{API_KEY_VARIABLE, BASE_URL_VARIABLE, Setting};
use key::check_key;
use validation::{limit, positive, user_agent, wait};

/// The default base URL.
pub const DEFAULT_BASE_URL: &str = "https://chat.44mppe.com/api";

/// A client of the API. Cloning it is cheap; all clones share connections, limits and the retry budget.
///
/// ```no_run
/// # async fn example() -> Result<(), chat44mp::Error> {
/// let client = chat44mp::Client::new("KEY")?;
/// let group = client.contact_groups().create("Spring sale").await?;
/// println!("created group {group}");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    transport: Arc<Transport>,
    options: CallOptions,
}

impl Client {
    /// A client with default options.
    pub fn new(key: impl Into<ApiKey>) -> Result<Client, Error> {
        Client::builder(key).build()
    }

    /// A client with the key in `CHAT44MP_API_KEY` and, if it is set, the address in `CHAT44MP_BASE_URL`.
    pub fn from_env() -> Result<Client, Error> {
        ClientBuilder::from_env().build()
    }

    /// Options for a client.
    pub fn builder(key: impl Into<ApiKey>) -> ClientBuilder {
        ClientBuilder::new(key.into())
    }

    /// The same client with other options for the calls made through it.
    pub fn with_options(&self, options: CallOptions) -> Client {
        Client { transport: Arc::clone(&self.transport), options }
    }

    /// Closes the client and all its clones: requests in flight finish, further ones fail with
    /// `client_closed`. Closing twice does nothing.
    pub fn close(&self) {
        self.transport.in_flight.close();
    }

    /// The base URL, without a key.
    pub fn base_url(&self) -> &str {
        self.transport.base_url.as_str().trim_end_matches('/')
    }

    pub(crate) fn transport(&self) -> &Transport {
        &self.transport
    }

    pub(crate) fn options(&self) -> &CallOptions {
        &self.options
    }

    pub(crate) fn options_mut(&mut self) -> &mut CallOptions {
        &mut self.options
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.base_url())
            .field("key", &self.transport.key)
            .finish_non_exhaustive()
    }
}

// Each option is defined here only: setters, keywords, flags and types of other languages follow.
/// Options for a client as data, such as a program reads from its configuration; see
/// [`ClientBuilder::options`]; absent ones have their defaults.
#[options(setters(ClientBuilder, options), list(client_options))]
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ClientOptions {
    /// The base URL of the server, such as `https://chat.example.com`; `/api` is added unless it ends so.
    pub base_url: Option<String>,
    /// Allows plain http to another machine. The key can then be intercepted.
    pub allow_http: Option<bool>,
    /// The timeout of a call with all its attempts and waits; 90 s by default.
    pub timeout: Option<Seconds>,
    /// The timeout for opening a connection, DNS and TLS included; 5 s by default.
    pub connect_timeout: Option<Seconds>,
    /// The timeout for the start of a response; 30 s by default, 300 s for `flows.answers`.
    pub head_timeout: Option<Seconds>,
    /// The timeout for each pause within a response; 20 s by default.
    pub stall_timeout: Option<Seconds>,
    /// The maximum number of retries; 2 by default, 0 disables them.
    pub max_retries: Option<u32>,
    /// The maximum number of requests in flight; 8 by default. Further calls wait for a permit.
    pub max_concurrency: Option<usize>,
    /// The maximum backoff before the first retry, doubled with each further one up to 8 s; 0.25 s by default.
    pub backoff: Option<Seconds>,
    /// The delay before `users.create` checks again for a user whose creation received no response; 5 s by default.
    pub settle_delay: Option<Seconds>,
    /// The maximum size of a response, in bytes after decompression; 50 MiB by default. Streamed responses have no limit.
    pub max_response_bytes: Option<usize>,
    /// The proxy to use, such as `http://proxy.example.com:3128`, instead of the environment's (`HTTPS_PROXY`,
    /// `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`); empty for none.
    pub proxy: Option<String>,
    /// The certificates to trust instead of the platform's, in PEM.
    pub ca_certs: Option<Pem>,
    /// Text to add to the User-Agent header, such as your program's name and version.
    pub user_agent_suffix: Option<String>,
    /// Messages of your own server and the errors they stand for.
    pub message_patterns: Option<Vec<MessagePattern>>,
}

impl ClientOptions {
    /// Validates the options and sets the defaults.
    fn transport(self, key: ApiKey, base_url: Url, events: EventSink) -> Result<Transport, Error> {
        let proxy = self.proxy.as_deref();
        let connect_timeout = limit("connect_timeout", self.connect_timeout)?;
        Ok(Transport {
            timeout: limit("timeout", self.timeout)?.unwrap_or(Duration::from_secs(90)),
            head_timeout: limit("head_timeout", self.head_timeout)?,
            stall_timeout: limit("stall_timeout", self.stall_timeout)?.unwrap_or(Duration::from_secs(20)),
            max_retries: self.max_retries.unwrap_or(2),
            in_flight: Semaphore::new(positive(
                "max_concurrency",
                self.max_concurrency.unwrap_or(8),
                Semaphore::MAX_PERMITS,
            )?),
            backoff: wait("backoff", self.backoff, Duration::from_millis(250))?,
            settle_delay: wait("settle_delay", self.settle_delay, Duration::from_secs(5))?,
            max_response_bytes: positive(
                "max_response_bytes",
                self.max_response_bytes.unwrap_or(50 * 1024 * 1024),
                usize::MAX,
            )?,
            patterns: self.message_patterns.unwrap_or_default(),
            engine: Engine::new(Settings {
                user_agent: &user_agent(self.user_agent_suffix.as_deref())?,
                connect_timeout: connect_timeout.unwrap_or(Duration::from_secs(5)),
                proxy: proxy::choose(proxy, &base_url, is_loopback(&base_url), |name| {
                    std::env::var_os(name)
                })?,
                tls: tls::config(
                    self.ca_certs.as_ref().map(|pem| pem.0.as_slice()),
                    base_url.scheme() == "https",
                )?,
            })?,
            key,
            base_url,
            budget: Budget::new(),
            clock: ServerClock::new(),
            events,
        })
    }
}

impl fmt::Debug for ClientOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither the base URL nor the proxy has been checked for a password yet.
        f.debug_struct("ClientOptions").finish_non_exhaustive()
    }
}

/// Options for a [`Client`]. The defaults are right for most programs.
#[derive(Clone)]
#[must_use = "`build` creates the client"]
pub struct ClientBuilder {
    key: Setting<ApiKey>,
    /// That of the environment, or the default.
    base_url: Setting<String>,
    options: ClientOptions,
    events: EventSink,
}

impl ClientBuilder {
    fn new(key: ApiKey) -> ClientBuilder {
        ClientBuilder {
            key: Setting::given("api_key", key),
            base_url: Setting::given("base_url", DEFAULT_BASE_URL.to_owned()),
            options: ClientOptions::default(),
            events: EventSink::tracing(),
        }
    }

    /// Options with the key in `CHAT44MP_API_KEY` and, if it is set, the address in `CHAT44MP_BASE_URL`.
    ///
    /// A variable that is set must hold a value: with an empty one, or one that is not valid Unicode, [`build`](Self::build)
    /// fails unless the option is given.
    pub fn from_env() -> ClientBuilder {
        ClientBuilder::from_variables(std::env::var_os(API_KEY_VARIABLE), std::env::var_os(BASE_URL_VARIABLE))
    }

    /// The same, from a language's own view of the environment.
    #[doc(hidden)]
    pub fn from_variables(key: Option<OsString>, base_url: Option<OsString>) -> ClientBuilder {
        let mut builder = ClientBuilder::new(ApiKey::from(""));
        if let Some(key) = key {
            builder.key = Setting::of_variable(API_KEY_VARIABLE, key);
        }
        if let Some(base_url) = base_url {
            builder.base_url = Setting::of_variable(BASE_URL_VARIABLE, base_url);
        }
        builder
    }

    /// The key, instead of the environment's.
    pub fn api_key(mut self, key: impl Into<ApiKey>) -> Self {
        self.key = Setting::given("api_key", key.into());
        self
    }

    /// Sets all options that `options` has.
    pub fn options(mut self, options: ClientOptions) -> Self {
        self.options = options.or(&self.options);
        self
    }

    /// A message of your server and the error it stands for; see [`MessagePattern`].
    pub fn message_pattern(mut self, pattern: MessagePattern) -> Self {
        self.options.message_patterns.get_or_insert_default().push(pattern);
        self
    }

    /// Event sink to use instead of `tracing`.
    pub fn on_event(mut self, sink: impl Fn(&Event<'_>) + Send + Sync + 'static) -> Self {
        self.events = EventSink::custom(sink);
        self
    }

    /// Creates the client. Nothing is sent yet.
    pub fn build(self) -> Result<Client, Error> {
        let ClientBuilder { key, base_url, options, events } = self;
        let key_name = key.name;
        let key = check_key(key_name, key.decoded(ErrorCode::INVALID_API_KEY, "api_key")?)?;
        let base_url = options.base_url.clone().map_or(base_url, |url| Setting::given("base_url", url));
        let base_url_name = base_url.name;
        let base_url = base_url.decoded(ErrorCode::INVALID_BASE_URL, "base_url")?;
        let base_url = check_base_url(base_url_name, &base_url, options.allow_http.unwrap_or(false))?;
        let transport = options.transport(key, base_url, events)?;
        Ok(Client { transport: Arc::new(transport), options: CallOptions::default() })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither the base URL nor the proxy has been checked for a password yet.
        f.debug_struct("ClientBuilder").field("key", &self.key.value).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_options_are_named() {
        let field = |builder: ClientBuilder| builder.build().unwrap_err().info().field.clone();
        let builder = || Client::builder("12-AbCdEfG1234567890QwErTyU");
        assert_eq!(field(builder().timeout(Duration::ZERO)).as_deref(), Some("timeout"));
        assert_eq!(field(builder().max_concurrency(0)).as_deref(), Some("max_concurrency"));
        assert_eq!(field(builder().user_agent_suffix("a\r\nX: y")).as_deref(), Some("user_agent_suffix"));
        assert_eq!(field(Client::builder(" \n")).as_deref(), Some("api_key"));
        assert_eq!(field(Client::builder("two words")).as_deref(), Some("api_key"));
    }

    #[test]
    fn debug_output_hides_the_key() {
        let client =
            Client::builder("12-AbCdEfG1234567890QwErTyU\n").base_url("http://127.0.0.1:1").build().unwrap();
        let shown = format!("{client:?}");
        assert!(shown.contains("ApiKey(…rTyU)") && !shown.contains("AbCdEfG"), "{shown}");
    }
}
