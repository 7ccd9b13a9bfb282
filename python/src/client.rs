//! The clients and their options.

use std::sync::Arc;

use chat44mp::ffi::ClientHandle;
use chat44mp::{CallOptions, ClientBuilder, OperationKind};
use pyo3::prelude::*;

use crate::arguments::{Count, Flag, Ignored, Many, MessagePattern, Params, Pem, Seconds, Text, with};
use crate::caller::{Blocking, BlockingRaw, Caller, PendingRaw};
use crate::calls::*;
use crate::log;
use crate::values::{Json, Nothing};
use crate::wait::pending::Pending;
use chat44mp::ffi::exceptions as errors;

/// The options of both clients.
struct Options {
    api_key: Option<Text>,
    base_url: Option<Text>,
    allow_http: Option<Flag>,
    timeout: Option<Seconds>,
    connect_timeout: Option<Seconds>,
    head_timeout: Option<Seconds>,
    stall_timeout: Option<Seconds>,
    max_retries: Option<Count>,
    max_concurrency: Option<Count>,
    backoff: Option<Seconds>,
    settle_delay: Option<Seconds>,
    max_response_bytes: Option<Count>,
    proxy: Option<Text>,
    ca_certs: Option<Pem>,
    user_agent_suffix: Option<Text>,
    message_patterns: Option<Many<MessagePattern>>,
}

impl Options {
    fn open(self, py: Python<'_>) -> PyResult<Caller> {
        let handle = ClientHandle::new(self.builder()).map_err(|error| errors::exception(py, &error))?;
        Ok(Caller { handle: Arc::new(handle), options: CallOptions::default() })
    }

    fn builder(self) -> ClientBuilder {
        let mut builder = ClientBuilder::from_env().language("python").on_event(log::collect);
        builder = with(builder, self.api_key, |builder, key| builder.api_key(key.0));
        builder = with(builder, self.allow_http, |builder, allow| builder.allow_http(allow.0));
        builder = with(builder, self.base_url, |builder, url| builder.base_url(url));
        builder = with(builder, self.timeout, |builder, limit| builder.timeout(limit.0));
        builder = with(builder, self.connect_timeout, |builder, limit| builder.connect_timeout(limit.0));
        builder = with(builder, self.head_timeout, |builder, limit| builder.head_timeout(limit.0));
        builder = with(builder, self.stall_timeout, |builder, limit| builder.stall_timeout(limit.0));
        builder = with(builder, self.max_retries, |builder, retries| builder.max_retries(retries.0));
        builder = with(builder, self.max_concurrency, |builder, requests| {
            builder.max_concurrency(requests.0 as usize)
        });
        builder = with(builder, self.backoff, |builder, wait| builder.backoff(wait.0));
        builder = with(builder, self.settle_delay, |builder, wait| builder.settle_delay(wait.0));
        builder = with(builder, self.max_response_bytes, |builder, bytes| {
            builder.max_response_bytes(bytes.0 as usize)
        });
        builder = with(builder, self.proxy, |builder, url| builder.proxy(url));
        builder = with(builder, self.ca_certs, |builder, pem| builder.ca_certs(pem.0));
        builder = with(builder, self.user_agent_suffix, |builder, suffix| builder.user_agent_suffix(suffix));
        for pattern in self.message_patterns.into_iter().flat_map(|patterns| patterns.0) {
            builder = builder.message_pattern(pattern.into());
        }
        builder
    }
}

