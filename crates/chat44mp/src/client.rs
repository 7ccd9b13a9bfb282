//! The client and its options.

mod base_url;
#[doc(hidden)]
pub mod environment;
mod key;

use std::ffi::OsString;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::decode::catalogue::MessagePattern;
use crate::error::{Error, ErrorCode};
use crate::events::{Event, EventSink};
use crate::options::CallOptions;
use crate::secret::ApiKey;
use crate::transport::clock::ServerClock;
use crate::transport::engine::{Engine, Settings};
use crate::transport::retry::Budget;
use crate::transport::{MAX_TIMEOUT, Transport, proxy, tls};

use base_url::{check_base_url, is_loopback};
use environment::{API_KEY_VARIABLE, BASE_URL_VARIABLE, Setting};
use key::check_key;

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

/// Options for a [`Client`]. The defaults are right for most programs.
#[derive(Clone)]
#[must_use = "`build` creates the client"]
pub struct ClientBuilder {
    key: Setting<ApiKey>,
    base_url: Setting<String>,
    allow_http: bool,
    timeout: Duration,
    connect_timeout: Duration,
    head_timeout: Option<Duration>,
    stall_timeout: Duration,
    max_retries: u32,
    max_concurrency: usize,
    backoff: Duration,
    settle_delay: Duration,
    max_response_bytes: usize,
    proxy: Option<String>,
    ca_certs: Option<Vec<u8>>,
    language: &'static str,
    user_agent_suffix: Option<String>,
    patterns: Vec<MessagePattern>,
    events: EventSink,
}

impl ClientBuilder {
    fn new(key: ApiKey) -> ClientBuilder {
        ClientBuilder {
            key: Setting::given("api_key", key),
            base_url: Setting::given("base_url", DEFAULT_BASE_URL.to_owned()),
            allow_http: false,
            timeout: Duration::from_secs(90),
            connect_timeout: Duration::from_secs(5),
            head_timeout: None,
            stall_timeout: Duration::from_secs(20),
            max_retries: 2,
            max_concurrency: 8,
            backoff: Duration::from_millis(250),
            settle_delay: Duration::from_secs(5),
            max_response_bytes: 50 * 1024 * 1024,
            proxy: None,
            ca_certs: None,
            language: "rust",
            user_agent_suffix: None,
            patterns: Vec::new(),
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

    /// The base URL of the server, such as `https://chat.example.com`; `/api` is added unless it ends so.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Setting::given("base_url", base_url.into());
        self
    }

    /// Allows plain http to another machine. The key can then be intercepted.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.allow_http = allow;
        self
    }

    /// How long a whole call may take, over its attempts and waits; 90 s.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long a connection may take to open, name look-up and TLS included; 5 s.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long the server may take to start its response; 30 s, for `flows.answers` 300 s.
    pub fn head_timeout(mut self, timeout: Duration) -> Self {
        self.head_timeout = Some(timeout);
        self
    }

    /// How long the server may send nothing within its response; 20 s.
    pub fn stall_timeout(mut self, timeout: Duration) -> Self {
        self.stall_timeout = timeout;
        self
    }

    /// How many times a failed attempt may be followed by another; 2. With 0 there is exactly one attempt.
    pub fn max_retries(mut self, max_retries: u32) -> Self {
        self.max_retries = max_retries;
        self
    }

    /// How many requests may be in flight at once; 8. Further calls wait their turn.
    pub fn max_concurrency(mut self, max_concurrency: usize) -> Self {
        self.max_concurrency = max_concurrency;
        self
    }

    /// The longest wait before the first retry, doubled with each further one up to 8 s; 250 ms.
    pub fn backoff(mut self, backoff: Duration) -> Self {
        self.backoff = backoff;
        self
    }

    /// How long `users.create` waits before it looks a second time for a user whose creation received no response; 5 s.
    pub fn settle_delay(mut self, delay: Duration) -> Self {
        self.settle_delay = delay;
        self
    }

    /// The largest response read, in bytes after decompression; 50 MiB. Streamed responses have no limit.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// The proxy to use, such as `http://proxy.example.com:3128`, instead of the environment's (`HTTPS_PROXY`,
    /// `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`); empty for none.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// The certificates to trust instead of the platform's, in PEM.
    pub fn ca_certs(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.ca_certs = Some(pem.into());
        self
    }

