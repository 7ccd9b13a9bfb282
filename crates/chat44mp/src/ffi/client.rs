//! A client as a binding holds it: created again in a forked child, and closed permanently.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use super::fork::PerProcess;
use super::runtime::run_pending;
use crate::client::{Client, ClientBuilder};
use crate::error::Error;

/// The options of a client, and the client that this process created from them.
pub struct ClientHandle {
    builder: ClientBuilder,
    made: PerProcess<Mutex<Option<Client>>>,
    closed: AtomicBool,
}

impl ClientHandle {
    /// Validates the options by creating the client.
    pub fn new(builder: ClientBuilder) -> Result<ClientHandle, Error> {
        let handle =
            ClientHandle { builder, made: PerProcess::current_generation(), closed: AtomicBool::new(false) };
        handle.client()?;
        Ok(handle)
    }

    /// Returns the client of this process. A child process has its own connections, permits and retry budget.
    pub fn client(&self) -> Result<Client, Error> {
        let mut made = self.made();
        if let Some(client) = &*made {
            return Ok(client.clone());
        }
        let client = self.builder.clone().build()?;
        if self.closed.load(Ordering::Relaxed) {
            client.close();
        }
        Ok(made.insert(client).clone())
    }

    /// Closes the client and its idle connections; requests in flight complete. Closing twice does nothing.
    pub fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
        let made = self.made().take();
        if let Some(client) = made {
            client.close();
            drop(client);
            run_pending();
        }
    }

    fn made(&self) -> std::sync::MutexGuard<'_, Option<Client>> {
        self.made.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for ClientHandle {
    fn drop(&mut self) {
        // Not closed: a call or stream may outlive the client that started it. Idle connections are closed.
        if self.made().take().is_some() {
            run_pending();
        }
    }
}
