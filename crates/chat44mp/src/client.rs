//! The client.

mod base_url;
// Before `builder`, which uses its macro.
#[macro_use]
mod options;
pub(crate) mod builder;
#[doc(hidden)]
pub mod environment;
mod key;
mod validation;

use std::fmt;
use std::sync::Arc;

use crate::error::Error;
use crate::events::{Event, EventSink};
use crate::options::CallOptions;
use crate::secret::ApiKey;
use crate::transport::scope::Scope;
use crate::transport::{Caller, Transport};

pub use options::ClientOptions;

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
    scope: Arc<Scope>,
    events: EventSink,
    /// The options as given, for clients that are derived from this one.
    given: Arc<ClientOptions>,
    options: CallOptions,
}

impl Client {
    /// A derived client with other options for its calls; options that are not set are the defaults of the client.
    pub fn with_options(&self, options: CallOptions) -> Client {
        let scope = Arc::new(Scope::derived(&self.scope, None));
        Client { scope, options, ..self.clone() }
    }

    /// The same client, with other options for one call.
    #[doc(hidden)]
    pub fn for_call(mut self, options: CallOptions) -> Client {
        self.options = options.or(&self.options);
        self
    }

    /// The same client, whose calls also report their events to `hooks`.
    #[doc(hidden)]
    pub fn with_hooks(mut self, hooks: impl Fn(&Event<'_>) + Send + Sync + 'static) -> Client {
        self.events = self.events.with_hooks(hooks);
        self
    }

    /// Replaces the API key: calls that start later use it, also those of derived clients without a key of their own.
    ///
    /// Fails with `missing_api_key` or `invalid_api_key`; the client then keeps its key.
    pub fn set_api_key(&self, key: impl Into<ApiKey>) -> Result<(), Error> {
        self.scope.set_key(check_key("api_key", key.into())?);
        Ok(())
    }

    /// Closes the client, its clones and the clients derived from it: requests in flight finish, further ones fail with
    /// `client_closed`. The client that it is derived from stays open. Closing twice does nothing.
    pub fn close(&self) {
        self.scope.closed().cancel();
    }

    /// Whether the client is closed.
    pub fn is_closed(&self) -> bool {
        self.scope.closed().is_cancelled()
    }

    /// The base URL, without a key.
    pub fn base_url(&self) -> &str {
        self.transport.base_url.as_str().trim_end_matches('/')
    }

    pub(crate) fn transport(&self) -> &Transport {
        &self.transport
    }

    pub(crate) fn events(&self) -> &EventSink {
        &self.events
    }

    pub(crate) fn options(&self) -> &CallOptions {
        &self.options
    }

    pub(crate) fn options_mut(&mut self) -> &mut CallOptions {
        &mut self.options
    }

    /// The current API key.
    pub(crate) fn api_key(&self) -> Arc<ApiKey> {
        self.scope.key()
    }

    /// What a call needs of this client.
    pub(crate) fn caller(&self) -> Caller<'_> {
        let Client { transport, scope, events, options, .. } = self;
        Caller { transport, scope, events, options }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.base_url())
            .field("key", &self.api_key())
            .finish_non_exhaustive()
    }
}
