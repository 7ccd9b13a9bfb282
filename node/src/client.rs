//! The client and its options.

use std::ffi::OsString;
use std::sync::Arc;

use chat44mp::environment::{API_KEY_VARIABLE, BASE_URL_VARIABLE};
use chat44mp::ffi::ClientHandle;
use chat44mp::ffi::node::{Fields, FromJs, JsArgument, Kind};
use chat44mp::{ClientBuilder, Event};
use napi::bindgen_prelude::FromNapiValue;
use napi::{Env, Result, sys};
use napi_derive::napi;

use crate::arguments::{CallOptions, Params};
use crate::bridge::{self, Item, Promise};
use crate::caller::Caller;
use crate::calls::*;
use crate::helpers::Callback;
use crate::values::Json;
use crate::{errors, helpers};

/// Options of a client, not yet validated.
pub struct ClientOptions(JsArgument);

impl FromNapiValue for ClientOptions {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: napi passes values of the current call.
        Ok(ClientOptions(unsafe { JsArgument::new(env, value) }))
    }
}

/// Applies the options to a builder.
fn configured(mut builder: ClientBuilder, fields: Fields) -> Result<ClientBuilder> {
    builder = builder.options(chat44mp::ClientOptions::from_fields(
        fields,
        &[c"apiKey", c"logger", c"onRequest", c"onResponse"],
    )?);
    Ok(match fields.get::<Option<String>>(c"apiKey")? {
        Some(key) => builder.api_key(key),
        None => builder,
    })
}

/// Sends log lines to the logger among the options, or to standard error.
fn logging(env: Env, builder: ClientBuilder, fields: Option<Fields>) -> Result<ClientBuilder> {
    let log = helpers::log_to(env, fields.map(|fields| fields.get_any(c"logger")).transpose()?)?;
    let inbox = bridge::inbox()?;
    Ok(builder.on_event(move |event: &Event<'_>| {
        if let (Some(log), Some(level)) = (&log, event.level()) {
            inbox.push(Item::Line(Arc::clone(log), level.as_str(), event.to_string(), event.fields()));
        }
    }))
}

/// Returns the function that binds the hooks among the options to a call, or that of the client from which this is derived.
fn hooks(env: Env, options: Fields, inherited: Option<&Arc<Callback>>) -> Result<Option<Arc<Callback>>> {
    helpers::hooks_of(env, options.get_any(c"onRequest")?, options.get_any(c"onResponse")?, inherited)
}

/// Like `ClientBuilder::from_env`, but reads `process.env`.
fn from_env(env: Env) -> Result<ClientBuilder> {
    let variable = |name| Ok::<_, napi::Error>(helpers::environment(env, name)?.map(OsString::from));
    Ok(ClientBuilder::from_variables(variable(API_KEY_VARIABLE)?, variable(BASE_URL_VARIABLE)?))
}

/// A client of the API.
///
/// `apiKey` and `baseURL` default to the environment variables `CHAT44MP_API_KEY` and `CHAT44MP_BASE_URL`.
/// Throws a `ConfigError` if an option is invalid.
#[napi]
pub struct Client {
    caller: Caller,
}

#[napi]
impl Client {
    /// Creates a client. Nothing is sent yet.
    #[napi(constructor)]
    pub fn new(
        env: Env,
        #[napi(ts_arg_type = "ClientOptions")] options: Option<ClientOptions>,
    ) -> Result<Client> {
        let fields = options.filter(|options| !options.0.is_absent());
        let fields = fields.map(|options| Fields::new(options.0, "options")).transpose()?;
        let mut builder = from_env(env)?;
        if let Some(fields) = fields {
            builder = configured(builder, fields)?;
        }
        let hooks = fields.map_or(Ok(None), |fields| hooks(env, fields, None))?;
        let handle = ClientHandle::new(logging(env, builder, fields)?);
        Client::of(env, handle, hooks)
    }

    /// Returns a client with other options, which shares the connections. Options that are left out are kept.
    ///
    /// All options of a client are accepted. A client with another `apiKey` on the same server costs almost nothing, so create
    /// one for each account. Closing it leaves this client open; closing this client closes it, too.
    /// Throws a `ConfigError` if an option is invalid.
    #[napi]
    pub fn with_options(
        &self,
        env: Env,
        #[napi(ts_arg_type = "ClientOptions")] options: ClientOptions,
    ) -> Result<Client> {
        let fields = Fields::new(options.0, "options")?;
        let mut builder = configured(ClientBuilder::empty(), fields)?;
        if !fields.get_any(c"logger")?.is_absent() {
            builder = logging(env, builder, Some(fields))?;
        }
        let hooks = hooks(env, fields, self.caller.hooks.as_ref())?;
        Client::of(env, self.caller.handle.derive(builder), hooks)
    }