/// Defines a client and its raw variant, either blocking or for asyncio.
macro_rules! client {
    (
        $(#[$about:meta])*
        $class:ident: $returns:ident $method:ident
        [$users:ident $packages:ident $subscribers:ident $labels:ident $groups:ident $contacts:ident $flows:ident],
        $raw:ident: $raw_returns:ident $raw_method:ident
        [$raw_users:ident $raw_packages:ident $raw_subscribers:ident $raw_labels:ident $raw_groups:ident
            $raw_contacts:ident $raw_flows:ident],
        { $($more:tt)* }
    ) => {
        $(#[$about])*
        #[pyclass(frozen, weakref, module = "chat44mp")]
        pub(crate) struct $class(Caller);

        surface! {
            $class: $returns $method [$users $packages $subscribers $labels $groups $contacts $flows] {
                #[new]
                #[pyo3(signature = (
                    api_key = None, *, base_url = None, allow_http = None, timeout = None, connect_timeout = None,
                    head_timeout = None, stall_timeout = None, max_retries = None, max_concurrency = None,
                    backoff = None, settle_delay = None, max_response_bytes = None, proxy = None, ca_certs = None,
                    user_agent_suffix = None, message_patterns = None
                ))]
                #[allow(clippy::too_many_arguments)]
                fn new(
                    py: Python<'_>,
                    api_key: Option<Text>,
                    base_url: Option<Text>,
                    allow_http: Option<Flag>,
                    timeout: Option<Seconds>,
                    connect_timeout: Option<Seconds>,
                    head_timeout: Option<Seconds>,
                    stall_timeout: Option<Seconds>,
                    max_retries: Option<Count>,
                    max_concurrency: Option<Count>,
                    backoff: Option<Seconds>,
                    settle_delay: Option<Seconds>,
                    max_response_bytes: Option<Count>,
                    proxy: Option<Text>,
                    ca_certs: Option<Pem>,
                    user_agent_suffix: Option<Text>,
                    message_patterns: Option<Many<MessagePattern>>,
                ) -> PyResult<Self> {
                    let options = Options {
                        api_key, base_url, allow_http, timeout, connect_timeout, head_timeout, stall_timeout,
                        max_retries, max_concurrency, backoff, settle_delay, max_response_bytes, proxy, ca_certs,
                        user_agent_suffix, message_patterns,
                    };
                    options.open(py).map($class)
                }

                /// Returns a client with other call options, which shares the connections. Options left out are kept.
                ///
                /// `timeout` limits a call with all its attempts and waits, in seconds. `max_retries=0` disables
                /// retries. `keep_body` keeps the response body for `with_raw_response`.
                #[pyo3(signature = (*, timeout = None, max_retries = None, keep_body = None))]
                fn with_options(
                    &self,
                    timeout: Option<Seconds>,
                    max_retries: Option<Count>,
                    keep_body: Option<Flag>,
                ) -> Self {
                    let mut caller = self.0.clone();
                    let options = &mut caller.options;
                    options.timeout = timeout.map(|limit| limit.0).or(options.timeout);
                    options.max_retries = max_retries.map(|retries| retries.0).or(options.max_retries);
                    options.keep_body = keep_body.map_or(options.keep_body, |keep| keep.0);
                    $class(caller)
                }

                /// The same calls, returning a `RawResponse`: the value together with its HTTP response.
                #[getter]
                fn with_raw_response(&self) -> $raw {
                    $raw(self.0.clone())
                }

                /// The base URL of the API.
                #[getter]
                fn base_url(&self, py: Python<'_>) -> PyResult<String> {
                    Ok(self.0.open(py)?.base_url().to_owned())
                }

                fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
                    Ok(format!("{}(base_url='{}')", stringify!($class), self.base_url(py)?))
                }

                $($more)*
            }
        }

        /// The client's calls, returning a `RawResponse`: the value together with its HTTP response.
        #[pyclass(frozen, module = "chat44mp")]
        pub(crate) struct $raw(Caller);

        surface! {
            $raw: $raw_returns $raw_method
            [$raw_users $raw_packages $raw_subscribers $raw_labels $raw_groups $raw_contacts $raw_flows] {}
        }
    };
}

