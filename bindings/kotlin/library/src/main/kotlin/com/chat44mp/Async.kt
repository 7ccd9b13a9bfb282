package com.chat44mp

/**
 * The calls for Java: `client.async().contacts().get(id)`.
 *
 * Each call returns a future that fails with [Chat44mpException]; cancelling the future aborts the request. Continuations
 * and callbacks run on the executor of [Chat44mpClient.async], by default on threads of the SDK. They may block, even on
 * other calls, because the SDK adds threads as needed.
 */
public class AsyncClient internal constructor(client: Chat44mpClient, futures: Futures) {
    private val users = AsyncUsers(client.users, futures)
    private val packages = AsyncPackages(client.packages, futures)
    private val subscribers = AsyncSubscribers(client.subscribers, futures)
    private val labels = AsyncLabels(client.labels, futures)
    private val contactGroups = AsyncContactGroups(client.contactGroups, futures)
    private val contacts = AsyncContacts(client.contacts, futures)
    private val flows = AsyncFlows(client.flows, futures)

    /** The calls for users; they need an admin key. */
    public fun users(): AsyncUsers = users

    /** The calls for packages; they need an admin key. */
    public fun packages(): AsyncPackages = packages

    /** The calls for subscribers. */
    public fun subscribers(): AsyncSubscribers = subscribers

    /** The calls for labels. */
    public fun labels(): AsyncLabels = labels

    /** The calls for contact groups. */
    public fun contactGroups(): AsyncContactGroups = contactGroups

    /** The calls for contacts. */
    public fun contacts(): AsyncContacts = contacts

    /** The calls for flow campaigns. */
    public fun flows(): AsyncFlows = flows
}
