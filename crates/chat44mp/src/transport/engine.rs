//! The HTTP engine: the only module that uses hyper, so that it can be replaced.

mod connector;

use std::error::Error as StdError;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, HeaderValue, PROXY_AUTHORIZATION, USER_AGENT};
use http::{HeaderMap, Method, StatusCode, Uri};
use http_body::{Frame, SizeHint};
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::runtime::{self, Handle};
use url::Url;

use super::encode::Encoded;
use super::{proxy_failure, tls};
use crate::error::{Error, ErrorCode, Outcome, Phase};
use crate::interop::CaCerts;
use crate::request::delivery::BeforeSend;

use connector::{BoxError, Connector, DnsError};

pub(crate) use hyper::body::Incoming as Body;

/// Web servers close idle connections after 5 s or more. Closing them first prevents a write on a closed connection.
const IDLE_CONNECTION: Duration = Duration::from_secs(4);

/// The options of the engine.
#[derive(PartialEq)]
pub(crate) struct Settings {
    pub(crate) user_agent: String,
    pub(crate) connect_timeout: Duration,
    pub(crate) proxy: Option<Url>,
    pub(crate) ca_certs: Option<CaCerts>,
    /// Whether the server is reached over https.
    pub(crate) needs_tls: bool,
}

/// A program that blocks on each call does not drive its runtime between calls.
const IDLE_RUNTIME: Duration = Duration::from_micros(500);

/// How many runtimes have their own connections.
const MAX_RUNTIMES: usize = 4;

/// The connections of a client.
pub(crate) struct Engine {
    settings: Settings,
    tls: rustls::ClientConfig,
    /// By runtime, oldest first: a connection works only while the runtime is driven that has opened it.
    pools: Mutex<Vec<Arc<Pool>>>,
}

/// The connections of the runtime that first uses them.
struct Pool {
    runtime: OnceLock<runtime::Id>,
    client: Client<Connector, WatchedForm>,
    user_agent: HeaderValue,
    /// For a proxy that forwards requests.
    proxy_authorization: Option<HeaderValue>,
    created: Instant,
    /// When the last response head was received, in microseconds since `created`.
    last_response: AtomicU64,
}

/// The head of a response, with its unread body.
pub(crate) struct Head {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
}

/// Whether any part of a request was passed to a connection.
#[derive(Clone)]
pub(crate) struct Sent {
    flag: Arc<AtomicBool>,
    before: Option<BeforeSend>,
}

impl Sent {
    /// For a request with an action before it is sent.
    pub(crate) fn after(before: Option<BeforeSend>) -> Sent {
        Sent { flag: Arc::default(), before }
    }

    pub(crate) fn get(&self) -> bool {
        self.flag.load(Ordering::Relaxed)
    }

    /// Ready when the request may be sent.
    fn poll_set(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if let Some(before) = &mut self.before {
            ready!(before.poll(context))?;
            self.before = None;
        }
        self.flag.store(true, Ordering::Relaxed);
        Poll::Ready(Ok(()))
    }
}

impl Engine {
    pub(crate) fn new(settings: Settings) -> Result<Engine, Error> {
        let tls = tls::config(settings.ca_certs.as_ref(), settings.needs_tls, |name| std::env::var_os(name))?;
        let pool = Pool::new(&settings, tls.clone())?;
        Ok(Engine { settings, tls, pools: Mutex::new(vec![Arc::new(pool)]) })
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Sends a request and waits for the head of its response. Only the connect timeout applies here.
    pub(crate) async fn send(&self, encoded: &Encoded, sent: &Sent) -> Result<Head, Error> {
        self.pool()?.send(encoded, sent).await
    }

    /// Returns the connections of the current runtime.
    fn pool(&self) -> Result<Arc<Pool>, Error> {
        let runtime = Handle::current().id();
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        let mine = |pool: &&Arc<Pool>| *pool.runtime.get_or_init(|| runtime) == runtime;
        if let Some(pool) = pools.iter().find(mine) {
            return Ok(Arc::clone(pool));
        }
        let pool = Arc::new(Pool::new(&self.settings, self.tls.clone())?);
        pool.runtime.get_or_init(|| runtime);
        if pools.len() == MAX_RUNTIMES {
            pools.remove(0);
        }
        pools.push(Arc::clone(&pool));
        Ok(pool)
    }
}

impl Pool {
    fn new(settings: &Settings, tls: rustls::ClientConfig) -> Result<Pool, Error> {
        let failed =
            |message, error: BoxError| Error::config(ErrorCode::INVALID_OPTION, message).with_source(error);
        let user_agent = HeaderValue::try_from(&settings.user_agent)
            .map_err(|error| failed("the user agent cannot be sent", error.into()))?;
        let (proxy, limit) = (settings.proxy.as_ref(), settings.connect_timeout);
        let connector = Connector::new(proxy, settings.needs_tls, limit, &user_agent, tls);
        let (connector, proxy_authorization) =
            connector.map_err(|error| failed("the proxy could not be set up", error))?;
        // It follows no redirects: one would send the key to another address. Retries are decided in `retry`.
        let client = Client::builder(TokioExecutor::new())
            .timer(TokioTimer::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE_CONNECTION)
            .build(connector);
        let (created, last_response) = (Instant::now(), AtomicU64::new(0));
        let runtime = OnceLock::new();
        Ok(Pool { runtime, client, user_agent, proxy_authorization, created, last_response })
    }

