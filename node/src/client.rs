//! The client and its options.

use std::ffi::OsString;
use std::sync::Arc;

use chat44mp::environment::{API_KEY_VARIABLE, BASE_URL_VARIABLE};
use chat44mp::ffi::ClientHandle;
use chat44mp::ffi::node::{Fields, JsArgument};
use chat44mp::{ClientBuilder, Event};
use napi::bindgen_prelude::FromNapiValue;
use napi::{Env, Result, sys};
use napi_derive::napi;

use crate::arguments::{CallOptions, Params};
use crate::bridge::{self, Item, Promise};
use crate::caller::Caller;
use crate::calls::*;
use crate::values::Json;
use crate::{errors, helpers};

/// Options of a client, not yet validated.
pub struct ClientOptions(ClientBuilder);

impl FromNapiValue for ClientOptions {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: napi passes values of the current call.
        options(Env::from_raw(env), unsafe { JsArgument::new(env, value) }).map(ClientOptions)
    }
}

fn options(env: Env, value: JsArgument) -> Result<ClientBuilder> {
    let fields = if value.is_absent() { None } else { Some(Fields::new(value, "options")?) };
    let mut builder = from_env(env)?;
    if let Some(fields) = fields {
        builder = builder.options(chat44mp::ClientOptions::from_fields(fields, &[c"apiKey", c"logger"])?);
        if let Some(key) = fields.get::<Option<String>>(c"apiKey")? {
            builder = builder.api_key(key);
        }
    }
    let log = helpers::log_to(env, fields.map(|fields| fields.get_any(c"logger")).transpose()?)?;
    let inbox = bridge::inbox()?;
    Ok(builder.on_event(move |event: &Event<'_>| {
        let Some(log) = &log else { return };
        inbox.push(Item::Line(Arc::clone(log), event.level().as_str(), event.to_string()));
    }))
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
        let builder = match options {
            Some(ClientOptions(builder)) => builder,
            // SAFETY: `undefined` always exists.
            None => self::options(env, unsafe { JsArgument::new(env.raw(), helpers::undefined(env)) })?,
        };
        let handle = ClientHandle::new(builder).map_err(|error| errors::thrown(env, &error))?;
        let options = chat44mp::CallOptions::default();
        Ok(Client { caller: Caller { handle: Arc::new(handle), options, raw: false } })
    }

    /// Returns a client with other call options, which shares the connections. Options that are left out are kept.
    #[napi(ts_args_type = "options: Omit<CallOptions, 'signal'>")]
    pub fn with_options(&self, options: CallOptions) -> Client {
        let options = options.options.or(&self.caller.options);
        Client { caller: Caller { options, ..self.caller.clone() } }
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
    /// with `client_closed`. Closing twice does nothing.
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
        Ok(CustomCall {
            name: fields.get(c"name")?,
            params: fields.get::<Option<Params>>(c"params")?.map(|params| params.0).unwrap_or_default(),
            kind: fields.get::<Option<_>>(c"kind")?.unwrap_or(chat44mp::OperationKind::Read),
            path_id: fields.get(c"pathId")?,
        })
    }
}
