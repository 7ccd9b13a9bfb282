package com.chat44mp

import java.util.concurrent.CompletableFuture

/** The calls for subscribers: `client.subscribers`. */
public class Subscribers internal constructor(private val caller: Caller) {
    /**
     * Finds a subscriber. `GET /subscriber_information`
     *
     * Fails with `subscriber_not_found` if the subscriber is unknown or belongs to another user.
     */
    public suspend fun get(subscriberId: Psid, options: CallOptions? = null): Subscriber =
        caller.call(options) { subscribersGet(subscriberId, it) }
}

/** [Subscribers] for Java. */
public class AsyncSubscribers internal constructor(private val subscribers: Subscribers, private val futures: Futures) {
    /** [Subscribers.get] */
    @JvmOverloads
    public fun get(subscriberId: Psid, options: CallOptions? = null): CompletableFuture<Subscriber> =
        futures.call { subscribers.get(subscriberId, options) }
}