    /// Replaces the API key: calls that start later use it, also those of clients created with `withOptions` that have no key
    /// of their own. Throws a `ConfigError` if the key is empty or not a key; the client then keeps its key.
    #[napi]
    pub fn set_api_key(&self, env: Env, #[napi(ts_arg_type = "string")] api_key: Key) -> Result<()> {
        self.caller.handle.set_api_key(api_key.0).map_err(|error| errors::thrown(env, &error))
    }

    /// Whether the client was closed.
    #[napi(getter)]
    pub fn is_closed(&self) -> bool {
        self.caller.handle.is_closed()
    }

    /// The same calls, returning a `RawResponse`: the value together with its HTTP response.
    #[napi(getter, ts_return_type = "RawClient")]
    pub fn with_raw_response(&self) -> Client {
        Client { caller: Caller { raw: true, ..self.caller.clone() } }
    }

    /// The base URL of the API.
    #[napi(getter, js_name = "baseURL")]
    pub fn base_url(&self, env: Env) -> Result<String> {
        let client = self.caller.handle.client().map_err(|error| errors::thrown(env, &error))?;
        Ok(client.base_url().to_owned())
    }

    /// Closes the client and all clients created from it with `withOptions`: requests in flight finish, further calls fail
    /// with `client_closed`. A client created with `withOptions` leaves the original open. Closing twice does nothing.
    #[napi]
    pub fn close(&self) {
        self.caller.handle.close();
    }

    /// Users of the platform (admin key).
    #[napi(getter)]
    pub fn users(&self) -> Users {
        Users(self.caller.clone())
    }

    /// Packages that users can have (admin key).
    #[napi(getter)]
    pub fn packages(&self) -> Packages {
        Packages(self.caller.clone())
    }

    /// Messenger subscribers.
    #[napi(getter)]
    pub fn subscribers(&self) -> Subscribers {
        Subscribers(self.caller.clone())
    }

    /// Labels of Facebook pages.
    #[napi(getter)]
    pub fn labels(&self) -> Labels {
        Labels(self.caller.clone())
    }

    /// Contact groups.
    #[napi(getter)]
    pub fn contact_groups(&self) -> ContactGroups {
        ContactGroups(self.caller.clone())
    }

    /// Contacts.
    #[napi(getter)]
    pub fn contacts(&self) -> Contacts {
        Contacts(self.caller.clone())
    }

    /// Flow campaigns and their answers.
    #[napi(getter)]
    pub fn flows(&self) -> Flows {
        Flows(self.caller.clone())
    }

    /// Calls an operation that this SDK does not support, by its wire name, and returns the JSON of the response.
    ///
    /// `kind` determines where the parameters are sent (in the query for "read", in the form for "set" and "create") and
    /// whether a lost request is retried ("create" never is). `pathId` is appended to the path. A response that reports an
    /// error fails like in any other call.
    #[napi(ts_return_type = "Promise<unknown>")]
    pub fn call(
        &self,
        env: Env,
        #[napi(ts_arg_type = "CustomCall")] call: CustomCall,
        options: Option<CallOptions>,
    ) -> Result<Promise<()>> {
        let CustomCall { name, params, kind, path_id } = call;
        self.caller.call_as(env, options, |client| client.call(name, params, kind, path_id), Json)
    }
}

impl Client {
    fn of(
        env: Env,
        handle: std::result::Result<ClientHandle, chat44mp::Error>,
        hooks: Option<Arc<Callback>>,
    ) -> Result<Client> {
        let handle = handle.map_err(|error| errors::thrown(env, &error))?;
        Ok(Client { caller: Caller { handle: Arc::new(handle), raw: false, hooks } })
    }
}

/// An API key.
pub struct Key(String);

impl FromNapiValue for Key {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: napi passes values of the current call.
        String::read(unsafe { JsArgument::new(env, value) }, "apiKey").map(Key)
    }
}

/// A call of an operation that this SDK does not support.
pub struct CustomCall {
    name: String,
    params: Vec<(String, String)>,
    kind: chat44mp::OperationKind,
    path_id: Option<String>,
}

impl FromNapiValue for CustomCall {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: napi passes values of the current call.
        let fields = Fields::new(unsafe { JsArgument::new(env, value) }, "the argument")?;
        fields.deny_unknown(&[&[c"name", c"params", c"kind", c"pathId"]], Kind::Field)?;
        Ok(CustomCall {
            name: fields.get(c"name")?,
            params: fields.get::<Option<Params>>(c"params")?.map(|params| params.0).unwrap_or_default(),
            kind: fields.get::<Option<_>>(c"kind")?.unwrap_or(chat44mp::OperationKind::Read),
            path_id: fields.get(c"pathId")?,
        })
    }
}
