//! Flow campaigns and the answers that subscribers gave.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use chat44mp_macros::model;
use futures_core::Stream;
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};

use super::fields::{FLOW_ID, SUBSCRIBER_ID};
use crate::call::{BoxFuture, Call};
use crate::client::Client;
use crate::decode::answers::AnswersDecoder;
use crate::decode::envelope::{self, Answer as Whole};
use crate::decode::lenient;
use crate::error::{Error, ErrorCode};
use crate::ids::{FlowId, Psid, QuestionId};
use crate::operation::Operation;
use crate::options::CallOptions;
use crate::transport::attempts::{self, Attempts, explain_empty};
use crate::transport::body::Body;
use crate::transport::request::Request;

/// A flow campaign in a list.
#[model]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FlowCampaign {
    /// The campaign's id.
    pub id: FlowId,
    /// Its name; `flow_name` on the wire.
    #[serde(default, rename(deserialize = "flow_name"), deserialize_with = "lenient::text")]
    pub name: String,
}

/// A flow campaign with its questions.
#[model]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct FlowDetail {
    /// The campaign's id.
    pub id: FlowId,
    /// Its name; `flow_name` on the wire.
    pub name: String,
    /// Its questions; none, when it has none.
    pub questions: Vec<String>,
}

/// What one subscriber answered to one question.
#[model]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "AnswerRecord")]
#[non_exhaustive]
pub struct Answer {
    /// The question's id; `question_id` or `id` on the wire.
    pub question_id: QuestionId,
    /// The question; absent when it was removed since.
    pub question: Option<String>,
    /// The answer. Several choices come as one text, joined by `, `.
    pub answer: String,
}

/// An answer on the wire: the id's name differs between endpoints, and from the reference.
#[derive(Deserialize)]
struct AnswerRecord {
    question_id: Option<QuestionId>,
    id: Option<QuestionId>,
    #[serde(default, deserialize_with = "lenient::optional_text")]
    question: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    answer: String,
}

impl TryFrom<AnswerRecord> for Answer {
    type Error = &'static str;

    fn try_from(record: AnswerRecord) -> Result<Self, Self::Error> {
        let question_id = record.question_id.or(record.id).ok_or("an answer has no question's id")?;
        Ok(Answer { question_id, question: record.question, answer: record.answer })
    }
}

/// What one subscriber answered to one campaign; everything absent when there are no answers.
#[model]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct SubscriberFlow {
    /// The campaign's id; `id` on the wire.
    pub flow_id: Option<FlowId>,
    /// The campaign's name.
    pub flow_name: Option<String>,
    /// The answers; `data` on the wire.
    pub answers: Vec<Answer>,
}

/// One row of [`Flows::answers`]: a subscriber and all answers to the campaign.
#[model]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct SubscriberAnswers {
    /// The subscriber. The install can hold ids here that are not digits.
    pub subscriber_id: Psid,
    /// The answers.
    pub answers: Vec<Answer>,
}

super::handle! {
    /// The calls for flow campaigns: `client.flows()`.
    Flows
}

impl Flows<'_> {
    pub(crate) fn client(&self) -> &Client {
        self.client
    }

    /// All campaigns. `GET /get_flow_campaigns`
    pub fn list(&self) -> Call<Vec<FlowCampaign>> {
        Call::single(self.client, Request::new(Operation::GetFlowCampaigns).compressed(), envelope::list)
    }

    /// Finds a campaign and its questions. `GET /get_flow_campaign_info`
    ///
    /// Fails with `flow_not_found` for an unknown campaign or another user's, and `flow_deleted`.
    pub fn get(&self, flow_id: impl Into<FlowId>) -> Call<FlowDetail> {
        let request = Request::new(Operation::GetFlowCampaignInfo).subject_id(FLOW_ID, flow_id.into());
        Call::single(self.client, request, found)
    }

    /// What one subscriber answered to a campaign; no answers for a subscriber who gave none or is unknown.
    /// `GET /get_single_subscriber_flow_info`
    ///
    /// Fails with `flow_not_found` for an unknown campaign or another user's.
    pub fn subscriber_answers(
        &self,
        flow_id: impl Into<FlowId>,
        subscriber_id: impl Into<Psid>,
    ) -> Call<SubscriberFlow> {
        let request = Request::new(Operation::GetSingleSubscriberFlowInfo)
            .subject_id(FLOW_ID, flow_id.into())
            .digits(SUBSCRIBER_ID, subscriber_id.into().0);
        Call::single(self.client, request, answered)
    }

    /// What all subscribers answered to a campaign, one subscriber at a time, as the bytes arrive.
    /// `GET /get_all_subscriber_flow_info`
    ///
    /// Nothing is sent before the first row is asked for. Memory stays constant, however large the answer. A lost
    /// connection is tried again only until the first row was given. No whole-call limit holds unless one is set:
    /// only a silent server ends the stream.
    ///
    /// Fails with `flow_not_found` for an unknown campaign or another user's.
    pub fn answers(&self, flow_id: impl Into<FlowId>) -> AnswersStream {
        let flow_id = flow_id.into();
        let request = Request::new(Operation::GetAllSubscriberFlowInfo).compressed().id(FLOW_ID, flow_id);
        AnswersStream::new(self.client.clone(), request, flow_id)
    }
}

