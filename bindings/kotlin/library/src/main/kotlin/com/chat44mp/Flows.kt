package com.chat44mp

import java.nio.file.Path
import kotlinx.coroutines.flow.Flow

/** The calls for flow campaigns: `client.flows`. */
public class Flows internal constructor(private val caller: Caller) {
    /** All campaigns. `GET /get_flow_campaigns` */
    public suspend fun list(options: CallOptions? = null): List<FlowCampaign> = caller.call(options) { flowsList(it) }

    /**
     * Finds a campaign and its questions. `GET /get_flow_campaign_info`
     *
     * Fails with `flow_not_found` for an unknown campaign or another user's, and `flow_deleted`.
     */
    public suspend fun get(flowId: FlowId, options: CallOptions? = null): FlowDetail =
        caller.call(options) { flowsGet(flowId, it) }

    /**
     * What one subscriber answered to a campaign; no answers for a subscriber who gave none or is unknown.
     * `GET /get_single_subscriber_flow_info`
     *
     * Fails with `flow_not_found` for an unknown campaign or another user's.
     */
    public suspend fun subscriberAnswers(flowId: FlowId, subscriberId: Psid, options: CallOptions? = null): SubscriberFlow =
        caller.call(options) { flowsSubscriberAnswers(flowId, subscriberId, it) }

    /**
     * What all subscribers answered to a campaign, one subscriber at a time, as the bytes arrive.
     * `GET /get_all_subscriber_flow_info`
     *
     * Nothing is sent before the flow is collected; each collector sends anew, and one that stops closes the connection.
     * Memory stays constant, however large the answer. A lost connection is tried again only until the first row was
     * given. No whole-call limit holds unless one is set: only a silent server ends it.
     *
     * Fails with `flow_not_found` for an unknown campaign or another user's.
     */
    public fun answers(flowId: FlowId, options: CallOptions? = null): Flow<SubscriberAnswers> =
        caller.stream(options) { flowsAnswers(flowId, it) }

    /**
     * Writes what all subscribers answered to a campaign into a file, as the bytes arrive, in constant memory.
     * `GET /get_all_subscriber_flow_info`
     *
     * The file is there only when it is complete. A new file is readable by its owner only (mode 0600); an existing one
     * keeps its mode. Without a [format] it is CSV with a row an answer. Cells that a spreadsheet
     * would run begin with an apostrophe unless [rawCells] leaves them as they are: answers come from strangers.
     *
     * Fails with `flow_not_found` for an unknown campaign or another user's, and `file_failed`.
     */
    public suspend fun export(
        flowId: FlowId,
        path: Path,
        format: ExportFormat? = null,
        rawCells: Boolean = false,
        options: CallOptions? = null,
    ): ExportReport = caller.call(options) { flowsExport(flowId, path.toString(), format, rawCells, it) }
}
