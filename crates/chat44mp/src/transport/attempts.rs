//! One call on the wire: a place in the client's limit, an attempt, and another after a failure that allows it.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{LOCATION, REFRESH};
use http::{HeaderMap, StatusCode};
use tokio::sync::SemaphorePermit;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use url::Url;

use super::body::Body;
use super::content_coding::Gzip;
use super::encode::{Encoded, encode};
use super::engine::{Head, Sent};
use super::{Limits, Transport, retry};
use crate::decode::document;
use crate::decode::envelope::{Answer, Endpoint, reports_success};
use crate::error::{Body as KeptBody, Error, ErrorCode, ErrorKind, Outcome};
use crate::events::Event;
use crate::operation::Operation;
use crate::options::CallOptions;
use crate::request::Request;
use crate::request::delivery::Delivery;
use crate::response::RawResponse;
use crate::scrub::{Secrets, Unscrubbed};

/// How much of an answer with an error status is read.
const ERROR_BODY_LIMIT: usize = 1024 * 1024;

/// From this size on, in bytes, a response is decoded on another thread: it takes about a millisecond.
pub(super) const LARGE_BODY: usize = 256 * 1024;

/// How a response becomes a value.
type Decode<T> = fn(&Answer<'_>) -> Result<T, Error>;

/// Sends `request`, as often as its kind allows, until `decode` understands an answer.
pub(crate) async fn send<T: Send + 'static>(
    transport: &Transport,
    options: &CallOptions,
    request: &Request,
    decode: Decode<T>,
) -> Result<RawResponse<T>, Error> {
    let mut attempts = Attempts::new(transport, options, request, transport.limits(options))?;
    loop {
        let result = match attempts.receive().await {
            Ok(received) => received.whole(transport.max_response_bytes).await,
            Err(error) => Err(error),
        };
        let result = match result {
            Ok(whole) => match attempts.decode(&whole.body, decode).await {
                Ok(value) => {
                    let body = options.keep_body.then_some(whole.body);
                    Ok(RawResponse { value, status: whole.status.as_u16(), headers: whole.headers, body })
                }
                Err(error) => Err(attempts.explain(error, &whole)),
            },
            Err(error) => Err(error),
        };
        match result {
            Ok(response) => {
                attempts.succeeded();
                return Ok(response);
            }
            Err(error) => attempts.retry_or_fail(error).await?,
        }
    }
}

/// The attempts of one call.
pub(crate) struct Attempts<'a> {
    transport: &'a Transport,
    options: &'a CallOptions,
    request: &'a Request,
    encoded: Encoded,
    limits: Limits,
    deadline: Option<Instant>,
    retries: retry::Retries,
    attempts: u32,
    /// An attempt was sent and its answer lost: it may have been applied.
    lost: bool,
    began: Instant,
    status: Option<StatusCode>,
}

/// An answer whose beginning has arrived.
pub(crate) struct Received<'a> {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    place: SemaphorePermit<'a>,
}

/// An answer that has arrived whole.
struct Whole {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl<'a> Attempts<'a> {
    /// Fails if the request is invalid or the client closed: nothing is sent then.
    pub(crate) fn new(
        transport: &'a Transport,
        options: &'a CallOptions,
        request: &'a Request,
        limits: Limits,
    ) -> Result<Attempts<'a>, Error> {
        if transport.in_flight.is_closed() {
            return Err(closed().of_call(request.call, request.kind, 0));
        }
        for &(field, change) in &request.rewritten {
            transport.events.emit(Event::Rewritten { operation: request.call, field, change });
        }
        Ok(Attempts {
            transport,
            options,
            request,
            encoded: encode(&transport.base_url, &transport.key, request),
            limits,
            deadline: None,
            retries: retry::Retries::new(
                options.max_retries.unwrap_or(transport.max_retries),
                request.delivery.as_ref().map(|delivery| delivery.max_throttles()),
                transport.backoff,
            ),
            attempts: 0,
            lost: false,
            began: Instant::now(),
            status: None,
        })
    }

    /// Makes an attempt: waits for a place, sends, and waits for the beginning of a usable answer.
    pub(crate) async fn receive(&mut self) -> Result<Received<'a>, Error> {
        let transport = self.transport;
        let place = self.place().await?;
        self.began = Instant::now();
        self.status = None;
        self.attempts += 1;

