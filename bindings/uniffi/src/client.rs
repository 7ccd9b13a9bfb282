//! The client and its options.

use std::sync::Arc;

use chat44mp::ffi::{ClientHandle, seconds};
use chat44mp::{ClientBuilder, ErrorCode, ErrorKind, MessagePattern};

use crate::control::{CallOptions, count};
use crate::error::NativeError;
use crate::log::{self, LogSink, Sink};

/// The language of the package, for the User-Agent header.
#[derive(Debug, Clone, Copy, uniffi::Enum)]
pub enum Language {
    /// Kotlin.
    Kotlin,
    /// Swift.
    Swift,
}

/// Options of a client; what is left out is the core's default. Times are in seconds.
#[derive(Debug, Clone, Default, uniffi::Record)]
pub struct ClientOptions {
    /// The base URL of the server, such as `https://chat.example.com`; `/api` is added unless it ends so.
    #[uniffi(default = None)]
    pub base_url: Option<String>,
    /// Allows plain http to another machine. The key can then be intercepted.
    #[uniffi(default = None)]
    pub allow_http: Option<bool>,
    /// How long a whole call may take, over its attempts and waits; 90 s.
    #[uniffi(default = None)]
    pub timeout: Option<f64>,
    /// How long a connection may take to open, name look-up and TLS included; 5 s.
    #[uniffi(default = None)]
    pub connect_timeout: Option<f64>,
    /// How long the server may take to start its response; 30 s, for `flows.answers` 300 s.
    #[uniffi(default = None)]
    pub head_timeout: Option<f64>,
    /// How long the server may send nothing within its response; 20 s.
    #[uniffi(default = None)]
    pub stall_timeout: Option<f64>,
    /// How many times a failed attempt may be followed by another; 2. With 0 there is exactly one attempt.
    #[uniffi(default = None)]
    pub max_retries: Option<i64>,
    /// How many requests may be in flight at once; 8. Further calls wait their turn.
    #[uniffi(default = None)]
    pub max_concurrency: Option<i64>,
    /// The longest wait before the first retry, doubled with each further one up to 8 s; 0.25 s.
    #[uniffi(default = None)]
    pub backoff: Option<f64>,
    /// How long `users.create` waits before it looks a second time for a user whose creation received no response; 5 s.
    #[uniffi(default = None)]
    pub settle_delay: Option<f64>,
    /// The largest response read, in bytes after decompression; 50 MiB. Streamed responses have no limit.
    #[uniffi(default = None)]
    pub max_response_bytes: Option<i64>,
    /// The proxy to use, such as `http://proxy.example.com:3128`, instead of the environment's.
    #[uniffi(default = None)]
    pub proxy: Option<String>,
    /// The certificates to trust instead of the platform's, in PEM.
    #[uniffi(default = None)]
    pub ca_certs: Option<String>,
    /// Text to add to the User-Agent header, such as your program's name and version.
    #[uniffi(default = None)]
    pub user_agent_suffix: Option<String>,
    /// Messages of your own server and the errors they stand for.
    #[uniffi(default = [])]
    pub message_patterns: Vec<TextPattern>,
}

/// A message of your own server and the error it stands for.
#[derive(Debug, Clone, uniffi::Record)]
pub struct TextPattern {
    /// The text. Case and spacing do not matter, and `{n}` stands for any run of digits.
    pub text: String,
    /// One of the SDK's codes, or one of your own; the latter needs a kind.
    pub code: String,
    /// The wire name of the operation that says it, such as `get_contact`.
    #[uniffi(default = None)]
    pub operation: Option<String>,
    /// The family of the error.
    #[uniffi(default = None)]
    pub kind: Option<ErrorKind>,
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
        let builder = options.build(ClientBuilder::from_env())?;
        let builder = match api_key {
            Some(key) => builder.api_key(key),
            None => builder,
        };
        let builder = builder.language(match language {
            Language::Kotlin => "kotlin",
            Language::Swift => "swift",
        });
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
        let options = options.merged_into(&self.options)?;
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

impl ClientOptions {
    fn build(self, mut builder: ClientBuilder) -> Result<ClientBuilder, NativeError> {
        macro_rules! with {
            ($($name:ident: $convert:expr;)*) => {$(
                if let Some(value) = self.$name {
                    builder = builder.$name($convert(value));
                }
            )*};
        }
        macro_rules! with_count {
            ($($name:ident: $type:ty;)*) => {$(
                if let Some(value) = self.$name {
                    builder = builder.$name(count(stringify!($name), value)? as $type);
                }
            )*};
        }
        with! {
            base_url: String::from;
            allow_http: bool::from;
            timeout: seconds;
            connect_timeout: seconds;
            head_timeout: seconds;
            stall_timeout: seconds;
            backoff: seconds;
            settle_delay: seconds;
            proxy: String::from;
            ca_certs: String::from;
            user_agent_suffix: String::from;
        }
        with_count! {
            max_retries: u32;
            max_concurrency: usize;
            max_response_bytes: usize;
        }
        let patterns = self.message_patterns.into_iter().map(MessagePattern::from);
        Ok(patterns.fold(builder, ClientBuilder::message_pattern))
    }
}

impl From<TextPattern> for MessagePattern {
    fn from(TextPattern { text, code, operation, kind }: TextPattern) -> Self {
        MessagePattern { text, code: ErrorCode::custom(code), operation, kind }
    }
}
