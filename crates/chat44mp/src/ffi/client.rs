//! The client that a binding holds. A forked child process creates its own; closing it is permanent.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwapOption;

use super::fork::PerProcess;
use super::runtime::run_pending;
use crate::client::Client;
use crate::client::builder::ClientBuilder;
use crate::error::Error;
use crate::secret::ApiKey;

/// The options of a client, and the client created from them.
pub struct ClientHandle {
    builder: ClientBuilder,
    /// The key that replaced that of the builder. Read without a lock, which a fork could leave locked.
    key: ArcSwapOption<ApiKey>,
    /// The handle of the client that this one is derived from.
    parent: Option<Arc<ClientHandle>>,
    client: PerProcess<Mutex<Option<Client>>>,
    closed: AtomicBool,
}

impl ClientHandle {
    /// Validates the options by creating the client.
    pub fn new(builder: ClientBuilder) -> Result<ClientHandle, Error> {
        ClientHandle::of(builder, None)
    }

    /// Creates a handle of a derived client. `builder` has the options that differ: see [`ClientBuilder::empty`].
    pub fn derive(self: &Arc<Self>, builder: ClientBuilder) -> Result<ClientHandle, Error> {
        ClientHandle::of(builder, Some(Arc::clone(self)))
    }

    fn of(builder: ClientBuilder, parent: Option<Arc<ClientHandle>>) -> Result<ClientHandle, Error> {
        let handle = ClientHandle {
            builder,
            key: ArcSwapOption::empty(),
            parent,
            client: PerProcess::new(),
            closed: AtomicBool::new(false),
        };
        handle.client()?;
        Ok(handle)
    }

    /// Returns the client of this process. A child process has its own connections, permits and retry budget.
    pub fn client(&self) -> Result<Client, Error> {
        let mut current = self.lock();
        if let Some(client) = &*current {
            return Ok(client.clone());
        }
        let builder = match self.key.load_full() {
            Some(key) => self.builder.clone().api_key(ApiKey::clone(&key)),
            None => self.builder.clone(),
        };
        let client = match &self.parent {
            Some(parent) => builder.derive_from(parent.client()?).build()?,
            None => builder.build()?,
        };
        if self.closed.load(Ordering::Relaxed) {
            client.close();
        }
        Ok(current.insert(client).clone())
    }

    /// Replaces the API key, also in child processes that are forked later.
    pub fn set_api_key(&self, key: impl Into<ApiKey>) -> Result<(), Error> {
        let key = key.into();
        self.client()?.set_api_key(key.clone())?;
        self.key.store(Some(Arc::new(key)));
        Ok(())
    }

    /// Closes the client and its idle connections; requests in flight complete. Closing twice does nothing.
    pub fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
        let client = self.lock().take();
        if let Some(client) = client {
            client.close();
            drop(client);
            run_pending();
        }
    }

    /// Whether this client, or one that it is derived from, is closed.
    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed) || self.parent.as_ref().is_some_and(|parent| parent.is_closed())
    }

    fn lock(&self) -> MutexGuard<'_, Option<Client>> {
        self.client.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for ClientHandle {
    fn drop(&mut self) {
        // Closes idle connections only: a call or stream may outlive the client that started it.
        if self.lock().take().is_some() {
            run_pending();
        }
    }
}