        let head_deadline = self.began + self.limits.head;
        let until = self.deadline.map_or(head_deadline, |deadline| deadline.min(head_deadline));
        let sent = Sent::after(self.request.delivery.clone().and_then(Delivery::before_send));
        let head = match timeout_at(until, transport.engine.send(&self.encoded, &sent)).await {
            Ok(head) => head?,
            Err(_) => return Err(self.head_timeout(until == head_deadline, sent.get())),
        };
        self.status = Some(head.status);
        let Head { status, mut headers, body } = head;
        let gzip = Gzip::of(&mut headers);
        let body = |gzip| Body::new(body, gzip, transport.stall_timeout, self.deadline);
        if status.is_success() {
            return Ok(Received { status, body: body(gzip?), headers, place });
        }
        let page = match gzip {
            Ok(gzip) => Some(body(gzip).beginning(ERROR_BODY_LIMIT).await),
            Err(_) => None,
        };
        drop(place);
        let error = self.refused(status, &headers);
        let error = error.body_is(page.as_ref().and_then(|page| self.kept(page)));
        // Something between the client and the server may replace the status of a success.
        let applied = self.request.kind.is_write() && page.is_none_or(|page| reports_success(&page));
        Err(if applied { error.outcome_is(Outcome::Unknown) } else { error })
    }

    /// A place among the client's requests in flight. Waiting for one uses none of the call's time.
    async fn place(&mut self) -> Result<SemaphorePermit<'a>, Error> {
        let in_flight = &self.transport.in_flight;
        let place = match in_flight.try_acquire() {
            Ok(place) => Ok(place),
            Err(_) => {
                let queued = Instant::now();
                let place = in_flight.acquire().await;
                self.deadline = self.deadline.map(|deadline| deadline + queued.elapsed());
                place
            }
        };
        let now = Instant::now();
        self.deadline = self.deadline.or_else(|| self.limits.whole.map(|whole| now + whole));
        // The semaphore is closed only when the client is.
        place.map_err(|_| closed())
    }

    /// Waits for the first row of a streamed response, as long as for the beginning of a response and no longer.
    pub(crate) async fn within_head_limit<T>(
        &self,
        first: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        match timeout(self.limits.head, first).await {
            Ok(result) => result,
            Err(_) => Err(self.head_timeout(true, true)),
        }
    }

    fn head_timeout(&self, of_head: bool, sent: bool) -> Error {
        let error = if !of_head {
            Error::new(
                ErrorCode::CALL_TIMEOUT,
                format!("the call took longer than {:?}", self.limits.whole()),
            )
        } else if !sent {
            Error::new(
                ErrorCode::CONNECT_TIMEOUT,
                format!("no connection stood after {:?}", self.limits.head),
            )
        } else {
            Error::new(ErrorCode::HEAD_TIMEOUT, format!("no answer began within {:?}", self.limits.head))
        };
        if sent { error.transient() } else { error.outcome_is(Outcome::NotSent).transient() }
    }

    /// The error for an answer whose status is not a success.
    fn refused(&self, status: StatusCode, headers: &HeaderMap) -> Error {
        let says = |code, words: &str| {
            Error::new(code, format!("{words} (HTTP {})", status.as_u16()))
                .retry_after_is(retry::retry_after(headers, SystemTime::now()))
        };
        match status.as_u16() {
            301 | 307 | 308 => redirected(&self.encoded.url, headers).outcome_is(Outcome::Rejected),
            300..=399 => redirected(&self.encoded.url, headers),
            429 => says(ErrorCode::RATE_LIMITED, "the server gets too many requests").transient(),
            408 | 425 => says(ErrorCode::HTTP_ERROR, "the server gave the request up")
                .outcome_is(Outcome::Unknown)
                .transient(),
            500 if self.request.operation == Some(Operation::CreateLabel) => {
                says(ErrorCode::LABEL_NAME_MAYBE_TAKEN, "the server failed while it stored the label")
            }
            500 | 502 | 503 | 504 => says(ErrorCode::SERVER_ERROR, "the server failed").transient(),
            100..=199 => {
                says(ErrorCode::HTTP_ERROR, "the server switched protocols").outcome_is(Outcome::Unknown)
            }
            500.. => says(ErrorCode::SERVER_ERROR, "the server failed"),
            _ => says(ErrorCode::HTTP_ERROR, "the request was refused"),
        }
    }

    /// Decodes a whole response: a large one on another thread, because all calls of a process may share this one, and no
    /// longer than the call may take.
    async fn decode<T: Send + 'static>(&self, body: &Bytes, decode: Decode<T>) -> Result<T, Error> {
        let lost = self.lost;
        if body.len() <= LARGE_BODY {
            let endpoint = self.request.endpoint(&self.transport.patterns);
            return decode(&Answer { endpoint, body, lost, subject: self.request.subject.as_ref() });
        }
        let (operation, name) = (self.request.operation, self.request.name.clone());
        let (patterns, body) = (self.transport.patterns.clone(), body.clone());
        let subject = self.request.subject.clone();
        let decoding = spawn_blocking(move || {
            let endpoint = Endpoint { operation, name: &name, patterns: &patterns };
            decode(&Answer { endpoint, body: &body, lost, subject: subject.as_ref() })
        });
        let decoded = match self.deadline {
            Some(deadline) => {
                timeout_at(deadline, decoding).await.map_err(|_| self.head_timeout(false, true))?
            }
            None => decoding.await,
        };
        // Only a runtime that shuts down drops what was handed to it.
        decoded.map_err(|_| closed())?
    }

    /// Adds what is needed to understand an error of decoding.
    fn explain(&self, error: Error, whole: &Whole) -> Error {
        if error.kind() != ErrorKind::Malformed {
            return error;
        }
        explain_empty(error, &whole.headers).body_is(self.kept(&whole.body))
    }

    /// What the error keeps of a response: error pages quote requests, so rather less than too much.
    fn kept(&self, body: &[u8]) -> Option<KeptBody> {
        let text = Unscrubbed::from_bytes(body);
        if self.options.keep_body {
            Some(KeptBody::Beginning(text))
        } else if self.request.carries_secrets() {
            None
        } else if document::trim_start(body).starts_with(b"<") {
            Some(KeptBody::Page(text))
        } else {
            Some(KeptBody::Beginning(text))
        }
    }

    /// Backs off if another attempt is allowed; otherwise returns the error of the call.
    pub(crate) async fn retry_or_fail(&mut self, error: Error) -> Result<(), Error> {
        self.report();
        let Some(wait) = self.backoff(&error) else { return Err(self.fail(error)) };
        self.lost |= error.delivery() == Outcome::Unknown;
        let (operation, attempt) = (self.request.call, self.attempts);
        self.transport.events.emit(Event::Retry { operation, attempt, code: error.code(), wait });
        let Some(delivery) = &self.request.delivery else {
            sleep(wait).await;
            return Ok(());
        };
        let paused = Instant::now();
        let resumed = delivery.pause(&error, wait).await;
        self.deadline = self.deadline.map(|deadline| deadline + paused.elapsed());
        if resumed { Ok(()) } else { Err(self.fail(error)) }
    }

    /// The wait before the next attempt; `None` if there is none. A pause of a whole import uses none of a row's time.
    fn backoff(&mut self, error: &Error) -> Option<Duration> {
        let delivery = self.request.delivery.as_ref();
        if delivery.is_some_and(|delivery| !delivery.may_retry(error)) {
            return None;
        }
        let wait = self.retries.next(self.request.kind, error)?;
        let in_time =
            delivery.is_some() || self.deadline.is_none_or(|deadline| Instant::now() + wait < deadline);
        (in_time && self.transport.budget.spend(error)).then_some(wait)
    }

    fn fail(&self, error: Error) -> Error {
        let error = if self.lost { error.outcome_is(Outcome::Unknown) } else { error };
        finish(error, self.transport, self.request, self.status, self.attempts)
    }

    /// The number of attempts so far.
    pub(crate) fn count(&self) -> u32 {
        self.attempts
    }

    /// After an attempt that did its work.
    pub(crate) fn succeeded(&self) {
        self.transport.budget.earn();
        self.report();
    }

    fn report(&self) {
        self.transport.events.emit(Event::Attempt {
            operation: self.request.call,
            attempt: self.attempts,
            status: self.status.map(|status| status.as_u16()),
            elapsed: self.began.elapsed(),
        });
    }
}

