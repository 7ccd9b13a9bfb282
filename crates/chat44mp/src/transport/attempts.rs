//! The attempts of one call: a concurrency permit, the request, and a retry after a failure that allows it.

use std::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use tokio::sync::SemaphorePermit;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::body::Body;
use super::content_coding::Gzip;
use super::decoding::{self, Decode};
use super::encode::{Encoded, encode};
use super::engine::{Head, Sent};
use super::scope::Scope;
use super::{Caller, Limits, Transport, challenge, failure, retry};
use crate::decode::document;
use crate::decode::success::reports_success;
use crate::error::{Body as KeptBody, Error, ErrorKind, Outcome};
use crate::events::{Attempt, Event, EventSink};
use crate::options::CallOptions;
use crate::request::Request;
use crate::request::delivery::Delivery;
use crate::response::RawResponse;
use crate::scrub::Unscrubbed;
use crate::secret::ApiKey;

/// The maximum number of bytes read of a response with an error status.
const ERROR_BODY_LIMIT: usize = 1024 * 1024;

/// Sends `request`, as often as its kind allows, until `decode` accepts a response.
pub(crate) async fn send<T: Send + 'static>(
    caller: Caller<'_>,
    request: &Request,
    decode: Decode<T>,
) -> Result<RawResponse<T>, Error> {
    let Caller { transport, options, .. } = caller;
    let mut attempts = Attempts::new(caller, request, transport.limits(options)?)?;
    loop {
        let result = match attempts.receive().await {
            Ok(received) => received.buffer(transport.max_response_bytes).await,
            Err(error) => Err(error),
        };
        let result = match result {
            Ok(BufferedResponse { status, headers, body }) => match attempts.decode(&body, decode).await {
                Ok(value) => {
                    let body = options.keep_body.unwrap_or(false).then_some(body);
                    let attempts = attempts.count();
                    Ok(RawResponse { value, status: status.as_u16(), headers, body, attempts })
                }
                Err(error) => Err(attempts.explain(error, &headers, &body)),
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

/// The deadline of a call.
#[derive(Debug, Clone, Copy)]
struct Deadline {
    at: Instant,
    timeout: Duration,
}

impl Deadline {
    fn after(timeout: Duration) -> Deadline {
        Deadline { at: Instant::now() + timeout, timeout }
    }
}

/// The number of the next call.
static NEXT_CALL: AtomicI64 = AtomicI64::new(1);

/// The attempts of one call.
pub(crate) struct Attempts<'a> {
    id: i64,
    transport: &'a Transport,
    scope: &'a Scope,
    events: &'a EventSink,
    options: &'a CallOptions,
    request: &'a Request,
    key: Arc<ApiKey>,
    encoded: Encoded,
    limits: Limits,
    deadline: Option<Deadline>,
    retries: retry::Retries,
    attempts: u32,
    /// An attempt has begun whose end has not been reported.
    running: bool,
    /// The response of an attempt was lost: the attempt may have been applied.
    lost: bool,
    started: Instant,
    started_at: SystemTime,
    status: Option<StatusCode>,
}

/// A response whose head has been received.
pub(crate) struct Received<'a> {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    permit: SemaphorePermit<'a>,
}

/// A response that has been received completely.
struct BufferedResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl<'a> Attempts<'a> {
    /// Fails if the client is closed; nothing is sent then.
    pub(crate) fn new(
        caller: Caller<'a>,
        request: &'a Request,
        limits: Limits,
    ) -> Result<Attempts<'a>, Error> {
        let Caller { transport, scope, events, options } = caller;
        if scope.closed().is_cancelled() {
            return Err(failure::closed().with_call(request.call, request.kind, 0));
        }
        for &(field, change) in &request.rewritten {
            events.emit(Event::Rewritten { operation: request.call, field, change });
        }
        let key = scope.key();
        Ok(Attempts {
            id: NEXT_CALL.fetch_add(1, Ordering::Relaxed),
            transport,
            scope,
            events,
            options,
            request,
            encoded: encode(&transport.base_url, &key, request),
            key,
            limits,
            deadline: None,
            retries: retry::Retries::new(
                options.max_retries.unwrap_or(transport.max_retries),
                request.delivery.as_ref().map(|delivery| delivery.max_throttles()),
                transport.backoff,
            ),
            attempts: 0,
            running: false,
            lost: false,
            started: Instant::now(),
            started_at: SystemTime::now(),
            status: None,
        })
    }

    /// One attempt: waits for a permit, sends the request, and waits for the head of a successful response.
    pub(crate) async fn receive(&mut self) -> Result<Received<'a>, Error> {
        let transport = self.transport;
        let permit = self.permit().await?;
        self.started = Instant::now();
        if let Some(deadline) = self.deadline.filter(|deadline| deadline.at <= self.started) {
            return Err(failure::call_timeout(deadline.timeout, false));
        }
        self.started_at = SystemTime::now();
        self.status = None;
        self.attempts += 1;
        self.running = true;
        self.events.emit(Event::Request(self.attempt()));

        let head_deadline = self.started + self.limits.head;
        let sent = Sent::after(self.request.delivery.clone().and_then(Delivery::before_send));
        let head = match self.deadline.filter(|deadline| deadline.at < head_deadline) {
            Some(deadline) => timeout_at(deadline.at, self.transport.engine.send(&self.encoded, &sent))
                .await
                .map_err(|_| failure::call_timeout(deadline.timeout, sent.get()))?,
            None => timeout_at(head_deadline, self.transport.engine.send(&self.encoded, &sent))
                .await
                .map_err(|_| failure::head_timeout(self.limits.head, sent.get()))?,
        }?;
        self.status = Some(head.status);
        let Head { status, mut headers, body } = head;
        let gzip = Gzip::of(&mut headers);
        let body =
            |gzip| Body::new(body, gzip, transport.stall_timeout, self.deadline.map(|deadline| deadline.at));
        if status.is_success() {
            return Ok(Received { status, body: body(gzip?), headers, permit });
        }
        let page = match gzip {
            Ok(gzip) => Some(body(gzip).beginning(ERROR_BODY_LIMIT).await),
            Err(_) => None,
        };
        drop(permit);
        let error = challenge::error(status, &headers, page.as_deref()).unwrap_or_else(|| {
            failure::status_error(self.request.operation, &self.encoded.url, status, &headers)
        });
        let error = error.with_body(page.as_ref().and_then(|page| self.excerpt(page)));
        // A proxy may replace the status of a success.
        let applied = self.request.kind.is_write() && page.is_none_or(|page| reports_success(&page));
        Err(if applied { error.with_outcome(Outcome::Unknown) } else { error })
    }

    /// A concurrency permit. Time spent waiting for it does not count against the deadline.
    async fn permit(&mut self) -> Result<SemaphorePermit<'a>, Error> {
        let in_flight = &self.transport.in_flight;
        let permit = match in_flight.try_acquire() {
            Ok(permit) => Some(Ok(permit)),
            Err(_) => {
                let queued = Instant::now();
                let permit = self.scope.closed().run_until_cancelled(in_flight.acquire()).await;
                self.extend_deadline(queued.elapsed());
                permit
            }
        };
        self.deadline = self.deadline.or_else(|| self.limits.call.map(Deadline::after));
        match permit {
            Some(Ok(permit)) if !self.scope.closed().is_cancelled() => Ok(permit),
            _ => Err(failure::closed()),
        }
    }

    fn extend_deadline(&mut self, time: Duration) {
        if let Some(deadline) = &mut self.deadline {
            deadline.at += time;
        }
    }

    /// Waits for the first row of a streamed response, with the time limit of a response head.
    pub(crate) async fn within_head_limit<T>(
        &self,
        first: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        match timeout(self.limits.head, first).await {
            Ok(result) => result,
            Err(_) => Err(failure::head_timeout(self.limits.head, true)),
        }
    }

    /// Decodes a buffered response, within the time of the call.
    async fn decode<T: Send + 'static>(&self, body: &Bytes, decode: Decode<T>) -> Result<T, Error> {
        let decoding = decoding::decode(self.request, &self.transport.patterns, self.lost, body, decode);
        match self.deadline {
            Some(deadline) => timeout_at(deadline.at, decoding)
                .await
                .map_err(|_| failure::call_timeout(deadline.timeout, true))?,
            None => decoding.await,
        }
    }

    /// Adds details of the response to a decoding error.
    fn explain(&self, error: Error, headers: &HeaderMap, body: &[u8]) -> Error {
        if error.kind() != ErrorKind::Malformed {
            return error;
        }
        failure::explain_empty(error, headers).with_body(self.excerpt(body))
    }

    /// The part of a response that the error keeps; none for a request with secrets, because error pages quote requests.
    fn excerpt(&self, body: &[u8]) -> Option<KeptBody> {
        let text = Unscrubbed::from_bytes(body);
        if self.options.keep_body.unwrap_or(false) {
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
        self.report(Some(&error));
        let Some(wait) = self.backoff(&error) else { return Err(self.fail(error)) };
        self.lost |= error.delivery() == Outcome::Unknown;
        let (operation, attempt) = (self.request.call, self.attempts);
        self.events.emit(Event::Retry { operation, attempt, code: error.code(), wait });
        let Some(delivery) = &self.request.delivery else {
            sleep(wait).await;
            return Ok(());
        };
        let paused = Instant::now();
        let resumed = delivery.pause(&error, wait).await;
        self.extend_deadline(paused.elapsed());
        if resumed { Ok(()) } else { Err(self.fail(error)) }
    }

    /// The wait before the next attempt; `None` without one. A pause of an import does not count against a row's timeout.
    fn backoff(&mut self, error: &Error) -> Option<Duration> {
        let delivery = self.request.delivery.as_ref();
        if delivery.is_some_and(|delivery| !delivery.may_retry(error)) {
            return None;
        }
        let wait = self.retries.next(self.request.kind, error)?;
        let in_time =
            delivery.is_some() || self.deadline.is_none_or(|deadline| Instant::now() + wait < deadline.at);
        (in_time && self.transport.server.budget.spend(error)).then_some(wait)
    }

    fn fail(&self, error: Error) -> Error {
        let error = if self.lost { error.with_outcome(Outcome::Unknown) } else { error };
        failure::finish(error, &self.key, self.request, self.status, self.attempts)
    }

    /// The key that was sent.
    pub(crate) fn key(&self) -> &Arc<ApiKey> {
        &self.key
    }

    /// The number of attempts.
    pub(crate) fn count(&self) -> u32 {
        self.attempts
    }

    /// Records a successful attempt.
    pub(crate) fn succeeded(&mut self) {
        self.transport.server.budget.earn();
        self.report(None);
    }

    /// Reports the end of an attempt. A call may also fail before its next attempt begins.
    fn report(&mut self, error: Option<&Error>) {
        if !mem::take(&mut self.running) {
            return;
        }
        let is_write = self.request.kind.is_write();
        self.events.emit(Event::Response {
            attempt: self.attempt(),
            status: self.status.map(|status| status.as_u16()),
            code: error.map(Error::code),
            outcome: error.filter(|_| is_write).map(Error::delivery),
            elapsed: self.started.elapsed(),
        });
    }

    /// The current attempt.
    fn attempt(&self) -> Attempt<'_> {
        Attempt {
            call_id: self.id,
            operation: self.request.call,
            endpoint: self.request.address(),
            number: self.attempts,
            started_at: self.started_at,
        }
    }
}

impl Received<'_> {
    /// Releases the permit before the body is streamed, so that a call made for each row cannot deadlock.
    pub(crate) fn into_stream(self) -> (StatusCode, HeaderMap, Body) {
        drop(self.permit);
        (self.status, self.headers, self.body)
    }

    async fn buffer(self, limit: usize) -> Result<BufferedResponse, Error> {
        let body = self.body.whole(limit).await?;
        Ok(BufferedResponse { status: self.status, headers: self.headers, body })
    }
}
