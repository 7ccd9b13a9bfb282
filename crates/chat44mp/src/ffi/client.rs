//! A client as a binding holds it: remade in a forked child, and closed for good.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use super::fork::PerProcess;
use super::runtime::run_pending;
use crate::client::{Client, ClientBuilder};
use crate::error::Error;

/// How a client is made, and the one that this process made so.
pub struct ClientHandle {
    builder: ClientBuilder,
    made: PerProcess<Mutex<Option<Client>>>,
    closed: AtomicBool,
}

impl ClientHandle {
    /// Checks the options by making the client.
    pub fn new(builder: ClientBuilder) -> Result<ClientHandle, Error> {
        let handle = ClientHandle { builder, made: PerProcess::born_now(), closed: AtomicBool::new(false) };
        handle.client()?;
        Ok(handle)
    }

    /// This process's client. In a child it is a new one: connections, limit and retry budget.
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

    /// Closes the client and its idle connections; requests in flight go on to their end. Closing twice does nothing.
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
        // Not closed: a call or a stream may outlive whoever began it. The idle connections go.
        if self.made().take().is_some() {
            run_pending();
        }
    }
}