impl Limits {
    fn whole(&self) -> Duration {
        self.whole.unwrap_or_default()
    }
}

impl Received<'_> {
    /// Gives the place back while the body is read on: a call made for each row of it must not wait for ever.
    pub(crate) fn into_stream(self) -> (StatusCode, HeaderMap, Body) {
        drop(self.place);
        (self.status, self.headers, self.body)
    }

    async fn whole(self, limit: usize) -> Result<Whole, Error> {
        let body = self.body.whole(limit).await?;
        Ok(Whole { status: self.status, headers: self.headers, body })
    }
}

/// The call's error as the caller gets it: cleared of secrets, and saying whose it is.
pub(crate) fn finish(
    error: Error,
    transport: &Transport,
    request: &Request,
    status: Option<StatusCode>,
    attempts: u32,
) -> Error {
    let error = match status {
        Some(status) => error.http_status_is(status.as_u16()),
        None => error,
    };
    let secrets = Secrets::new(&transport.key, request.secrets());
    error.scrubbed(&secrets).of_call(request.call, request.kind, attempts)
}

fn closed() -> Error {
    Error::config(ErrorCode::CLIENT_CLOSED, "the client was closed")
}

/// An install that insists on https answers plain http with an empty page that sends browsers there.
pub(crate) fn explain_empty(error: Error, headers: &HeaderMap) -> Error {
    if *error.code() == ErrorCode::EMPTY_BODY && headers.contains_key(REFRESH) {
        let message = "the install answers only on https; nothing was done";
        return Error::new(ErrorCode::HTTPS_REQUIRED, message).outcome_is(Outcome::Rejected);
    }
    error
}

fn redirected(from: &Url, headers: &HeaderMap) -> Error {
    let target = headers.get(LOCATION).and_then(|location| from.join(location.to_str().ok()?).ok());
    let error = Error::new(ErrorCode::REDIRECTED, "the server redirects, without saying where to");
    // Only the origin: the rest of the address can hold the key.
    match target.map(|target| target.origin()).filter(url::Origin::is_tuple) {
        Some(origin) => {
            error.quoting(&origin.ascii_serialization(), |origin| format!("the server redirects to {origin}"))
        }
        None => error,
    }
}
