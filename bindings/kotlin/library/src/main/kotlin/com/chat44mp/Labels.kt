package com.chat44mp

/** The calls for labels: `client.labels`. */
public class Labels internal constructor(private val caller: Caller) {
    /**
     * The labels of a page, without those made through the API. `GET /get_all_labels`
     *
     * Fails with `labels_not_found` when the page is unknown, its bot is off, or it has no labels: the server does not say
     * which.
     */
    public suspend fun list(pageId: PageId, options: CallOptions? = null): List<Label> =
        caller.call(options) { labelsList(pageId, it) }

    /**
     * Makes a label; gives its id. Keep it: the server never lists it. `POST /create_label`
     *
     * Names made through the API must be unique on the whole install, all pages and users; a name that is taken fails with
     * `label_name_maybe_taken` after Facebook has made the label. Fails with `bot_not_enabled` when the page is unknown or
     * its bot is off. Sent once: when its answer is lost, the outcome is [Outcome.UNKNOWN].
     */
    public suspend fun create(pageId: PageId, name: String, options: CallOptions? = null): LabelId =
        caller.call(options) { labelsCreate(pageId, name, it) }

    /**
     * Gives a subscriber one or more labels. Many that the server does not know are skipped, unless it knows none.
     * `POST /assign_label`
     *
     * Fails with `label_not_found`, `bot_not_enabled` or `facebook_refused`. When Facebook refuses one of several, the
     * outcome is [Outcome.UNKNOWN]: those before it stay assigned.
     */
    public suspend fun assign(
        pageId: PageId,
        subscriberId: Psid,
        labelIds: List<LabelId>,
        options: CallOptions? = null,
    ): Unit = caller.call(options) { labelsAssign(pageId, subscriberId, labelIds, it) }
}
