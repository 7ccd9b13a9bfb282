//! Builds clients, from scratch or from another client.

use std::ffi::OsString;
use std::fmt;
use std::sync::Arc;

use chat44mp_macros::setters;

use super::base_url::check_base_url;
use super::environment::{API_KEY_VARIABLE, BASE_URL_VARIABLE, Setting};
use super::key::{check_key, no_key};
use super::options::ClientOptions;
use super::{Client, DEFAULT_BASE_URL};
use crate::decode::catalogue::MessagePattern;
use crate::error::{Error, ErrorCode};
use crate::events::{Event, EventSink};
use crate::interop::CaCerts;
use crate::options::CallOptions;
use crate::secret::ApiKey;
use crate::transport::scope::Scope;

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

    /// Options for a client derived from this one: those that are not set are the same.
    ///
    /// The derived client shares the connections, unless it has other options for them, and on the same server also the retry
    /// budget and, with the same `max_concurrency`, the permits. So a client for each of many keys costs almost nothing. Without
    /// a key of its own it uses that of this client, also after [`set_api_key`](Client::set_api_key). Closing this client closes
    /// it, too; closing it leaves this client open.
    ///
    /// ```no_run
    /// # fn example(client: chat44mp::Client) -> Result<(), chat44mp::Error> {
    /// let other = client.derive().api_key("ANOTHER KEY").max_retries(0).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn derive(&self) -> ClientBuilder {
        ClientBuilder::derived_from(self)
    }
}

/// Options for a [`Client`]. The defaults are right for most programs.
#[derive(Clone)]
#[must_use = "`build` creates the client"]
pub struct ClientBuilder {
    /// The client that the new one is derived from.
    parent: Option<Client>,
    key: Option<Setting<ApiKey>>,
    /// The address in the environment.
    base_url: Option<Setting<String>>,
    options: ClientOptions,
    events: Option<EventSink>,
}

client_options! { setters! ClientBuilder options }

impl ClientBuilder {
    fn new(key: ApiKey) -> ClientBuilder {
        ClientBuilder { key: Some(Setting::given("api_key", key)), ..ClientBuilder::empty() }
    }

    fn derived_from(parent: &Client) -> ClientBuilder {
        ClientBuilder::empty().derive_from(parent.clone())
    }

    /// Options without a key, for a client that is derived from another one later.
    #[doc(hidden)]
    pub fn empty() -> ClientBuilder {
        ClientBuilder {
            parent: None,
            key: None,
            base_url: None,
            options: ClientOptions::default(),
            events: None,
        }
    }

    /// Derives the client from another one.
    #[doc(hidden)]
    pub fn derive_from(mut self, parent: Client) -> ClientBuilder {
        self.parent = Some(parent);
        self
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
        ClientBuilder {
            key: key.map(|key| Setting::of_variable(API_KEY_VARIABLE, key)),
            base_url: base_url.map(|url| Setting::of_variable(BASE_URL_VARIABLE, url)),
            ..ClientBuilder::empty()
        }
    }

    /// The key, instead of that of the environment or of the client that this one is derived from.
    pub fn api_key(mut self, key: impl Into<ApiKey>) -> Self {
        self.key = Some(Setting::given("api_key", key.into()));
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
        self.events = Some(EventSink::custom(sink));
        self
    }

    /// Creates the client. Nothing is sent yet.
    pub fn build(self) -> Result<Client, Error> {
        match self.parent.clone() {
            Some(parent) => self.build_derived(&parent),
            None => self.build_new(),
        }
    }

    fn build_new(self) -> Result<Client, Error> {
        let key = self.checked_key()?.ok_or_else(no_key)?;
        let ClientBuilder { base_url, options, events, .. } = self;
        let base_url = match &options.base_url {
            Some(url) => Setting::given("base_url", url.clone()),
            None => base_url.unwrap_or_else(|| Setting::given("base_url", DEFAULT_BASE_URL.to_owned())),
        };
        let name = base_url.name;
        let base_url = base_url.decoded(ErrorCode::INVALID_BASE_URL, "base_url")?;
        let base_url = check_base_url(name, &base_url, options.allow_http.unwrap_or(false))?;
        let transport = options.transport(base_url, None)?;
        // The timeout of a new client does not apply to streamed responses.
        let calls = CallOptions { keep_body: options.keep_body, ..CallOptions::default() };
        let scope = Arc::new(Scope::new(key));
        Ok(Client {
            transport: Arc::new(transport),
            scope,
            events: events.unwrap_or_default(),
            given: Arc::new(options),
            options: calls,
        })
    }

    fn build_derived(self, parent: &Client) -> Result<Client, Error> {
        let scope = Arc::new(Scope::derived(&parent.scope, self.checked_key()?));
        let calls = self.options.of_calls().or(&parent.options);
        let ClientBuilder { options, events, .. } = self;
        let events = events.unwrap_or_else(|| parent.events.clone());
        if options.is_of_calls() {
            calls.timeout_limit()?;
            return Ok(Client { scope, events, options: calls, ..parent.clone() });
        }
        let inherited = &parent.transport;
        let options = options.or(&parent.given);
        let base_url = match &options.base_url {
            Some(url) => check_base_url("base_url", url, options.allow_http.unwrap_or(false))?,
            None => inherited.base_url.clone(),
        };
        let transport = Arc::new(options.transport(base_url, Some(inherited))?);
        Ok(Client { transport, scope, events, given: Arc::new(options), options: calls })
    }

    fn checked_key(&self) -> Result<Option<ApiKey>, Error> {
        let Some(key) = self.key.clone() else { return Ok(None) };
        let name = key.name;
        check_key(name, key.decoded(ErrorCode::INVALID_API_KEY, "api_key")?).map(Some)
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither the base URL nor the proxy has been checked for a password yet.
        f.debug_struct("ClientBuilder")
            .field("key", &self.key.as_ref().map(|key| &key.value))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

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
