//! Flow campaigns and the answers that subscribers gave.

mod answers;
mod stream;

use std::io::Write;
use std::path::Path;

use chat44mp_macros::{calls, model, wire};
use serde::{Deserialize, Serialize};

use super::handle::handle;
use crate::call::{BoxFuture, Call};
use crate::decode::catalogue::messages;
use crate::decode::envelope::Envelope;
use crate::decode::success;
use crate::error::{Error, ErrorCode};
use crate::export::{self, AnswerRows, ExportOptions, ExportReport, RowLayout};
use crate::ids::{FlowId, Psid};
use crate::lenient;
use crate::operation::{Operation, operations};
use crate::request::Request;
use crate::request::parameters::{FLOW_ID, SUBSCRIBER_ID};
use crate::wire::responses;
pub use answers::{Answer, SubscriberAnswers};
pub use stream::AnswersStream;

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
    /// Its questions; can be empty.
    pub questions: Vec<String>,
}

/// A subscriber's answers to a campaign; all fields are absent if there are none.
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

operations! {
    /// `GET /get_flow_campaigns`
    GET_FLOW_CAMPAIGNS = "get_flow_campaigns", "flows.list", Read, Member, filtered;
    /// `GET /get_flow_campaign_info`
    GET_FLOW_CAMPAIGN_INFO = "get_flow_campaign_info", "flows.get", Read, Member, filtered, all [FLOW_ID];
    /// `GET /get_single_subscriber_flow_info`
    GET_SINGLE_SUBSCRIBER_FLOW_INFO = "get_single_subscriber_flow_info", "flows.subscriber_answers", Read, Member, filtered,
        all [FLOW_ID SUBSCRIBER_ID];
    /// `GET /get_all_subscriber_flow_info`
    GET_ALL_SUBSCRIBER_FLOW_INFO = "get_all_subscriber_flow_info", "flows.answers", Read, Member, filtered, all [FLOW_ID];
}

messages! {
    "The flow_campaign_id field is required" => FLOW_ID_REQUIRED, Documented,
        GET_FLOW_CAMPAIGN_INFO GET_SINGLE_SUBSCRIBER_FLOW_INFO GET_ALL_SUBSCRIBER_FLOW_INFO;
    "The subscriber_id field is required" => SUBSCRIBER_ID_REQUIRED, Observed,
        GET_SINGLE_SUBSCRIBER_FLOW_INFO;
    "The flow campaign ID does not exist" => FLOW_NOT_FOUND, Documented,
        GET_FLOW_CAMPAIGN_INFO GET_SINGLE_SUBSCRIBER_FLOW_INFO GET_ALL_SUBSCRIBER_FLOW_INFO;
}

responses! {
    GET_FLOW_CAMPAIGNS => record::<Vec<FlowCampaign>>;
    GET_FLOW_CAMPAIGN_INFO => fields::<Found>;
    GET_SINGLE_SUBSCRIBER_FLOW_INFO => fields::<Answered>;
    GET_ALL_SUBSCRIBER_FLOW_INFO => answers::of_all_subscribers;
}

handle! {
    /// The calls for flow campaigns: `client.flows()`.
    Flows,
    /// Flow campaigns and their answers.
    flows
}

