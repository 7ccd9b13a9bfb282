//! The clients and their options.

use std::sync::Arc;

use chat44mp::ffi::ClientHandle;
use chat44mp::{
    CaCerts, ClientBuilder, ClientOptions, MessagePattern, OperationKind, RequestEvent, ResponseEvent,
    Seconds,
};
use pyo3::prelude::*;

use crate::arguments::{ABSENT, Callback, Ignored, Keyword, Params, Text, limit, optional};
use crate::caller::{Blocking, BlockingRaw, Caller, PendingRaw};
use crate::calls::*;
use crate::hooks::Hooks;
use crate::log;
use crate::values::{Json, Nothing};
use crate::wait::pending::Pending;
use chat44mp::ffi::exceptions as errors;

/// Opens a client. The key and the base URL default to environment variables.
fn open(
    py: Python<'_>,
    api_key: Option<Text>,
    options: ClientOptions,
    hooks: Option<Arc<Hooks>>,
) -> PyResult<Caller> {
    let builder = ClientBuilder::from_env().on_event(log::collect);
    let handle = ClientHandle::new(configured(builder, api_key, options));
    Ok(Caller::of(handle.map_err(|error| errors::exception(py, &error))?, hooks))
}

fn configured(builder: ClientBuilder, api_key: Option<Text>, options: ClientOptions) -> ClientBuilder {
    let builder = builder.options(options);
    match api_key {
        Some(key) => builder.api_key(key.0),
        None => builder,
    }
}

/// The class of a client with the core's options as keywords.
macro_rules! client {
    ($($arguments:tt)*) => { chat44mp::client_options! { client_class! $($arguments)* } };
}

/// The value of a keyword argument.
macro_rules! given {
    (None, $given:expr) => {
        $given.and_then(Keyword::given)
    };
    (ABSENT, $given:expr) => {
        limit($given)
    };
}

/// The options with these keyword arguments.
macro_rules! options {
    ($($option:ident = $absent:tt),*) => {{
        let mut options = ClientOptions::default();
        $(options.$option = given!($absent, $option);)*
        options
    }};
}

/// Defines a client and its raw variant, either blocking or for asyncio.
macro_rules! client_class {
    (
        { $($(#[$doc:meta])* $option:ident: $type:ty = $absent:tt,)* }
        $(#[$about:meta])*
        $class:ident: $returns:ident $method:ident
        [$users:ident $packages:ident $subscribers:ident $labels:ident $groups:ident $contacts:ident $flows:ident],
        $raw:ident: $raw_returns:ident $raw_method:ident
        [$raw_users:ident $raw_packages:ident $raw_subscribers:ident $raw_labels:ident $raw_groups:ident
            $raw_contacts:ident $raw_flows:ident],
        { $($more:tt)* }
    ) => {
        $(#[$about])*
        #[doc = ""]
        #[doc = "Options, which are keyword arguments, as those of `with_options`:"]
        $(
            #[doc = ""]
            #[doc = concat!("`", stringify!($option), "`:")]
            $(#[$doc])*
        )*
        #[doc = ""]
        #[doc = "`on_request`:"]
        #[doc = " A function that is called with a `RequestEvent` before each request, retries included. It and `on_response`"]
        #[doc = " run in the context of the call (`contextvars`), so that a trace finds its current span. They can be called"]
        #[doc = " a little later, and their exceptions go to `sys.unraisablehook`."]
        #[doc = ""]
        #[doc = "`on_response`:"]
        #[doc = " A function that is called with a `ResponseEvent` at the end of each request: HTTP status, duration, and for a"]
        #[doc = " failed one the error code and the outcome."]
        #[pyclass(frozen, dict, weakref, module = "chat44mp")]
        pub(crate) struct $class(Caller);

        surface! {
            $class: $returns $method [$users $packages $subscribers $labels $groups $contacts $flows] {
                #[new]
                #[pyo3(signature = (api_key = None, *, $($option = $absent,)* on_request = None, on_response = None))]
                #[allow(clippy::too_many_arguments)]
                fn new(
                    py: Python<'_>,
                    api_key: Option<Text>,
                    $($option: Option<<$type as Keyword>::Argument>,)*
                    on_request: Option<Callback<RequestEvent>>,
                    on_response: Option<Callback<ResponseEvent>>,
                ) -> PyResult<Self> {
                    let hooks = Hooks::new(py, on_request, on_response, None);
                    open(py, api_key, options!($($option = $absent),*), hooks).map($class)
                }

                /// Returns a client with other options, which shares the connections. Options left out are kept.
                ///
                /// All options of a client are accepted. A client with another `api_key` on the same server costs almost
                /// nothing, so create one for each account. Closing it leaves this client open; closing this client
                /// closes it, too.
                ///
                /// Raises `ConfigError` if an option is invalid.
                #[pyo3(signature = (
                    *, api_key = None, $($option = $absent,)* on_request = None, on_response = None
                ))]
                #[allow(clippy::too_many_arguments)]
                fn with_options(
                    &self,
                    py: Python<'_>,
                    api_key: Option<Text>,
                    $($option: Option<<$type as Keyword>::Argument>,)*
                    on_request: Option<Callback<RequestEvent>>,
                    on_response: Option<Callback<ResponseEvent>>,
                ) -> PyResult<Self> {
                    let hooks = Hooks::new(py, on_request, on_response, self.0.hooks.as_ref());
                    let options = options!($($option = $absent),*);
                    let builder = configured(ClientBuilder::empty(), api_key, options);
                    let handle = self.0.handle.derive(builder);
                    Ok($class(Caller::of(handle.map_err(|error| errors::exception(py, &error))?, hooks)))
                }

                /// Replaces the API key: calls that start later use it, also those of clients created with `with_options`
                /// that have no key of their own.
                ///
                /// Raises `ConfigError` if the key is empty or not a key; the client then keeps its key.
                fn set_api_key(&self, py: Python<'_>, api_key: Text) -> PyResult<()> {
                    self.0.handle.set_api_key(api_key.0).map_err(|error| errors::exception(py, &error))
                }

                /// Whether the client was closed.
                #[getter]
                fn is_closed(&self) -> bool {
                    self.0.handle.is_closed()
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
        #[pyclass(frozen, dict, module = "chat44mp")]
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
                    client.call(name.0, params, kind, optional(path_id))
                })
            }
        }
    };
}

client! {
    /// A client of the API. It is thread-safe, and works in forked child processes.
    ///
    /// The key and `base_url` default to the environment variables `CHAT44MP_API_KEY` and `CHAT44MP_BASE_URL`. Times are in
    /// seconds. `None` as a timeout is no limit; any other option that is `None` has its default.
    ///
    /// Raises `ConfigError` if an option is invalid.
    Client: Blocking blocking [Users Packages Subscribers Labels ContactGroups Contacts Flows],
    RawClient: BlockingRaw blocking_raw
    [RawUsers RawPackages RawSubscribers RawLabels RawContactGroups RawContacts RawFlows],
    {
        /// Closes the client and all clients created from it with `with_options`: requests in flight finish, further
        /// calls fail with `client_closed`. A client created with `with_options` leaves the original open. Closing
        /// twice does nothing.
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
        /// calls fail with `client_closed`. A client created with `with_options` leaves the original open. Closing
        /// twice does nothing.
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
