package com.chat44mp

import com.chat44mp.internal.Futures
import com.chat44mp.internal.blocking
import java.util.concurrent.CompletableFuture

/** The calls for labels: `client.labels`. */
public interface Labels {
    /**
     * Lists the labels of a page, except those created through the API. `GET /get_all_labels`
     *
     * Fails with `labels_not_found` if the page is unknown, its bot is disabled, or it has no labels; the server does
     * not say which.
     */
    public suspend fun list(pageId: PageId, options: CallOptions? = null): List<Label>

    /**
     * Creates a label and returns its ID. `POST /create_label`
     *
     * Keep the ID: the server never lists labels created through the API. Their names must be unique on the whole
     * server, across all pages and users. Sent once: if the response is lost, `outcome` is `unknown`.
     *
     * Fails with `bot_not_enabled` if the page is unknown or its bot is disabled, and with `label_name_maybe_taken` if
     * the name is taken, but only after Facebook has created the label.
     */
    public suspend fun create(pageId: PageId, name: String, options: CallOptions? = null): LabelId

    /**
     * Assigns one or more labels to a subscriber. `POST /assign_label`
     *
     * Unknown label IDs are ignored, unless all of them are unknown. If Facebook refuses one of several labels,
     * `outcome` is `unknown`: those before it stay assigned.
     *
     * Fails with `label_not_found`, `bot_not_enabled` or `facebook_refused`.
     */
    public suspend fun assign(
        pageId: PageId,
        subscriberId: Psid,
        labelIds: List<LabelId>,
        options: CallOptions? = null,
    ): Unit
}

/** [Labels] for Java, as futures. */
public class AsyncLabels internal constructor(private val labels: Labels, private val futures: Futures) {
    /** [Labels.list] */
    @JvmOverloads
    public fun list(pageId: PageId, options: CallOptions? = null): CompletableFuture<List<Label>> =
        futures.call { labels.list(pageId, options) }

    /** [Labels.create] */
    @JvmOverloads
    public fun create(pageId: PageId, name: String, options: CallOptions? = null): CompletableFuture<LabelId> =
        futures.call { labels.create(pageId, name, options) }

    /** [Labels.assign] */
    @JvmOverloads
    public fun assign(
        pageId: PageId,
        subscriberId: Psid,
        labelIds: List<LabelId>,
        options: CallOptions? = null,
    ): CompletableFuture<Void?> = futures.callVoid { labels.assign(pageId, subscriberId, labelIds, options) }
}

/** [Labels] for Java; each call blocks until it has finished. */
public class BlockingLabels internal constructor(private val labels: Labels) {
    /** [Labels.list] */
    @JvmOverloads
    public fun list(pageId: PageId, options: CallOptions? = null): List<Label> =
        blocking { labels.list(pageId, options) }

    /** [Labels.create] */
    @JvmOverloads
    public fun create(pageId: PageId, name: String, options: CallOptions? = null): LabelId =
        blocking { labels.create(pageId, name, options) }

    /** [Labels.assign] */
    @JvmOverloads
    public fun assign(
        pageId: PageId,
        subscriberId: Psid,
        labelIds: List<LabelId>,
        options: CallOptions? = null,
    ): Unit = blocking { labels.assign(pageId, subscriberId, labelIds, options) }
}
