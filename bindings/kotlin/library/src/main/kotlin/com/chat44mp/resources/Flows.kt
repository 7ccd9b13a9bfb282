package com.chat44mp

import com.chat44mp.internal.Futures
import com.chat44mp.internal.blocking
import java.nio.file.Path
import java.util.concurrent.CompletableFuture
import java.util.function.Consumer
import java.util.stream.Stream

/** The calls for flow campaigns: `client.flows`. */
public interface Flows {
    /** Lists all flow campaigns. `GET /get_flow_campaigns` */
    public suspend fun list(options: CallOptions? = null): List<FlowCampaign>

    /**
     * Finds a flow campaign and its questions. `GET /get_flow_campaign_info`
     *
     * Fails with `flow_not_found` if the campaign is unknown or belongs to another user, and with `flow_deleted`.
     */
    public suspend fun get(flowId: FlowId, options: CallOptions? = null): FlowDetail

    /**
     * Returns one subscriber's answers to a campaign. `GET /get_single_subscriber_flow_info`
     *
     * There are no answers if the subscriber gave none or is unknown.
     *
     * Fails with `flow_not_found` if the campaign is unknown or belongs to another user.
     */
    public suspend fun subscriberAnswers(flowId: FlowId, subscriberId: Psid, options: CallOptions? = null): SubscriberFlow

    /**
     * Streams the answers of all subscribers to a campaign, one subscriber at a time, as the bytes arrive.
     * `GET /get_all_subscriber_flow_info`
     *
     * Nothing is sent before the first row is requested. Memory use stays constant, however large the response is. A
     * lost connection is retried only until the first row has been returned. The call has no overall timeout unless one
     * is set: only a stalled connection ends the stream.
     *
     * Fails with `flow_not_found` if the campaign is unknown or belongs to another user.
     *
     * Each collector of the flow sends a new request; one that stops collecting closes the connection.
     * `answers(flowId).open()` sends the request immediately, so that it fails before the first row is used.
     */
    public fun answers(flowId: FlowId, options: CallOptions? = null): RowFlow<SubscriberAnswers>

    /**
     * Streams the answers of all subscribers to a campaign as the rows of a table.
     * `GET /get_all_subscriber_flow_info`
     *
     * The long layout, the default, has one row per answer: `subscriberId`, `questionId`, `question` and `answer`.
     * The wide layout has one row per subscriber and one column per question; it reads the questions from
     * `GET /get_flow_campaign_info` and omits answers to any other question. Otherwise like `answers`.
     *
     * A row maps the columns to their values, in the order of the columns: a [String], a [Long] for `questionId`, or null.
     */
    public fun rows(
        flowId: FlowId,
        layout: RowLayout? = null,
        options: CallOptions? = null,
    ): RowFlow<Map<String, Any?>>

    /**
     * Writes the answers of all subscribers to a campaign to a file. `GET /get_all_subscriber_flow_info`
     *
     * The file appears when it is complete and replaces an existing one; an export that fails or is stopped leaves
     * nothing behind. A new file is readable by its owner only (mode 0600), an existing one keeps its mode. Memory use
     * stays constant, however large the response is. The wide formats read their columns from
     * `GET /get_flow_campaign_info`. By default the format is CSV with one row per answer, and cells that a spreadsheet
     * would run as a formula are prefixed with an apostrophe.
     *
     * Fails like `answers`, with `file_failed`, and with `invalid_option` if the name of the file does not match the
     * format, or the answers exceed the limits of a workbook: 1,048,576 rows with the header, 16,384 columns, 32,767
     * characters per cell.
     *
     * [bom] starts CSV with a byte order mark, without which Excel opens accents wrongly; [rawCells] leaves cells of CSV
     * unchanged. In a workbook (.xlsx) every cell is text.
     */
    public suspend fun export(
        flowId: FlowId,
        path: Path,
        format: ExportFormat? = null,
        bom: Boolean = false,
        rawCells: Boolean = false,
        options: CallOptions? = null,
    ): ExportReport
}

