//! Runs calls, for their value or their raw response.

use std::future::IntoFuture;
use std::sync::Arc;

use chat44mp::ffi::ClientHandle;
use chat44mp::ffi::node::ToJs;
use chat44mp::{AnswersStream, Call, Client, Error};
use napi::bindgen_prelude::ToNapiValue;
use napi::{Env, Result};

use crate::answers::{Answers, Source, with_head};
use crate::arguments::CallOptions;
use crate::bridge::{self, Js, Promise};
use crate::errors;
use crate::values::JsRawResponse;

/// A client.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) handle: Arc<ClientHandle>,
    /// Whether calls return the raw response.
    pub(crate) raw: bool,
}

impl Caller {
    pub(crate) fn client(&self, options: &CallOptions) -> std::result::Result<Client, Error> {
        self.handle.client().map(|client| client.for_call(options.options.clone()))
    }

    /// Starts a call.
    pub(crate) fn call<T, P>(
        &self,
        env: Env,
        options: Option<CallOptions>,
        call: impl FnOnce(&Client) -> Call<T>,
    ) -> Result<Promise<P>>
    where
        T: ToJs + Send + 'static,
    {
        self.call_as(env, options, call, |value| value)
    }

    /// Starts a call whose value `convert` converts.
    pub(crate) fn call_as<T, U, P>(
        &self,
        env: Env,
        options: Option<CallOptions>,
        call: impl FnOnce(&Client) -> Call<T>,
        convert: fn(T) -> U,
    ) -> Result<Promise<P>>
    where
        T: Send + 'static,
        U: ToJs + 'static,
    {
        let options = options.unwrap_or_default();
        let call = match self.client(&options) {
            Ok(client) => call(&client),
            Err(error) => return bridge::failed(env, &error),
        };
        if self.raw {
            bridge::start(env, options.signal, call.raw(), move |env, response| {
                JsRawResponse(response.map(convert)).to_js(env)
            })
        } else {
            bridge::start(env, options.signal, call.into_future(), move |env, value| {
                convert(value).to_js(env)
            })
        }
    }

    /// Returns the client for an import or export.
    pub(crate) fn bulk_client(&self, env: Env) -> Result<Client> {
        self.client(&CallOptions::default()).map_err(|error| errors::thrown(env, &error))
    }

    /// Opens a stream; for a raw response, waits for its head.
    pub(crate) fn stream(
        &self,
        env: Env,
        options: Option<CallOptions>,
        open: impl FnOnce(&Client) -> AnswersStream,
    ) -> Result<Js<Answers>> {
        let options = options.unwrap_or_default();
        let stream = match self.client(&options) {
            Ok(client) => open(&client),
            Err(error) if self.raw => return bridge::failed(env, &error),
            Err(error) => return Err(errors::thrown(env, &error)),
        };
        if self.raw {
            return bridge::start(env, options.signal, with_head(stream), |env, response| {
                response.to_js(env)
            });
        }
        iterator(env, Source::Answers(Box::new(stream)))
    }
}

/// Returns the rows of a source as an async iterator.
pub(crate) fn iterator(env: Env, source: Source) -> Result<Js<Answers>> {
    // SAFETY: called on JavaScript's thread, with its environment.
    unsafe { ToNapiValue::to_napi_value(env.raw(), Answers::from(source)) }.map(Js::new)
}
