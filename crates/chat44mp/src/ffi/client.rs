//! The client that a binding holds. A forked child process creates its own; closing it is permanent.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use super::fork::PerProcess;
use super::runtime::run_pending;
use crate::client::{Client, ClientBuilder};
use crate::error::Error;

/// The options of a client, and the client created from them.
pub struct ClientHandle {
    builder: ClientBuilder,
    client: PerProcess<Mutex<Option<Client>>>,
    closed: AtomicBool,
}

impl ClientHandle {
    /// Validates the options by creating the client.
    pub fn new(builder: ClientBuilder) -> Result<ClientHandle, Error> {
        let handle = ClientHandle { builder, client: PerProcess::new(), closed: AtomicBool::new(false) };
        handle.client()?;
        Ok(handle)
    }

    /// Returns the client of this process. A child process has its own connections, permits and retry budget.
    pub fn client(&self) -> Result<Client, Error> {
        let mut current = self.lock();
        if let Some(client) = &*current {
            return Ok(client.clone());
        }
        let client = self.builder.clone().build()?;
        if self.closed.load(Ordering::Relaxed) {
            client.close();
        }
        Ok(current.insert(client).clone())
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

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Client>> {
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
