//! Runs calls: blocking or in asyncio, for the value or the raw response.

use std::future::{Future, IntoFuture};
use std::sync::Arc;

use chat44mp::ffi::{ClientHandle, Thread};
use chat44mp::{AnswersStream, Call, Client, Error};
use pyo3::prelude::*;

use crate::answers::{Answers, AsyncAnswers};
use crate::bulk::{Bulk, PendingReport, Report};
use crate::hooks::{HookedCall, Hooks};
use crate::values::PyRawResponse;
use crate::wait::blocking;
use crate::wait::pending::Pending;
use chat44mp::ffi::exceptions as errors;

/// The result of a blocking call.
pub(crate) type Blocking<T> = PyResult<T>;
/// The raw response of a blocking call.
pub(crate) type BlockingRaw<T> = PyResult<PyRawResponse<T>>;
/// The raw response of a call in asyncio.
pub(crate) type PendingRaw<T> = Pending<PyRawResponse<T>>;

/// A client.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) handle: Arc<ClientHandle>,
    pub(crate) hooks: Option<Arc<Hooks>>,
    /// The call that is about to start, if the client has hooks.
    call: Option<Arc<HookedCall>>,
}

impl Caller {
    pub(crate) fn of(handle: ClientHandle, hooks: Option<Arc<Hooks>>) -> Caller {
        Caller { handle: Arc::new(handle), hooks, call: None }
    }

    /// The client for one call, whose hooks run in the current context.
    fn for_call(&self, py: Python<'_>) -> PyResult<Caller> {
        let call = self.hooks.as_ref().map(|hooks| HookedCall::new(py, hooks)).transpose()?;
        Ok(Caller { call, ..self.clone() })
    }

    pub(crate) fn client(&self) -> Result<Client, Error> {
        let client = self.handle.client()?;
        Ok(match &self.call {
            Some(call) => call.observe(client),
            None => client,
        })
    }

    /// Returns the client of this process; raises an exception on failure.
    pub(crate) fn open(&self, py: Python<'_>) -> PyResult<Client> {
        self.client().map_err(|error| errors::exception(py, &error))
    }

    /// Starts a call.
    fn start<F>(&self, py: Python<'_>, start: impl FnOnce(&Client) -> F) -> PyResult<F> {
        Ok(start(&self.for_call(py)?.open(py)?))
    }

    /// Starts a call and waits for it.
    fn wait<F, T>(&self, py: Python<'_>, start: impl FnOnce(&Client) -> F) -> PyResult<T>
    where
        F: Future<Output = Result<T, Error>> + Send + 'static,
        T: Send + 'static,
    {
        let call = self.start(py, start)?;
        blocking::wait(py, call)?.map_err(|error| errors::exception(py, &error))
    }

    pub(crate) fn blocking<T, U>(&self, py: Python<'_>, call: impl FnOnce(&Client) -> Call<T>) -> Blocking<U>
    where
        T: Send + 'static,
        U: From<T>,
    {
        self.wait(py, |client| call(client).into_future()).map(U::from)
    }

    pub(crate) fn blocking_raw<T, U>(
        &self,
        py: Python<'_>,
        call: impl FnOnce(&Client) -> Call<T>,
    ) -> BlockingRaw<U>
    where
        T: Send + 'static,
        U: From<T>,
    {
        self.wait(py, |client| call(client).raw()).map(PyRawResponse::convert)
    }

    pub(crate) fn pending<T, U>(
        &self,
        _: Python<'_>,
        call: impl FnOnce(&Client) -> Call<T> + Send + 'static,
    ) -> Pending<U>
    where
        T: Send + 'static,
        U: From<T> + for<'py> IntoPyObject<'py> + 'static,
    {
        let caller = self.clone();
        Pending::call(
            Thread::EventLoop,
            move |py| caller.start(py, |client| call(client).into_future()),
            U::from,
        )
    }

    pub(crate) fn pending_raw<T, U>(
        &self,
        _: Python<'_>,
        call: impl FnOnce(&Client) -> Call<T> + Send + 'static,
    ) -> PendingRaw<U>
    where
        T: Send + 'static,
        U: From<T> + for<'py> IntoPyObject<'py> + 'static,
    {
        let caller = self.clone();
        Pending::call(
            Thread::EventLoop,
            move |py| caller.start(py, |client| call(client).raw()),
            PyRawResponse::convert,
        )
    }

    pub(crate) fn bulk_blocking<T>(
        &self,
        py: Python<'_>,
        start: impl FnOnce(Caller) -> Bulk<T>,
    ) -> Blocking<Report<T>> {
        start(self.for_call(py)?).blocking(py)
    }

    pub(crate) fn bulk_pending<T>(
        &self,
        py: Python<'_>,
        start: impl FnOnce(Caller) -> Bulk<T>,
    ) -> Blocking<PendingReport<T>> {
        start(self.for_call(py)?).pending(py)
    }

    /// Also used in asyncio, because nothing is sent before the first row is requested.
    pub(crate) fn stream_blocking<S, R: From<S>>(
        &self,
        py: Python<'_>,
        open: impl FnOnce(&Client) -> S,
    ) -> Blocking<R> {
        Ok(R::from(open(&self.for_call(py)?.open(py)?)))
    }

    pub(crate) fn stream_blocking_raw(
        &self,
        py: Python<'_>,
        open: impl FnOnce(&Client) -> AnswersStream,
    ) -> BlockingRaw<Answers> {
        self.wait(py, |client| with_head(open(client)))
    }

    pub(crate) fn stream_pending_raw(
        &self,
        _: Python<'_>,
        open: impl FnOnce(&Client) -> AnswersStream + Send + 'static,
    ) -> PendingRaw<AsyncAnswers> {
        let caller = self.clone();
        Pending::call(
            Thread::Io,
            move |py| caller.start(py, |client| with_head(open(client))),
            |response| response,
        )
    }
}

/// Sends the request and waits for the head of its response.
async fn with_head<T: From<AnswersStream>>(mut stream: AnswersStream) -> Result<PyRawResponse<T>, Error> {
    let head = stream.head().await?;
    Ok(PyRawResponse(head.map(|()| T::from(stream))))
}
