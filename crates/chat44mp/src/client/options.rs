//! The options of a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chat44mp_macros::options;
use serde::Deserialize;
use tokio::sync::Semaphore;
use url::Url;

use super::base_url::is_loopback;
use super::validation::{positive, user_agent};
use crate::decode::catalogue::MessagePattern;
use crate::error::Error;
use crate::interop::{CaCerts, Seconds};
use crate::options::{CallOptions, limit, wait};
use crate::transport::engine::{Engine, Settings};
use crate::transport::{Server, Transport, proxy};

// Each option is defined here only: setters, keywords, flags and types of other languages follow.
/// Options for a client as data, such as a program reads from its configuration; absent ones have their defaults.
#[options(list(client_options))]
#[derive(Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ClientOptions {
    /// The base URL of your server, such as `https://chat.example.com`; `/api` is added unless it ends so. By default
    /// `https://chat.44mppe.com/api`: pass your own server's, because the key is sent there.
    pub base_url: Option<String>,
    /// Allows plain http to another machine. The key can then be intercepted.
    pub allow_http: Option<bool>,
    /// The timeout of a call with all its attempts and waits; 90 s by default. An infinite timeout is no limit, here and below.
    pub timeout: Option<Seconds>,
    /// The timeout for opening a connection, DNS and TLS included; 5 s by default.
    pub connect_timeout: Option<Seconds>,
    /// The timeout for the start of a response; 30 s by default, 300 s for `flows.answers`.
    pub head_timeout: Option<Seconds>,
    /// The timeout for each pause within a response; 20 s by default.
    pub stall_timeout: Option<Seconds>,
    /// The maximum number of retries; 2 by default, 0 disables them.
    pub max_retries: Option<u32>,
    /// The maximum number of requests in flight; 8 by default. Further calls wait for a permit.
    pub max_concurrency: Option<usize>,
    /// The maximum backoff before the first retry, doubled with each further one up to 8 s; 0.25 s by default.
    pub backoff: Option<Seconds>,
    /// The delay before `users.create` checks again for a user whose creation received no response; 5 s by default.
    pub settle_delay: Option<Seconds>,
    /// The maximum size of a response, in bytes after decompression; 50 MiB by default. Streamed responses have no limit.
    pub max_response_bytes: Option<usize>,
    /// The proxy to use, such as `http://proxy.example.com:3128` or `socks5h://proxy.example.com:1080`, instead of the
    /// environment's (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`); empty for none.
    pub proxy: Option<String>,
    /// The certificates to trust instead of the platform's: the path of a PEM file or of a folder with such files, or PEM
    /// itself. The certificate of a CA or of the server, such as a self-signed one.
    pub ca_certs: Option<CaCerts>,
    /// Text to add to the User-Agent header, such as your program's name and version.
    pub user_agent_suffix: Option<String>,
    /// Messages of your own server and the errors they stand for.
    pub message_patterns: Option<Vec<MessagePattern>>,
    /// Keeps response bodies for raw responses.
    pub keep_body: Option<bool>,
}

impl ClientOptions {
    /// Validates the options and sets the defaults. Shares what it can with `parent`, a client that this one is derived from.
    pub(super) fn transport(&self, base_url: Url, parent: Option<&Transport>) -> Result<Transport, Error> {
        let settings = Settings {
            user_agent: user_agent(self.user_agent_suffix.as_deref())?,
            connect_timeout: limit("connect_timeout", self.connect_timeout)?
                .unwrap_or(Duration::from_secs(5)),
            proxy: proxy::choose(self.proxy.as_deref(), &base_url, is_loopback(&base_url), |name| {
                std::env::var_os(name)
            })?,
            ca_certs: self.ca_certs.clone(),
            needs_tls: base_url.scheme() == "https",
        };
        let engine = match parent.filter(|parent| *parent.engine.settings() == settings) {
            Some(parent) => Arc::clone(&parent.engine),
            None => Arc::new(Engine::new(settings)?),
        };
        let neighbour = parent.filter(|parent| parent.base_url.origin() == base_url.origin());
        let max_concurrency =
            positive("max_concurrency", self.max_concurrency.unwrap_or(8), Semaphore::MAX_PERMITS)?;
        let in_flight = match neighbour.filter(|parent| parent.max_concurrency == max_concurrency) {
            Some(parent) => Arc::clone(&parent.in_flight),
            None => Arc::new(Semaphore::new(max_concurrency)),
        };
        Ok(Transport {
            timeout: limit("timeout", self.timeout)?.unwrap_or(Duration::from_secs(90)),
            head_timeout: limit("head_timeout", self.head_timeout)?,
            stall_timeout: limit("stall_timeout", self.stall_timeout)?.unwrap_or(Duration::from_secs(20)),
            max_retries: self.max_retries.unwrap_or(2),
            max_concurrency,
            in_flight,
            backoff: wait("backoff", self.backoff)?.unwrap_or(Duration::from_millis(250)),
            settle_delay: wait("settle_delay", self.settle_delay)?.unwrap_or(Duration::from_secs(5)),
            max_response_bytes: positive(
                "max_response_bytes",
                self.max_response_bytes.unwrap_or(50 * 1024 * 1024),
                usize::MAX,
            )?,
            patterns: self.message_patterns.clone().unwrap_or_default(),
            engine,
            server: neighbour.map_or_else(|| Arc::new(Server::new()), |parent| Arc::clone(&parent.server)),
            base_url,
        })
    }

    /// Whether all options that are set are also options of a call.
    pub(super) fn is_of_calls(&self) -> bool {
        let CallOptions { timeout, max_retries, keep_body } = self.of_calls();
        *self == ClientOptions { timeout, max_retries, keep_body, ..ClientOptions::default() }
    }

    /// The options that are also options of a call.
    pub(super) fn of_calls(&self) -> CallOptions {
        CallOptions { timeout: self.timeout, max_retries: self.max_retries, keep_body: self.keep_body }
    }
}

impl fmt::Debug for ClientOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither the base URL nor the proxy has been checked for a password yet.
        f.debug_struct("ClientOptions").finish_non_exhaustive()
    }
}
