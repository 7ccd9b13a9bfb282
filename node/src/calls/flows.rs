//! The calls for flow campaigns.

use chat44mp::ffi::{ExportTarget, Table};
use chat44mp::{FlowCampaign, FlowDetail, FlowId, Psid, SubscriberFlow};
use napi::{Env, Result};
use napi_derive::napi;

use crate::answers::{Answers, Source};
use crate::arguments::{CallOptions, FilePath, RowsOptions};
use crate::bridge::{Js, Promise};
use crate::caller::{Caller, iterator};
use crate::errors;
use crate::exporting::{ExportOptions, ExportRun};

/// The calls for flow campaigns: `client.flows`.
#[napi]
pub struct Flows(pub(crate) Caller);

#[napi]
impl Flows {
    /// Lists all flow campaigns. `GET /get_flow_campaigns`
    #[napi]
    pub fn list(&self, env: Env, options: Option<CallOptions>) -> Result<Promise<Vec<FlowCampaign>>> {
        self.0.call(env, options, |client| client.flows().list())
    }

    /// Finds a flow campaign and its questions. `GET /get_flow_campaign_info`
    ///
    /// Fails with `flow_not_found` if the campaign is unknown or belongs to another user, and with `flow_deleted`.
    #[napi]
    pub fn get(
        &self,
        env: Env,
        #[napi(ts_arg_type = "FlowId | bigint")] flow_id: FlowId,
        options: Option<CallOptions>,
    ) -> Result<Promise<FlowDetail>> {
        self.0.call(env, options, |client| client.flows().get(flow_id))
    }

    /// Returns one subscriber's answers to a campaign. `GET /get_single_subscriber_flow_info`
    ///
    /// There are no answers if the subscriber gave none or is unknown.
    ///
    /// Fails with `flow_not_found` if the campaign is unknown or belongs to another user.
    #[napi]
    pub fn subscriber_answers(
        &self,
        env: Env,
        #[napi(ts_arg_type = "FlowId | bigint")] flow_id: FlowId,
        #[napi(ts_arg_type = "Psid | bigint")] subscriber_id: Psid,
        options: Option<CallOptions>,
    ) -> Result<Promise<SubscriberFlow>> {
        self.0.call(env, options, |client| client.flows().subscriber_answers(flow_id, subscriber_id))
    }

    /// Streams the answers of all subscribers to a campaign, one subscriber at a time, as the bytes arrive.
    /// `GET /get_all_subscriber_flow_info`
    ///
    /// Nothing is sent before the first row is requested. Memory use stays constant, however large the response is. A
    /// lost connection is retried only until the first row has been returned. The call has no overall timeout unless
    /// one is set: only a stalled connection ends the stream.
    ///
    /// Fails with `flow_not_found` if the campaign is unknown or belongs to another user.
    #[napi(ts_return_type = "Answers")]
    pub fn answers(
        &self,
        env: Env,
        #[napi(ts_arg_type = "FlowId | bigint")] flow_id: FlowId,
        options: Option<CallOptions>,
    ) -> Result<Js<Answers>> {
        self.0.stream(env, options, |client| client.flows().answers(flow_id))
    }
    /// Streams the answers of all subscribers to a campaign as the rows of a table.
    /// `GET /get_all_subscriber_flow_info`
    ///
    /// The long layout, the default, has one row per answer: `subscriberId`, `questionId`, `question` and `answer`.
    /// The wide layout has one row per subscriber and one column per question; it reads the questions from
    /// `GET /get_flow_campaign_info` and omits answers to any other question. Otherwise like `answers`.
    ///
    /// Use it as `for await (const row of client.flows.rows(1))`. The layout is "long" or "wide".
    #[napi(
        ts_args_type = "flowId: FlowId | bigint, options?: RowsOptions | undefined | null",
        ts_return_type = "AnswerRows"
    )]
    pub fn rows(&self, env: Env, flow_id: FlowId, options: Option<RowsOptions>) -> Result<Js<Answers>> {
        let RowsOptions { call, layout } = options.unwrap_or_default();
        let client = self.0.client(env, &call).map_err(|error| errors::thrown(env, &error))?;
        iterator(env, Source::Table(Box::new(Table::camel_case(client.flows().rows(flow_id, layout)))))
    }

    /// Writes the answers of all subscribers to a campaign to a file. `GET /get_all_subscriber_flow_info`
    ///
    /// The file appears when it is complete and replaces an existing one; an export that fails or is stopped leaves
    /// nothing behind. A new file is readable by its owner only (mode 0600), an existing one keeps its mode. Memory
    /// use stays constant, however large the response is. The wide formats read their columns from
    /// `GET /get_flow_campaign_info`. By default the format is CSV with one row per answer, and cells that a
    /// spreadsheet would run as a formula are prefixed with an apostrophe.
    ///
    /// Fails like `answers`, with `file_failed`, and with `invalid_option` if the name of the file does not match the
    /// format, or the answers exceed the limits of a workbook: 1,048,576 rows with the header, 16,384 columns, 32,767
    /// characters per cell.
    ///
    /// A stream is written with backpressure and is not ended; data already written to it stays there after a
    /// failure.
    #[napi(
        ts_args_type = "flowId: FlowId | bigint, path: string | URL | ByteStream, options?: ExportOptions | undefined | null",
        ts_return_type = "Promise<ExportReport>"
    )]
    pub fn export(
        &self,
        env: Env,
        flow_id: FlowId,
        path: Option<FilePath>,
        options: ExportOptions,
    ) -> Result<ExportRun> {
        let target = path.map_or(ExportTarget::Chunks(1), |path| ExportTarget::File(path.0.into()));
        Ok(ExportRun::new(self.0.bulk_client(env)?, flow_id, target, options))
    }
}
