//! The client and its options.

use std::sync::Arc;

use chat44mp::ClientBuilder;
use chat44mp::ffi::ClientHandle;

use crate::error::NativeError;
use crate::language::Language;
use crate::log::{self, HookSink, LogSink, Sinks};
use crate::options::ClientOptions;

/// A client of the API. Create it once and share it.
#[derive(uniffi::Object)]
pub struct NativeClient {
    pub(crate) handle: Arc<ClientHandle>,
    sinks: Sinks,
}

#[uniffi::export]
impl NativeClient {
    /// Creates a client. Nothing is sent yet.
    ///
    /// The key and the base URL default to the environment variables `CHAT44MP_API_KEY` and `CHAT44MP_BASE_URL`. Without a
    /// log, `CHAT44MP_LOG=debug` enables logging to standard error.
    #[uniffi::constructor(default(log = None, hooks = None))]
    pub fn new(
        language: Language,
        api_key: Option<String>,
        options: ClientOptions,
        log: Option<Arc<dyn LogSink>>,
        hooks: Option<Arc<dyn HookSink>>,
    ) -> Result<Arc<Self>, NativeError> {
        language.set();
        let builder = configured(ClientBuilder::from_env(), api_key, options)?;
        let sinks = Sinks::new(log.or_else(log::standard_error), hooks);
        let handle = ClientHandle::new(reporting(builder, &sinks))?;
        Ok(Arc::new(NativeClient { handle: Arc::new(handle), sinks }))
    }

    /// Returns a client with other options, which shares the connections. Absent options are kept, as are the key, the log and
    /// the hooks.
    #[uniffi::method(default(api_key = None, log = None, hooks = None))]
    pub fn with_options(
        &self,
        options: ClientOptions,
        api_key: Option<String>,
        log: Option<Arc<dyn LogSink>>,
        hooks: Option<Arc<dyn HookSink>>,
    ) -> Result<Arc<Self>, NativeError> {
        let mut builder = configured(ClientBuilder::empty(), api_key, options)?;
        let replaced = log.is_some() || hooks.is_some();
        let sinks = Sinks::new(log, hooks).or(&self.sinks);
        if replaced {
            builder = reporting(builder, &sinks);
        }
        Ok(Arc::new(NativeClient { handle: Arc::new(self.handle.derive(builder)?), sinks }))
    }

    /// Replaces the API key for calls that start later, also those of derived clients without a key of their own.
    pub fn set_api_key(&self, api_key: String) -> Result<(), NativeError> {
        Ok(self.handle.set_api_key(api_key)?)
    }

    /// The base URL of the API.
    pub fn base_url(&self) -> Result<String, NativeError> {
        Ok(self.handle.client()?.base_url().to_owned())
    }

    /// Closes the client and all clients created from it with `with_options`: requests in flight finish, further calls fail
    /// with `client_closed`. A client created with `with_options` leaves the original open. Closing twice does nothing.
    pub fn shut(&self) {
        self.handle.close();
    }

    /// Whether the client was closed.
    pub fn is_shut(&self) -> bool {
        self.handle.is_closed()
    }
}

fn configured(
    builder: ClientBuilder,
    api_key: Option<String>,
    options: ClientOptions,
) -> Result<ClientBuilder, NativeError> {
    let builder = builder.options(options.lift()?);
    Ok(match api_key {
        Some(key) => builder.api_key(key),
        None => builder,
    })
}

fn reporting(builder: ClientBuilder, sinks: &Sinks) -> ClientBuilder {
    let sinks = sinks.clone();
    builder.on_event(move |event| sinks.report(event))
}