#[calls(flows)]
impl Flows<'_> {
    /// Lists all flow campaigns. `GET /get_flow_campaigns`
    pub fn list(&self) -> Call<Vec<FlowCampaign>> {
        Call::single(self.client, Request::new(Operation::GET_FLOW_CAMPAIGNS).compressed(), success::list)
    }

    /// Finds a flow campaign and its questions. `GET /get_flow_campaign_info`
    ///
    /// Fails with `flow_not_found` if the campaign is unknown or belongs to another user, and with
    /// `flow_deleted`.
    pub fn get(&self, flow_id: impl Into<FlowId>) -> Call<FlowDetail> {
        let request = Request::new(Operation::GET_FLOW_CAMPAIGN_INFO).subject_id(FLOW_ID, flow_id.into());
        Call::single(self.client, request, found)
    }

    /// Returns one subscriber's answers to a campaign. `GET /get_single_subscriber_flow_info`
    ///
    /// There are no answers if the subscriber gave none or is unknown.
    ///
    /// Fails with `flow_not_found` if the campaign is unknown or belongs to another user.
    pub fn subscriber_answers(
        &self,
        flow_id: impl Into<FlowId>,
        subscriber_id: impl Into<Psid>,
    ) -> Call<SubscriberFlow> {
        let request = Request::new(Operation::GET_SINGLE_SUBSCRIBER_FLOW_INFO)
            .subject_id(FLOW_ID, flow_id.into())
            .digits(SUBSCRIBER_ID, subscriber_id.into().0);
        Call::single(self.client, request, answered)
    }

    /// Streams the answers of all subscribers to a campaign, one subscriber at a time, as the bytes arrive.
    /// `GET /get_all_subscriber_flow_info`
    ///
    /// Nothing is sent before the first row is requested. Memory use stays constant, however large the
    /// response is. A lost connection is retried only until the first row has been returned. The call has no
    /// overall timeout unless one is set: only a stalled connection ends the stream.
    ///
    /// Fails with `flow_not_found` if the campaign is unknown or belongs to another user.
    pub fn answers(&self, flow_id: impl Into<FlowId>) -> AnswersStream {
        let flow_id = flow_id.into();
        let request = Request::new(Operation::GET_ALL_SUBSCRIBER_FLOW_INFO).compressed().id(FLOW_ID, flow_id);
        AnswersStream::new(self.client.clone(), request, flow_id)
    }

    /// Writes the answers of all subscribers to a campaign to a file. `GET /get_all_subscriber_flow_info`
    ///
    /// The file appears when it is complete and replaces an existing one; an export that fails or is stopped
    /// leaves nothing behind. A new file is readable by its owner only (mode 0600), an existing one keeps its
    /// mode. Memory use stays constant, however large the response is. The wide formats read their columns
    /// from `GET /get_flow_campaign_info`. By default the format is CSV with one row per answer, and cells
    /// that a spreadsheet would run as a formula are prefixed with an apostrophe.
    ///
    /// Fails like [`answers`](Self::answers), with `file_failed`, and with `invalid_option` if the name of the file
    /// does not match the format, or the answers exceed the limits of a workbook: 1,048,576 rows with the header,
    /// 16,384 columns, 32,767 characters per cell.
    ///
    /// An existing file also keeps its owner, and other hard links to it keep the earlier content. Symbolic
    /// links are followed. FIFOs, character devices and `/dev/stdout` are written directly; terminals and other
    /// special files are refused. The rows of a workbook are kept in a temporary file without a name, in the system's
    /// temporary folder, until all of them have arrived.
    ///
    /// ```no_run
    /// # async fn example(client: chat44mp::Client) -> Result<(), chat44mp::Error> {
    /// use chat44mp::ExportOptions;
    ///
    /// let report = client.flows().export(1, "answers.csv", ExportOptions::new()).await?;
    /// println!("{} answers of {} subscribers", report.answers, report.subscribers);
    /// # Ok(())
    /// # }
    /// ```
    pub fn export(
        &self,
        flow_id: impl Into<FlowId>,
        path: impl AsRef<Path>,
        options: ExportOptions,
    ) -> BoxFuture<Result<ExportReport, Error>> {
        let path = path.as_ref().to_owned();
        Box::pin(export::to_file(self.client.clone(), flow_id.into(), path, options))
    }

    /// Writes the answers of all subscribers to a campaign to `out`, which may block. Otherwise like [`export`](Self::export).
    ///
    /// Nothing is written before a response arrives. An export that fails leaves its output incomplete.
    ///
    /// Fails with `file_failed` if `out` fails; the source of the error is its [`std::io::Error`].
    pub fn export_to(
        &self,
        flow_id: impl Into<FlowId>,
        out: impl Write + Send + 'static,
        options: ExportOptions,
    ) -> BoxFuture<Result<ExportReport, Error>> {
        Box::pin(export::to_writer(self.client.clone(), flow_id.into(), out, options))
    }

    /// Streams the answers of all subscribers to a campaign as the rows of a table.
    /// `GET /get_all_subscriber_flow_info`
    ///
    /// The long layout, the default, has one row per answer: `subscriber_id`, `question_id`, `question` and
    /// `answer`. The wide layout has one row per subscriber and one column per question; it reads the
    /// questions from `GET /get_flow_campaign_info` and omits answers to any other question. Otherwise like
    /// [`answers`](Self::answers).
    ///
    /// ```no_run
    /// # async fn example(client: chat44mp::Client) -> Result<(), chat44mp::Error> {
    /// use chat44mp::RowLayout;
    ///
    /// let mut rows = client.flows().rows(1, RowLayout::Wide);
    /// println!("{:?}", rows.columns().await?);
    /// while let Some(row) = rows.next().await {
    ///     println!("{:?}", row?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn rows(&self, flow_id: impl Into<FlowId>, layout: RowLayout) -> AnswerRows {
        let flow_id = flow_id.into();
        AnswerRows::new(self.client.clone(), flow_id, layout, self.answers(flow_id))
    }
}

/// The response with a campaign.
#[wire]
#[derive(Deserialize)]
struct Found {
    /// The campaign's id; null if it was deleted.
    #[serde(deserialize_with = "lenient::id_or_null")]
    id: Option<FlowId>,
    /// Its name; null if it was deleted.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    flow_name: Option<String>,
    /// Its questions; one null if it has none.
    #[serde(default, deserialize_with = "lenient::text_list")]
    questions: Vec<String>,
}

fn found(response: &Envelope<'_>) -> Result<FlowDetail, Error> {
    let Found { id, flow_name, questions } = success::record(response)?;
    match id {
        Some(id) => response.about(id, FlowDetail { id, name: flow_name.unwrap_or_default(), questions }),
        // For a deleted campaign the server sends nulls.
        None => Err(Error::new(ErrorCode::FLOW_DELETED, "the campaign was deleted")),
    }
}

/// The response with a subscriber's answers.
#[wire]
#[derive(Deserialize)]
struct Answered {
    /// The campaign's id; null if there are no answers.
    #[serde(default, deserialize_with = "lenient::id_or_null")]
    id: Option<FlowId>,
    /// Its name; null if there are no answers.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    flow_name: Option<String>,
    /// The answers.
    #[serde(deserialize_with = "lenient::list")]
    data: Vec<Answer>,
}

fn answered(response: &Envelope<'_>) -> Result<SubscriberFlow, Error> {
    let Answered { id, flow_name, data } = success::record(response)?;
    let flow = SubscriberFlow { flow_id: id, flow_name, answers: data };
    match id {
        Some(id) => response.about(id, flow),
        None => Ok(flow),
    }
}
