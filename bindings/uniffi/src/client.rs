//! The client and its options.

use std::sync::Arc;

use chat44mp::ClientBuilder;
use chat44mp::ffi::ClientHandle;

use crate::error::NativeError;
use crate::log::{self, LogSink, Sink};
use crate::options::{CallOptions, ClientOptions};

/// The language of the package.
#[derive(Debug, Clone, Copy, uniffi::Enum)]
pub enum Language {
    /// Kotlin.
    Kotlin,
    /// Swift.
    Swift,
}

/// A client of the API. Create it once and share it.
#[derive(uniffi::Object)]
pub struct NativeClient {
    pub(crate) handle: Arc<ClientHandle>,
    /// The options of its calls.
    pub(crate) options: chat44mp::CallOptions,
}

#[uniffi::export]
impl NativeClient {
    /// Creates a client. Nothing is sent yet.
    ///
    /// The key and the base URL default to the environment variables `CHAT44MP_API_KEY` and `CHAT44MP_BASE_URL`. Without a
    /// log, `CHAT44MP_LOG=debug` enables logging to standard error.
    #[uniffi::constructor(default(log = None))]
    pub fn new(
        language: Language,
        api_key: Option<String>,
        options: ClientOptions,
        log: Option<Arc<dyn LogSink>>,
    ) -> Result<Arc<Self>, NativeError> {
        match language {
            Language::Kotlin => chat44mp::Language::Kotlin.set(),
            Language::Swift => chat44mp::Language::Swift.set(),
        }
        let builder = ClientBuilder::from_env().options(options.lift()?);
        let builder = match api_key {
            Some(key) => builder.api_key(key),
            None => builder,
        };
        let sink = log.or_else(log::standard_error).map(Sink::new);
        let builder = builder.on_event(move |event| {
            if let Some(sink) = &sink {
                sink.report(event);
            }
        });
        let handle = ClientHandle::new(builder)?;
        Ok(Arc::new(NativeClient { handle: Arc::new(handle), options: chat44mp::CallOptions::default() }))
    }

    /// Returns a client with other call options, which shares the connections.
    pub fn with_options(&self, options: CallOptions) -> Result<Arc<Self>, NativeError> {
        let options = options.lift()?.or(&self.options);
        Ok(Arc::new(NativeClient { handle: Arc::clone(&self.handle), options }))
    }

    /// The base URL of the API.
    pub fn base_url(&self) -> Result<String, NativeError> {
        Ok(self.handle.client()?.base_url().to_owned())
    }

    /// Closes the client and all clients created from it with `with_options`: requests in flight finish, further calls fail
    /// with `client_closed`. Closing twice does nothing.
    pub fn shut(&self) {
        self.handle.close();
    }
}
