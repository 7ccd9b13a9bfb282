//! The four ways in which a call is made: now or later, its value or the whole answer.

use std::future::IntoFuture;
use std::sync::Arc;

use chat44mp::ffi::ClientHandle;
use chat44mp::{AnswersStream, Call, CallOptions, Client, Error};
use pyo3::prelude::*;

use crate::answers::{Answers, AsyncAnswers};
use crate::later::Later;
use crate::values::Raw;
use crate::{errors, now};

/// What a call gives when the thread waits for it.
pub(crate) type Now<T> = PyResult<T>;
/// The same, with the answer around it.
pub(crate) type NowRaw<T> = PyResult<Raw<T>>;
/// In asyncio, with the answer around it.
pub(crate) type LaterRaw<T> = Later<Raw<T>>;

/// A client and the options of the calls made through it.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) handle: Arc<ClientHandle>,
    pub(crate) options: CallOptions,
}

impl Caller {
    pub(crate) fn client(&self) -> Result<Client, Error> {
        self.handle.client().map(|client| client.with_options(self.options.clone()))
    }

    pub(crate) fn now<T, U>(&self, py: Python<'_>, call: impl FnOnce(&Client) -> Call<T>) -> Now<U>
    where
        T: Send + 'static,
        U: From<T>,
    {
        let client = self.client().map_err(|error| errors::exception(py, &error))?;
        let value = now::wait(py, call(&client).into_future())?;
        value.map(U::from).map_err(|error| errors::exception(py, &error))
    }

    pub(crate) fn now_raw<T, U>(&self, py: Python<'_>, call: impl FnOnce(&Client) -> Call<T>) -> NowRaw<U>
    where
        T: Send + 'static,
        U: From<T>,
    {
        let client = self.client().map_err(|error| errors::exception(py, &error))?;
        let response = now::wait(py, call(&client).raw())?;
        response.map(Raw::of).map_err(|error| errors::exception(py, &error))
    }

    pub(crate) fn later<T, U>(
        &self,
        _: Python<'_>,
        call: impl FnOnce(&Client) -> Call<T> + Send + 'static,
    ) -> Later<U>
    where
        T: Send + 'static,
        U: From<T> + for<'py> IntoPyObject<'py> + 'static,
    {
        let caller = self.clone();
        Later::call(move || Ok(call(&caller.client()?).into_future()), U::from)
    }

    pub(crate) fn later_raw<T, U>(
        &self,
        _: Python<'_>,
        call: impl FnOnce(&Client) -> Call<T> + Send + 'static,
    ) -> LaterRaw<U>
    where
        T: Send + 'static,
        U: From<T> + for<'py> IntoPyObject<'py> + 'static,
    {
        let caller = self.clone();
        Later::call(move || Ok(call(&caller.client()?).raw()), Raw::of)
    }

    pub(crate) fn stream_now(
        &self,
        py: Python<'_>,
        open: impl FnOnce(&Client) -> AnswersStream,
    ) -> Now<Answers> {
        let client = self.client().map_err(|error| errors::exception(py, &error))?;
        Ok(Answers::from(open(&client)))
    }

    pub(crate) fn stream_now_raw(
        &self,
        py: Python<'_>,
        open: impl FnOnce(&Client) -> AnswersStream,
    ) -> NowRaw<Answers> {
        let client = self.client().map_err(|error| errors::exception(py, &error))?;
        let response = now::wait(py, with_head(open(&client)))?;
        response.map_err(|error| errors::exception(py, &error))
    }

    pub(crate) fn stream_later(
        &self,
        py: Python<'_>,
        open: impl FnOnce(&Client) -> AnswersStream,
    ) -> PyResult<AsyncAnswers> {
        let client = self.client().map_err(|error| errors::exception(py, &error))?;
        Ok(AsyncAnswers::from(open(&client)))
    }

    pub(crate) fn stream_later_raw(
        &self,
        _: Python<'_>,
        open: impl FnOnce(&Client) -> AnswersStream + Send + 'static,
    ) -> LaterRaw<AsyncAnswers> {
        let caller = self.clone();
        Later::call(move || Ok(with_head(open(&caller.client()?))), |answer| answer)
    }
}

/// Sends the request and waits for the beginning of its answer.
async fn with_head<T: From<AnswersStream>>(mut stream: AnswersStream) -> Result<Raw<T>, Error> {
    let (status, headers) = stream.head().await?;
    let headers = headers.clone();
    Ok(Raw { value: T::from(stream), status, headers, body: None })
}
