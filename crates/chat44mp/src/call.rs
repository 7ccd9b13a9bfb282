//! Calls: await one, or set its options first.

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::Duration;

use crate::client::Client;
use crate::decode::envelope::Envelope;
use crate::decode::success;
use crate::error::{Error, ErrorCode};
use crate::operation::OperationKind;
use crate::options::CallOptions;
use crate::request::Request;
use crate::response::RawResponse;
use crate::transport::attempts;

/// The future of a call.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A call that has not been sent yet. `.await` sends it.
///
/// Dropping its future aborts the request; a write may have happened nevertheless.
///
/// ```no_run
/// # async fn example(client: chat44mp::Client) -> Result<(), chat44mp::Error> {
/// use std::time::Duration;
///
/// let contact = client.contacts().get(233).timeout(Duration::from_secs(5)).await?;
/// let response = client.contacts().get(233).raw().await?;
/// println!("{} over HTTP {}", response.value.first_name, response.status);
/// # Ok(())
/// # }
/// ```
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<T> {
    client: Client,
    run: Box<Run<T>>,
}

/// The body of a call, which receives the client with its options.
type Run<T> = dyn FnOnce(Client) -> BoxFuture<Result<RawResponse<T>, Error>> + Send;

impl<T: Send + 'static> Call<T> {
    /// A call with one request.
    pub(crate) fn single(
        client: &Client,
        request: Request,
        decode: fn(&Envelope<'_>) -> Result<T, Error>,
    ) -> Call<T> {
        Call::composed(client, move |client| Box::pin(async move { client.send(request, decode).await }))
    }

    /// A call with several requests.
    pub(crate) fn composed<F>(client: &Client, run: F) -> Call<T>
    where
        F: FnOnce(Client) -> BoxFuture<Result<RawResponse<T>, Error>> + Send + 'static,
    {
        Call { client: client.clone(), run: Box::new(run) }
    }

    /// Limits how long the whole call may take, over its attempts and waits.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.client.options_mut().timeout = Some(timeout.into());
        self
    }

    /// Sets how many times a failed attempt may be followed by another; 0 means exactly one attempt.
    pub fn max_retries(mut self, max_retries: u32) -> Self {
        self.client.options_mut().max_retries = Some(max_retries);
        self
    }

    /// Sets all options at once.
    pub fn options(mut self, options: CallOptions) -> Self {
        *self.client.options_mut() = options;
        self
    }

    /// Keeps the response's body for the raw variant.
    pub fn keep_body(mut self) -> Self {
        self.client.options_mut().keep_body = Some(true);
        self
    }

    /// The same call, which returns its value as JSON.
    #[cfg(feature = "reflection")]
    pub(crate) fn into_json(self) -> Call<serde_json::Value>
    where
        T: serde::Serialize,
    {
        let Call { client, run } = self;
        let run = move |client| -> BoxFuture<_> {
            Box::pin(async move {
                // Every model can be serialized.
                let to_json = |value| serde_json::to_value(value).unwrap_or_default();
                Ok(run(client).await?.map(to_json))
            })
        };
        Call { client, run: Box::new(run) }
    }

    /// Sends the call and returns its value with the HTTP response.
    pub fn raw(self) -> BoxFuture<Result<RawResponse<T>, Error>> {
        (self.run)(self.client)
    }
}

impl<T: Send + 'static> IntoFuture for Call<T> {
    type Output = Result<T, Error>;
    type IntoFuture = BoxFuture<Result<T, Error>>;

    fn into_future(self) -> Self::IntoFuture {
        let call = self.raw();
        Box::pin(async move { Ok(call.await?.value) })
    }
}

impl Client {
    /// Calls an operation that this SDK may not know, by its name on the wire.
    ///
    /// `kind` decides where the parameters are sent (query for a read, form for a write) and whether a lost
    /// request may be retried; `path_id` is appended to the path. Returns the JSON of the response; a response
    /// with an error fails like that of any other call.
    pub fn call<N, V>(
        &self,
        name: impl Into<String>,
        params: impl IntoIterator<Item = (N, V)>,
        kind: OperationKind,
        path_id: Option<String>,
    ) -> Call<serde_json::Value>
    where
        N: Into<String>,
        V: Into<String>,
    {
        let name = name.into();
        let plain = |text: &str| {
            !text.is_empty()
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
        };
        let mut request = Request::custom(name.clone(), kind);
        if !plain(&name) {
            let message = "`name` is not the name of an endpoint; pass one such as \"get_contact\"";
            request.refuse_with(ErrorCode::INVALID_VALUE, "name", message);
        }
        if path_id.as_deref().is_some_and(|id| !plain(id)) {
            let message =
                "`path_id` contains characters that are not allowed; pass letters, digits, `_`, `-` or `.`";
            request.refuse_with(ErrorCode::INVALID_VALUE, "path_id", message);
        }
        request.path_id = path_id;
        for (name, value) in params {
            let name = name.into();
            if name == "api_key" {
                let message = "`params` contains `api_key`, which the client adds itself; leave it out";
                request.refuse_with(ErrorCode::INVALID_VALUE, "params", message);
            }
            request.custom_param(name, value.into());
        }
        Call::single(self, request, success::anything)
    }

    /// Sends one request; an invalid one fails before anything is sent.
    pub(crate) async fn send<T: Send + 'static>(
        &self,
        mut request: Request,
        decode: fn(&Envelope<'_>) -> Result<T, Error>,
    ) -> Result<RawResponse<T>, Error> {
        match request.invalid.take() {
            Some(error) => Err(error.with_call(request.call, request.kind, 0)),
            None => attempts::send(self.caller(), &request, decode).await,
        }
    }
}
