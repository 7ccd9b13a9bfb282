//! Runs calls, for their value or their raw response.

use std::future::IntoFuture;
use std::sync::Arc;

use chat44mp::ffi::node::ToJs;
use chat44mp::ffi::{ClientHandle, Thread};
use chat44mp::{AnswersStream, Call, Client, Error};
use napi::bindgen_prelude::ToNapiValue;
use napi::{Env, Result};

use crate::answers::{Answers, Source, with_head};
use crate::arguments::CallOptions;
use crate::bridge::{self, Item, Js, Promise};
use crate::errors;
use crate::helpers::{self, Callback};
use crate::values::JsRawResponse;

/// A client.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) handle: Arc<ClientHandle>,
    /// Whether calls return the raw response.
    pub(crate) raw: bool,
    /// Returns the function for the events of one call, if the client has hooks.
    pub(crate) hooks: Option<Arc<Callback>>,
}

impl Caller {
    /// Returns the client for one call.
    pub(crate) fn client(&self, env: Env, options: &CallOptions) -> std::result::Result<Client, Error> {
        let client = self.handle.client()?.for_call(options.options.clone());
        let run = self.hooks.as_ref().and_then(|bind| helpers::bind_hooks(env, bind).ok().flatten());
        let (Some(run), Ok(inbox)) = (run, bridge::inbox()) else { return Ok(client) };
        Ok(client.with_hooks(move |event| {
            if let Some(event) = event.for_hook() {
                inbox.push(Item::Hook(Arc::clone(&run), event));
            }
        }))
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
        let call = match self.client(env, &options) {
            Ok(client) => call(&client),
            Err(error) => return bridge::failed(env, &error),
        };
        if self.raw {
            bridge::start(env, Thread::EventLoop, options.signal, call.raw(), move |env, response| {
                JsRawResponse(response.map(convert)).to_js(env)
            })
        } else {
            bridge::start(env, Thread::EventLoop, options.signal, call.into_future(), move |env, value| {
                convert(value).to_js(env)
            })
        }
    }

    /// Returns the client for an import or export.
    pub(crate) fn bulk_client(&self, env: Env) -> Result<Client> {
        self.client(env, &CallOptions::default()).map_err(|error| errors::thrown(env, &error))
    }

    /// Opens a stream; for a raw response, waits for its head.
    pub(crate) fn stream(
        &self,
        env: Env,
        options: Option<CallOptions>,
        open: impl FnOnce(&Client) -> AnswersStream,
    ) -> Result<Js<Answers>> {
        let options = options.unwrap_or_default();
        let stream = match self.client(env, &options) {
            Ok(client) => open(&client),
            Err(error) if self.raw => return bridge::failed(env, &error),
            Err(error) => return Err(errors::thrown(env, &error)),
        };
        if self.raw {
            return bridge::start(env, Thread::Io, options.signal, with_head(stream), |env, response| {
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