/** [Flows] for Java, as futures. */
public class AsyncFlows internal constructor(private val flows: Flows, private val futures: Futures) {
    /** [Flows.list] */
    @JvmOverloads
    public fun list(options: CallOptions? = null): CompletableFuture<List<FlowCampaign>> = futures.call { flows.list(options) }

    /** [Flows.get] */
    @JvmOverloads
    public fun get(flowId: FlowId, options: CallOptions? = null): CompletableFuture<FlowDetail> =
        futures.call { flows.get(flowId, options) }

    /** [Flows.subscriberAnswers] */
    @JvmOverloads
    public fun subscriberAnswers(
        flowId: FlowId,
        subscriberId: Psid,
        options: CallOptions? = null,
    ): CompletableFuture<SubscriberFlow> = futures.call { flows.subscriberAnswers(flowId, subscriberId, options) }

    /** [Flows.export] */
    @JvmOverloads
    public fun export(
        flowId: FlowId,
        path: Path,
        format: ExportFormat? = null,
        bom: Boolean = false,
        rawCells: Boolean = false,
        options: CallOptions? = null,
    ): CompletableFuture<ExportReport> = futures.call { flows.export(flowId, path, format, bom, rawCells, options) }

    /** [Flows.rows]: [each] receives one row after the other, and the future completes after the last. */
    @JvmOverloads
    public fun rows(
        flowId: FlowId,
        layout: RowLayout,
        each: Consumer<Map<String, Any?>>,
        options: CallOptions? = null,
    ): CompletableFuture<Void?> =
        futures.callWithCallbacks { flows.rows(flowId, layout, options).collect { each.accept(it) }.let { null } }

    /** [Flows.answers]: [each] receives one row after the other, and the future completes after the last. */
    @JvmOverloads
    public fun answers(
        flowId: FlowId,
        each: Consumer<SubscriberAnswers>,
        options: CallOptions? = null,
    ): CompletableFuture<Void?> = futures.callWithCallbacks { flows.answers(flowId, options).collect { each.accept(it) }.let { null } }
}

/** [Flows] for Java; each call blocks until it has finished. */
public class BlockingFlows internal constructor(private val flows: Flows) {
    /** [Flows.list] */
    @JvmOverloads
    public fun list(options: CallOptions? = null): List<FlowCampaign> = blocking { flows.list(options) }

    /** [Flows.get] */
    @JvmOverloads
    public fun get(flowId: FlowId, options: CallOptions? = null): FlowDetail =
        blocking { flows.get(flowId, options) }

    /** [Flows.subscriberAnswers] */
    @JvmOverloads
    public fun subscriberAnswers(
        flowId: FlowId,
        subscriberId: Psid,
        options: CallOptions? = null,
    ): SubscriberFlow = blocking { flows.subscriberAnswers(flowId, subscriberId, options) }

    /** [Flows.export] */
    @JvmOverloads
    public fun export(
        flowId: FlowId,
        path: Path,
        format: ExportFormat? = null,
        bom: Boolean = false,
        rawCells: Boolean = false,
        options: CallOptions? = null,
    ): ExportReport = blocking { flows.export(flowId, path, format, bom, rawCells, options) }

    /** [Flows.answers], after the response has started. Close the stream to close the connection. */
    @JvmOverloads
    public fun answers(flowId: FlowId, options: CallOptions? = null): Stream<SubscriberAnswers> =
        blocking { flows.answers(flowId, options).open() }.stream()

    /** [Flows.rows], after the response has started. Close the stream to close the connection. */
    @JvmOverloads
    public fun rows(flowId: FlowId, layout: RowLayout? = null, options: CallOptions? = null): Stream<Map<String, Any?>> =
        blocking { flows.rows(flowId, layout, options).open() }.stream()
}
