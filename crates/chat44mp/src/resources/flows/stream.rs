//! The answers of all subscribers, as a stream.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use http::{HeaderMap, StatusCode};

use super::answers::{Answer, SubscriberAnswers};
use crate::call::BoxFuture;
use crate::client::Client;
use crate::decode::answers::AnswersDecoder;
use crate::error::{Error, ErrorCode};
use crate::ids::{FlowId, Psid};
use crate::options::CallOptions;
use crate::request::Request;
use crate::response::RawResponse;
use crate::secret::ApiKey;
use crate::transport::attempts::Attempts;
use crate::transport::body::Body;
use crate::transport::failure::{self, explain_empty};

/// The rows of [`Flows::answers`](crate::Flows::answers): a [`Stream`], or row by row with [`next`](Self::next).
///
/// Dropping it closes its connection.
#[must_use = "a stream does nothing until it is read"]
pub struct AnswersStream {
    client: Client,
    flow_id: FlowId,
    request: Arc<Request>,
    state: State,
}

enum State {
    /// Nothing was sent yet; contains the validation error of the request, if any.
    Ready(Option<Error>),
    Opening(BoxFuture<Result<Reading, Error>>),
    Reading(Box<Reading>),
    Done,
}

impl AnswersStream {
    pub(super) fn new(client: Client, mut request: Request, flow_id: FlowId) -> AnswersStream {
        let invalid = request.invalid.take();
        AnswersStream { client, flow_id, request: Arc::new(request), state: State::Ready(invalid) }
    }

    /// Sets the options of this call. `timeout` covers the time until the last row.
    pub fn options(mut self, options: CallOptions) -> Self {
        *self.client.options_mut() = options;
        self
    }

    /// The next subscriber; `None` after the last.
    pub async fn next(&mut self) -> Option<Result<SubscriberAnswers, Error>> {
        if let State::Reading(reading) = &mut self.state {
            reading.body.restart_wait();
        }
        poll_fn(|context| self.poll_row(context)).await
    }

    /// Sends the request, unless it was already sent, and returns the status and headers of its response.
    pub async fn head(&mut self) -> Result<RawResponse<()>, Error> {
        poll_fn(|context| self.poll_open(context)).await?;
        match &self.state {
            State::Reading(reading) => Ok(RawResponse {
                value: (),
                status: reading.status.as_u16(),
                headers: reading.headers.clone(),
                body: None,
                attempts: 1,
            }),
            _ => Err(Error::config(ErrorCode::CLIENT_CLOSED, "the stream has ended")),
        }
    }

    fn poll_open(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        loop {
            let result = match &mut self.state {
                State::Ready(invalid) => match invalid.take() {
                    Some(error) => Err(error.with_call(self.request.call, self.request.kind, 0)),
                    None => {
                        let opening = open(self.client.clone(), Arc::clone(&self.request), self.flow_id);
                        self.state = State::Opening(Box::pin(opening));
                        continue;
                    }
                },
                State::Opening(opening) => ready!(opening.as_mut().poll(context)),
                State::Reading(_) | State::Done => return Poll::Ready(Ok(())),
            };
            match result {
                Ok(reading) => self.state = State::Reading(Box::new(reading)),
                Err(error) => {
                    self.state = State::Done;
                    return Poll::Ready(Err(error));
                }
            }
        }
    }

    fn poll_row(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<SubscriberAnswers, Error>>> {
        if let Err(error) = ready!(self.poll_open(context)) {
            return Poll::Ready(Some(Err(error)));
        }
        let State::Reading(reading) = &mut self.state else { return Poll::Ready(None) };
        let row = match reading.first.take() {
            Some(row) => Ok(Some(row)),
            None => ready!(reading.poll_row(&self.client, &self.request, context)),
        };
        let row = row.map_err(|error| {
            failure::finish(error, &reading.key, &self.request, Some(reading.status), reading.attempts)
        });
        if !matches!(row, Ok(Some(_))) {
            self.state = State::Done;
        }
        Poll::Ready(row.transpose())
    }
}

impl Stream for AnswersStream {
    type Item = Result<SubscriberAnswers, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_row(context)
    }
}

/// A response that is being read.
struct Reading {
    /// The key that was sent.
    key: Arc<ApiKey>,
    status: StatusCode,
    headers: HeaderMap,
    body: Body,
    decoder: AnswersDecoder<Answer>,
    /// The first row, which was decoded while the request could still be retried.
    first: Option<SubscriberAnswers>,
    attempts: u32,
}

/// Sends the request until an attempt returns a first row or a complete response without rows.
async fn open(client: Client, request: Arc<Request>, flow_id: FlowId) -> Result<Reading, Error> {
    let limits = client.transport().long_limits(client.options())?;
    let mut attempts = Attempts::new(client.caller(), &request, limits)?;
    loop {
        let result = match attempts.receive().await {
            Ok(received) => {
                let (status, headers, body) = received.into_stream();
                let (decoder, count) = (AnswersDecoder::new().of_flow(flow_id), attempts.count());
                let key = Arc::clone(attempts.key());
                let mut reading =
                    Reading { key, status, headers, body, decoder, first: None, attempts: count };
                let first = poll_fn(|context| reading.poll_row(&client, &request, context));
                // A response that sends bytes but never a complete row counts as stalled.
                match attempts.within_head_limit(first).await {
                    Ok(first) => Ok(Reading { first, ..reading }),
                    Err(error) => Err(error),
                }
            }
            Err(error) => Err(error),
        };
        match result {
            Ok(reading) => {
                attempts.succeeded();
                return Ok(reading);
            }
            Err(error) => attempts.retry_or_fail(error).await?,
        }
    }
}

impl Reading {
    fn poll_row(
        &mut self,
        client: &Client,
        request: &Request,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<SubscriberAnswers>, Error>> {
        let endpoint = request.endpoint(&client.transport().patterns);
        loop {
            match self.decoder.next(&endpoint) {
                Ok(Some((subscriber_id, answers))) => {
                    let subscriber_id = Psid(subscriber_id);
                    return Poll::Ready(Ok(Some(SubscriberAnswers { subscriber_id, answers })));
                }
                Ok(None) if self.decoder.has_ended() => return Poll::Ready(Ok(None)),
                Ok(None) => match ready!(self.body.poll_chunk(context))? {
                    Some(chunk) => self.decoder.push(&chunk),
                    None => self.decoder.end(),
                },
                Err(error) => return Poll::Ready(Err(explain_empty(error, &self.headers))),
            }
        }
    }
}
