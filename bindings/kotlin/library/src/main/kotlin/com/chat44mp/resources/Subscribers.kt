package com.chat44mp

import com.chat44mp.internal.Futures
import com.chat44mp.internal.blocking
import java.util.concurrent.CompletableFuture

/** The calls for subscribers: `client.subscribers`. */
public interface Subscribers {
    /**
     * Finds a subscriber. `GET /subscriber_information`
     *
     * Fails with `subscriber_not_found` if the subscriber is unknown or belongs to another user.
     */
    public suspend fun get(subscriberId: Psid, options: CallOptions? = null): Subscriber
}

/** [Subscribers] for Java, as futures. */
public class AsyncSubscribers internal constructor(private val subscribers: Subscribers, private val futures: Futures) {
    /** [Subscribers.get] */
    @JvmOverloads
    public fun get(subscriberId: Psid, options: CallOptions? = null): CompletableFuture<Subscriber> =
        futures.call { subscribers.get(subscriberId, options) }
}

/** [Subscribers] for Java; each call blocks until it has finished. */
public class BlockingSubscribers internal constructor(private val subscribers: Subscribers) {
    /** [Subscribers.get] */
    @JvmOverloads
    public fun get(subscriberId: Psid, options: CallOptions? = null): Subscriber =
        blocking { subscribers.get(subscriberId, options) }
}
