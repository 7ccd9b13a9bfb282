//! The calls for flow campaigns.

use chat44mp::ffi::{Export, ExportTarget, Table};
use chat44mp::{
    ExportFormat, ExportOptions, ExportReport, FlowCampaign, FlowDetail, FlowId, Psid, RowLayout,
    SubscriberFlow,
};
use pyo3::prelude::*;

use crate::answers::{Answers, AsyncAnswers, AsyncTableRows, TableRows};
use crate::arguments::{Callback, Destination, Flag, with};
use crate::bulk::exporting::{Exporting, MIN_CHUNK};
use crate::bulk::{Bulk, PendingReport, Report};
use crate::caller::{Blocking, BlockingRaw, Caller, PendingRaw};
use crate::values::Listed;
use crate::wait::pending::Pending;

exported! {
    $ flows: Flows AsyncFlows RawFlows AsyncRawFlows;
    Answer ExportReport FlowCampaign FlowDetail SubscriberAnswers SubscriberFlow
}

resource! {
    "The calls for flow campaigns: `client.flows`."
    Flows AsyncFlows RawFlows AsyncRawFlows {
        /// Lists all flow campaigns. `GET /get_flow_campaigns`
        fn list () () -> Listed<FlowCampaign> => |client| client.flows().list();

        /// Finds a flow campaign and its questions. `GET /get_flow_campaign_info`
        ///
        /// Fails with `flow_not_found` if the campaign is unknown or belongs to another user, and with
        /// `flow_deleted`.
        fn get (flow_id) (flow_id: FlowId) -> FlowDetail => move |client| client.flows().get(flow_id);

        /// Returns one subscriber's answers to a campaign. `GET /get_single_subscriber_flow_info`
        ///
        /// There are no answers if the subscriber gave none or is unknown.
        ///
        /// Fails with `flow_not_found` if the campaign is unknown or belongs to another user.
        fn subscriber_answers (flow_id, subscriber_id) (flow_id: FlowId, subscriber_id: Psid) -> SubscriberFlow
            => move |client| client.flows().subscriber_answers(flow_id, subscriber_id);
    } stream {
        /// Streams the answers of all subscribers to a campaign, one subscriber at a time, as the bytes arrive.
        /// `GET /get_all_subscriber_flow_info`
        ///
        /// Nothing is sent before the first row is requested. Memory use stays constant, however large the response
        /// is. A lost connection is retried only until the first row has been returned. The call has no overall
        /// timeout unless one is set: only a stalled connection ends the stream.
        ///
        /// Fails with `flow_not_found` if the campaign is unknown or belongs to another user.
        fn answers (flow_id) (flow_id: FlowId) -> Answers | AsyncAnswers
            => move |client| client.flows().answers(flow_id);
    } table {
        /// Streams the answers of all subscribers to a campaign as the rows of a table.
        /// `GET /get_all_subscriber_flow_info`
        ///
        /// The long layout, the default, has one row per answer: `subscriber_id`, `question_id`, `question` and
        /// `answer`. The wide layout has one row per subscriber and one column per question; it reads the questions
        /// from `GET /get_flow_campaign_info` and omits answers to any other question. Otherwise like `answers`.
        ///
        /// A row is a dict, so `pandas.DataFrame(client.flows.rows(1))` works. `layout` is "long" or "wide".
        fn rows (flow_id, *, layout = None) (flow_id: FlowId, layout: Option<RowLayout>) -> TableRows | AsyncTableRows
            => move |client| Table::snake_case(client.flows().rows(flow_id, layout.unwrap_or_default()));
    } bulk {
        /// Writes the answers of all subscribers to a campaign to a file. `GET /get_all_subscriber_flow_info`
        ///
        /// The file appears when it is complete and replaces an existing one; an export that fails or is stopped
        /// leaves nothing behind. A new file is readable by its owner only (mode 0600), an existing one keeps its
        /// mode. Memory use stays constant, however large the response is. The wide formats read their columns from
        /// `GET /get_flow_campaign_info`. By default the format is CSV with one row per answer, and cells that a
        /// spreadsheet would run as a formula are prefixed with an apostrophe.
        ///
        /// Fails like `answers`, with `file_failed`, and with `invalid_option` if the name of the file does not match
        /// the format, or the answers exceed the limits of a workbook: 1,048,576 rows with the header, 16,384
        /// columns, 32,767 characters per cell.
        ///
        /// `path` is a path, or a file that is open for writing bytes. Data already written to an open file stays
        /// there after a failure.
        ///
        /// `format` is "csv", "wide_csv" (one row per subscriber, one column per question), "json_lines" (one
        /// subscriber per line), or an Excel workbook (.xlsx) in which every cell is text: "excel" and "wide_excel",
        /// with the rows of "csv" and "wide_csv". `bom` starts CSV with a byte order mark, without which Excel opens
        /// accents wrongly; `raw_cells` leaves cells of CSV unchanged. `progress` is called every few hundred
        /// subscribers with the counts so far, and may make calls itself; a workbook has no bytes until it is complete.
        fn export
            (flow_id, path, *, format = None, bom = None, raw_cells = None, progress = None)
            (flow_id: FlowId | FlowId, path: Destination, format: Option<ExportFormat>, bom: Option<Flag>, raw_cells: Option<Flag>, progress: Option<Callback<ExportReport>>)
            -> ExportReport
            => |caller| {
                let mut options = with(ExportOptions::new(), format, ExportOptions::format);
                options = with(options, bom, |options, bom| options.bom(bom.0));
                options = with(options, raw_cells, |options, raw| options.raw_cells(raw.0));
                let (path, file) = path.into_parts();
                let target = path.map_or(ExportTarget::Chunks(MIN_CHUNK), ExportTarget::File);
                let export = Export::new(move || caller.client(), flow_id, target, options);
                Bulk::new(Exporting::new(file, export), None, progress)
            };
    }
}