    /// Lets the runtime detect idle connections that the server has closed, on which a write would be lost. The first yield
    /// polls the sockets, the second the connections.
    async fn notice_closed_connections(&self) {
        let last_response = Duration::from_micros(self.last_response.load(Ordering::Relaxed));
        if self.created.elapsed().saturating_sub(last_response) > IDLE_RUNTIME {
            tokio::task::yield_now().await;
            tokio::task::yield_now().await;
        }
    }

    async fn send(&self, encoded: &Encoded, sent: &Sent) -> Result<Head, Error> {
        let request = self.request(encoded, sent).map_err(|error| send_failed(error, true, sent))?;
        self.notice_closed_connections().await;
        let response = self.client.request(request).await.map_err(|error| {
            let is_connect = error.is_connect();
            send_failed(error, is_connect, sent)
        })?;
        self.last_response.store(self.created.elapsed().as_micros() as u64, Ordering::Relaxed);
        let (parts, body) = response.into_parts();
        Ok(Head { status: parts.status, headers: parts.headers, body })
    }

    fn request(&self, encoded: &Encoded, sent: &Sent) -> Result<http::Request<WatchedForm>, http::Error> {
        let mut request = http::Request::new(WatchedForm { form: encoded.form.clone(), sent: sent.clone() });
        *request.uri_mut() = Uri::try_from(encoded.url.as_str())?;
        if encoded.form.is_some() {
            *request.method_mut() = Method::POST;
            let form = HeaderValue::from_static("application/x-www-form-urlencoded");
            request.headers_mut().insert(CONTENT_TYPE, form);
        } else {
            sent.flag.store(true, Ordering::Relaxed);
        }
        let headers = request.headers_mut();
        // Responses that are compressed nevertheless are decompressed.
        let coding = if encoded.compressed { "gzip" } else { "identity" };
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(coding));
        headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        headers.insert(USER_AGENT, self.user_agent.clone());
        if let Some(authorization) = &self.proxy_authorization {
            headers.insert(PROXY_AUTHORIZATION, authorization.clone());
        }
        Ok(request)
    }
}

/// A form that records when a connection requests it. Until then nothing has been sent, so a write that fails earlier has
/// certainly not been applied.
struct WatchedForm {
    form: Option<Bytes>,
    sent: Sent,
}

impl http_body::Body for WatchedForm {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Err(error) = ready!(self.sent.poll_set(context)) {
            return Poll::Ready(Some(Err(error)));
        }
        Poll::Ready(self.form.take().map(|form| Ok(Frame::data(form))))
    }

    fn is_end_stream(&self) -> bool {
        self.form.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.form.as_ref().map_or(0, |form| form.len() as u64))
    }
}

fn send_failed(error: impl StdError + Send + Sync + 'static, is_connect: bool, sent: &Sent) -> Error {
    if let Some(refusal) = proxy_failure::refusal(chain(&error)) {
        return refusal.with_source(error);
    }
    let is_timeout = |cause: &(dyn StdError + 'static)| {
        cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::TimedOut)
    };
    let (code, phase, message): (_, _, fn(&str) -> String) = if is_connect && chain(&error).any(is_timeout) {
        (ErrorCode::CONNECT_TIMEOUT, Phase::Connect, |_| "could not connect in time".to_owned())
    } else if chain(&error).any(|cause| cause.is::<DnsError>()) {
        (ErrorCode::DNS_FAILED, Phase::Dns, |cause| format!("the host name could not be resolved: {cause}"))
    } else if is_connect && chain(&error).any(|cause| cause.is::<rustls::Error>()) {
        (ErrorCode::TLS_FAILED, Phase::Tls, |cause| format!("the TLS handshake failed: {cause}"))
    } else if is_connect || !sent.get() {
        (ErrorCode::CONNECT_FAILED, Phase::Connect, |cause| format!("could not connect: {cause}"))
    } else {
        (ErrorCode::SEND_FAILED, Phase::Send, |cause| {
            format!("the connection was lost before a response was received: {cause}")
        })
    };
    let outcome = if phase == Phase::Send { Outcome::Unknown } else { Outcome::NotSent };
    let failed = caused_by(Error::new(code, "the request failed"), error, message);
    let failed = failed.with_phase(phase).with_outcome(outcome);
    // The server would present the same certificate again.
    if phase == Phase::Tls { failed } else { failed.mark_transient() }
}

/// The error of an incomplete body.
pub(crate) fn read_failed(error: hyper::Error) -> Error {
    let failed = Error::new(ErrorCode::READ_FAILED, "the connection was lost while the response was read");
    caused_by(failed, error, |cause| format!("the connection was lost while the response was read: {cause}"))
        .with_phase(Phase::Read)
        .mark_transient()
}

/// Adds the causes to an error, and the innermost one to its message.
fn caused_by(
    failed: Error,
    error: impl StdError + Send + Sync + 'static,
    message: fn(&str) -> String,
) -> Error {
    let innermost = chain(&error).last().map(ToString::to_string).unwrap_or_default();
    failed.with_quote(&innermost, message).with_source(error)
}

/// An error and its causes, outermost first.
fn chain<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error| {
        let error: &'a (dyn StdError + 'static) = *error;
        // An `io::Error` does not return its inner error as `source`.
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        }
    })
}