fn found(answer: &Whole<'_>) -> Result<FlowDetail, Error> {
    #[derive(Deserialize)]
    struct Found {
        #[serde(deserialize_with = "lenient::optional_id")]
        id: Option<FlowId>,
        #[serde(default, deserialize_with = "lenient::text")]
        flow_name: String,
        #[serde(default, deserialize_with = "lenient::text_list")]
        questions: Vec<String>,
    }
    let Found { id, flow_name, questions } = envelope::record(answer)?;
    match id {
        Some(id) => answer.about(id, FlowDetail { id, name: flow_name, questions }),
        // The server says nothing of a deleted campaign but nulls.
        None => Err(Error::new(ErrorCode::FLOW_DELETED, "the campaign was deleted")),
    }
}

fn answered(answer: &Whole<'_>) -> Result<SubscriberFlow, Error> {
    #[derive(Deserialize)]
    struct Answered {
        #[serde(default, deserialize_with = "lenient::optional_id")]
        id: Option<FlowId>,
        #[serde(default, deserialize_with = "lenient::optional_text")]
        flow_name: Option<String>,
        #[serde(deserialize_with = "lenient::list")]
        data: Vec<Answer>,
    }
    let Answered { id, flow_name, data } = envelope::record(answer)?;
    let flow = SubscriberFlow { flow_id: id, flow_name, answers: data };
    match id {
        Some(id) => answer.about(id, flow),
        None => Ok(flow),
    }
}

/// The rows of [`Flows::answers`]: a [`Stream`], or row by row with [`next`](Self::next).
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
    /// Nothing was sent yet; holds what is wrong with the request.
    Ready(Option<Error>),
    Opening(BoxFuture<Result<Reading, Error>>),
    Reading(Box<Reading>),
    Done,
}

impl AnswersStream {
    fn new(client: Client, mut request: Request, flow_id: FlowId) -> AnswersStream {
        let invalid = request.invalid.take();
        AnswersStream { client, flow_id, request: Arc::new(request), state: State::Ready(invalid) }
    }

    /// Sets the options of this call. A `timeout` limits how long it may take until the last row.
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

    /// Sends the request, unless it was sent already, and gives the answer's status and headers.
    pub async fn head(&mut self) -> Result<(u16, &HeaderMap), Error> {
        poll_fn(|context| self.poll_open(context)).await?;
        match &self.state {
            State::Reading(reading) => Ok((reading.status.as_u16(), &reading.headers)),
            _ => Err(Error::config(ErrorCode::CLIENT_CLOSED, "the stream has ended")),
        }
    }

    fn poll_open(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        loop {
            let result = match &mut self.state {
                State::Ready(invalid) => match invalid.take() {
                    Some(error) => Err(error.of_call(self.request.call, self.request.kind, 0)),
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
            attempts::finish(
                error,
                self.client.transport(),
                &self.request,
                Some(reading.status),
                reading.attempts,
            )
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

/// An answer that is being read.
struct Reading {
    status: StatusCode,
    headers: HeaderMap,
    body: Body,
    decoder: AnswersDecoder<Answer>,
    /// The first row: until it was decoded, a failure could still be tried again.
    first: Option<SubscriberAnswers>,
    attempts: u32,
}

/// Sends the request until an attempt gives a first row, or the end of an answer without rows.
async fn open(client: Client, request: Arc<Request>, flow_id: FlowId) -> Result<Reading, Error> {
    let (transport, options) = (client.transport(), client.options());
    let mut attempts = Attempts::new(transport, options, &request, transport.long_limits(options))?;
    loop {
        let result = match attempts.receive().await {
            Ok(received) => {
                let (status, headers, body) = received.into_stream();
                let (decoder, made) = (AnswersDecoder::new().of_flow(flow_id), attempts.made());
                let mut reading = Reading { status, headers, body, decoder, first: None, attempts: made };
                let first = poll_fn(|context| reading.poll_row(&client, &request, context));
                // What drips without ever coming to a row is no better than silence.
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
            Err(error) => attempts.again(error).await?,
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
