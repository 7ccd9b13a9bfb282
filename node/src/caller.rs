//! How a call is made: for its value or its raw response.

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

/// A client and how calls are made through it.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) handle: Arc<ClientHandle>,
    pub(crate) options: chat44mp::CallOptions,
    /// Whether calls return the raw response.
    pub(crate) raw: bool,
}

impl Caller {
    /// The options of one call: its own, else the client's.
    pub(crate) fn with(&self, options: &CallOptions) -> chat44mp::CallOptions {
        let mut merged = self.options.clone();
        merged.timeout = options.timeout.or(merged.timeout);
        merged.max_retries = options.max_retries.or(merged.max_retries);
        merged.keep_body = options.keep_body.unwrap_or(merged.keep_body);
        merged
    }

    pub(crate) fn client(&self, options: &CallOptions) -> std::result::Result<Client, Error> {
        self.handle.client().map(|client| client.with_options(self.with(options)))
    }

    /// Makes a call.
    pub(crate) fn call<T, P>(
        &self,
        env: Env,
        options: Option<CallOptions>,
        make: impl FnOnce(&Client) -> Call<T>,
    ) -> Result<Promise<P>>
    where
        T: ToJs + Send + 'static,
    {
        self.call_as(env, options, make, |value| value)
    }

    /// Makes a call and converts its value with `change`.
    pub(crate) fn call_as<T, U, P>(
        &self,
        env: Env,
        options: Option<CallOptions>,
        make: impl FnOnce(&Client) -> Call<T>,
        change: fn(T) -> U,
    ) -> Result<Promise<P>>
    where
        T: Send + 'static,
        U: ToJs + 'static,
    {
        let options = options.unwrap_or_default();
        let call = match self.client(&options) {
            Ok(client) => make(&client),
            Err(error) => return bridge::failed(env, &error),
        };
        if self.raw {
            bridge::start(env, options.signal, call.raw(), move |env, response| {
                JsRawResponse(response.map(change)).to_js(env)
            })
        } else {
            bridge::start(env, options.signal, call.into_future(), move |env, value| change(value).to_js(env))
        }
    }

    /// The client for bulk work.
    pub(crate) fn many(&self, env: Env) -> Result<Client> {
        self.client(&CallOptions::default()).map_err(|error| errors::thrown(env, &error))
    }

    /// Opens a stream; for a raw response, its head is awaited.
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

/// The rows of a source, for `for await`.
pub(crate) fn iterator(env: Env, source: Source) -> Result<Js<Answers>> {
    // SAFETY: called while JavaScript waits, with its environment.
    unsafe { ToNapiValue::to_napi_value(env.raw(), Answers::from(source)) }.map(Js::new)
}