/// Defines the members that a client and its raw variant share: the resources, and `call`.
macro_rules! surface {
    (
        $class:ident: $returns:ident $method:ident
        [$users:ident $packages:ident $subscribers:ident $labels:ident $groups:ident $contacts:ident $flows:ident]
        { $($more:tt)* }
    ) => {
        #[pymethods]
        impl $class {
            $($more)*

            /// Users of the platform (admin key).
            #[getter]
            fn users(&self) -> $users {
                $users(self.0.clone())
            }

            /// Packages that users can have (admin key).
            #[getter]
            fn packages(&self) -> $packages {
                $packages(self.0.clone())
            }

            /// Messenger subscribers.
            #[getter]
            fn subscribers(&self) -> $subscribers {
                $subscribers(self.0.clone())
            }

            /// Labels of Facebook pages.
            #[getter]
            fn labels(&self) -> $labels {
                $labels(self.0.clone())
            }

            /// Contact groups.
            #[getter]
            fn contact_groups(&self) -> $groups {
                $groups(self.0.clone())
            }

            /// Contacts.
            #[getter]
            fn contacts(&self) -> $contacts {
                $contacts(self.0.clone())
            }

            /// Flow campaigns and their answers.
            #[getter]
            fn flows(&self) -> $flows {
                $flows(self.0.clone())
            }

            /// Calls an operation that this SDK does not support, by its wire name, and returns the JSON of the response.
            ///
            /// `kind` determines where the parameters are sent (in the query for "read", in the form for "set" and
            /// "create") and whether a lost request is retried ("create" never is). `path_id` is appended to the path.
            /// A response that reports an error fails like in any other call.
            #[pyo3(signature = (name, *, params = None, kind = OperationKind::Read, path_id = None))]
            fn call(
                &self,
                py: Python<'_>,
                name: Text,
                params: Option<Params>,
                kind: OperationKind,
                path_id: Option<Text>,
            ) -> $returns<Json> {
                self.0.$method(py, move |client| {
                    let params = params.map(|params| params.0).unwrap_or_default();
                    client.call(name, params, kind, path_id.map(String::from))
                })
            }
        }
    };
}

client! {
    /// A client of the API. It is thread-safe, and works in forked child processes.
    ///
    /// `base_url` is the URL of your server, such as `https://chat.example.com`. Both default to the environment
    /// variables `CHAT44MP_API_KEY` and `CHAT44MP_BASE_URL`. Times are in seconds: `timeout` limits a call with all its
    /// attempts and waits (90), `connect_timeout` the opening of a connection (5), `head_timeout` the wait for the
    /// response (30; for `flows.answers` 300), and `stall_timeout` the time without data while it is read (20). A failed
    /// attempt is retried at most `max_retries` times (2) if that is safe; at most `max_concurrency` requests (8) are in
    /// flight.
    ///
    /// Raises `ConfigError` if an option is invalid.
    Client: Blocking blocking [Users Packages Subscribers Labels ContactGroups Contacts Flows],
    RawClient: BlockingRaw blocking_raw
    [RawUsers RawPackages RawSubscribers RawLabels RawContactGroups RawContacts RawFlows],
    {
        /// Closes the client and all clients created from it with `with_options`: requests in flight finish, further
        /// calls fail with `client_closed`. Closing twice does nothing.
        fn close(&self, py: Python<'_>) {
            py.detach(|| self.0.handle.close());
        }

        fn __enter__(this: Py<Self>) -> Py<Self> {
            this
        }

        #[pyo3(signature = (kind, exception, traceback, /))]
        #[expect(unused_variables)]
        fn __exit__(&self, py: Python<'_>, kind: Ignored, exception: Ignored, traceback: Ignored) {
            self.close(py);
        }
    }
}

client! {
    /// A client of the API for asyncio, with the same calls and options as `Client`. It works with any event loop.
    ///
    /// A call is a coroutine: nothing is sent before it is awaited. Cancelling its task aborts the request; a write may
    /// have happened nevertheless.
    AsyncClient: Pending pending
    [AsyncUsers AsyncPackages AsyncSubscribers AsyncLabels AsyncContactGroups AsyncContacts AsyncFlows],
    AsyncRawClient: PendingRaw pending_raw
    [AsyncRawUsers AsyncRawPackages AsyncRawSubscribers AsyncRawLabels AsyncRawContactGroups AsyncRawContacts
        AsyncRawFlows],
    {
        /// Closes the client and all clients created from it with `with_options`: requests in flight finish, further
        /// calls fail with `client_closed`. Closing twice does nothing.
        fn aclose(&self, py: Python<'_>) -> Pending<Nothing> {
            py.detach(|| self.0.handle.close());
            Pending::ready(Nothing)
        }

        fn __aenter__(this: Py<Self>) -> Pending<Py<Self>> {
            Pending::ready(this)
        }

        #[pyo3(signature = (kind, exception, traceback, /))]
        #[expect(unused_variables)]
        fn __aexit__(&self, py: Python<'_>, kind: Ignored, exception: Ignored, traceback: Ignored) -> Pending<Nothing> {
            self.aclose(py)
        }
    }
}