    /// Which package of the SDK this is, for the User-Agent header.
    #[doc(hidden)]
    pub fn language(mut self, language: &'static str) -> Self {
        self.language = language;
        self
    }

    /// Text to add to the User-Agent header, such as your program's name and version.
    pub fn user_agent_suffix(mut self, suffix: impl Into<String>) -> Self {
        self.user_agent_suffix = Some(suffix.into());
        self
    }

    /// A message of your server and the error it stands for; see [`MessagePattern`].
    pub fn message_pattern(mut self, pattern: MessagePattern) -> Self {
        self.patterns.push(pattern);
        self
    }

    /// Event sink to use instead of `tracing`.
    pub fn on_event(mut self, sink: impl Fn(&Event<'_>) + Send + Sync + 'static) -> Self {
        self.events = EventSink::custom(sink);
        self
    }

    /// Creates the client. Nothing is sent yet.
    pub fn build(self) -> Result<Client, Error> {
        let (key_name, base_url_name) = (self.key.name, self.base_url.name);
        let key = self.key.decoded(ErrorCode::INVALID_API_KEY, "api_key")?;
        let key = check_key(key_name, key)?;
        let base_url = self.base_url.decoded(ErrorCode::INVALID_BASE_URL, "base_url")?;
        let base_url = check_base_url(base_url_name, &base_url, self.allow_http)?;
        for (name, value) in [
            ("timeout", Some(self.timeout)),
            ("connect_timeout", Some(self.connect_timeout)),
            ("head_timeout", self.head_timeout),
            ("stall_timeout", Some(self.stall_timeout)),
        ] {
            if value.is_some_and(|value| value.is_zero() || value > MAX_TIMEOUT) {
                return Err(invalid_option(name, "must be greater than zero and at most 7 days"));
            }
        }
        for (name, value) in [("backoff", self.backoff), ("settle_delay", self.settle_delay)] {
            if value > MAX_TIMEOUT {
                return Err(invalid_option(name, "must be at most 7 days"));
            }
        }
        if !(1..=Semaphore::MAX_PERMITS).contains(&self.max_concurrency) {
            return Err(invalid_option("max_concurrency", "must be at least 1"));
        }
        if self.max_response_bytes == 0 {
            return Err(invalid_option("max_response_bytes", "must be at least 1"));
        }
        let product = format!("chat44mp-{}/{}", self.language, env!("CARGO_PKG_VERSION"));
        let user_agent = match &self.user_agent_suffix {
            None => product,
            Some(suffix) if suffix.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) => {
                format!("{product} {}", suffix.trim())
            }
            Some(_) => {
                return Err(invalid_option(
                    "user_agent_suffix",
                    "must be printable ASCII, such as my-crm/1.2",
                ));
            }
        };
        let loopback = is_loopback(&base_url);
        let proxy = proxy::choose(self.proxy.as_deref(), &base_url, loopback, |name| std::env::var_os(name))?;
        let engine = Engine::new(Settings {
            user_agent: &user_agent,
            connect_timeout: self.connect_timeout,
            proxy,
            tls: tls::config(self.ca_certs.as_deref(), base_url.scheme() == "https")?,
        })?;
        let transport = Transport {
            key,
            base_url,
            engine,
            in_flight: Semaphore::new(self.max_concurrency),
            budget: Budget::new(),
            clock: ServerClock::new(),
            events: self.events,
            patterns: self.patterns,
            timeout: self.timeout,
            head_timeout: self.head_timeout,
            stall_timeout: self.stall_timeout,
            max_retries: self.max_retries,
            backoff: self.backoff,
            settle_delay: self.settle_delay,
            max_response_bytes: self.max_response_bytes,
        };
        Ok(Client { transport: Arc::new(transport), options: CallOptions::default() })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither the base URL nor the proxy has been checked for a password yet.
        f.debug_struct("ClientBuilder").field("key", &self.key.value).finish_non_exhaustive()
    }
}

fn invalid_option(name: &'static str, problem: &str) -> Error {
    Error::invalid(ErrorCode::INVALID_OPTION, name, format!("{name} {problem}"))
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
