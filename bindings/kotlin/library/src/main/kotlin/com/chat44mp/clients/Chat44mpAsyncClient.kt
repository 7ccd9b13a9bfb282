package com.chat44mp

import com.chat44mp.internal.Futures
import java.util.concurrent.CompletableFuture
import java.util.concurrent.Executor
import java.util.function.Function
import kotlinx.coroutines.future.await

/**
 * A client for Java whose calls return futures: `client.contacts().get(id).thenAccept(…)`.
 *
 * Each call returns a future that fails with [Chat44mpException]; cancelling the future aborts the request. Continuations
 * and callbacks run on the executor of [withExecutor], by default on threads of the SDK. They may block, even on
 * other calls, because the SDK adds threads as needed.
 */
public class Chat44mpAsyncClient internal constructor(
    private val client: Chat44mpClient,
    private val futures: Futures,
    /** What [close] closes. */
    private val owned: AutoCloseable? = null,
) : AutoCloseable {
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

    /** [Chat44mpClient.call] */
    @JvmOverloads
    public fun call(
        name: String,
        params: Map<String, String> = emptyMap(),
        kind: CallKind = CallKind.READ,
        pathId: String? = null,
        options: CallOptions? = null,
    ): CompletableFuture<String> = futures.call { client.call(name, params, kind, pathId, options) }

    /** [Chat44mpClient.raw]: `client.raw(raw -> raw.contacts().get(233)).thenApply(RawResponse::getStatus)`. */
    @JvmOverloads
    public fun <T> raw(
        keepBody: Boolean = false,
        call: Function<Chat44mpAsyncClient, CompletableFuture<T>>,
    ): CompletableFuture<RawResponse<T>> =
        futures.call { client.raw(keepBody) { call.apply(Chat44mpAsyncClient(this, futures)).await() } }

    /** Returns a client that completes futures and runs callbacks on [executor]; tasks that it rejects run on threads of the SDK. */
    public fun withExecutor(executor: Executor): Chat44mpAsyncClient = Chat44mpAsyncClient(client, Futures(executor), owned)

    /** [Chat44mpClient.withOptions] */
    public fun withOptions(options: CallOptions): Chat44mpAsyncClient = client.withOptions(options).let { owning(it, futures) }

    /** [Chat44mpClient.withOptions] */
    public fun withOptions(setup: ClientSetup): Chat44mpAsyncClient = client.withOptions(setup).let { owning(it, futures) }

    /** [Chat44mpClient.withOptions] */
    @JvmOverloads
    public fun withOptions(apiKey: String, setup: ClientSetup = ClientSetup {}): Chat44mpAsyncClient =
        client.withOptions(apiKey, setup).let { owning(it, futures) }

    /** [Chat44mpClient.setApiKey] */
    public fun setApiKey(apiKey: String): Unit = client.setApiKey(apiKey)

    /** [Chat44mpClient.isClosed] */
    public fun isClosed(): Boolean = client.isClosed

    /** The same calls, each of which blocks until it has finished. */
    public fun blocking(): Chat44mpBlockingClient = client.blocking()

    /** [Chat44mpClient.baseUrl] */
    public fun baseUrl(): String = client.baseUrl

    /** [Chat44mpClient.close]. The result of [Chat44mpClient.async] leaves that client open. */
    override fun close() {
        owned?.close()
    }

    override fun toString(): String = "Chat44mpAsyncClient"

    /** Creates clients. */
    public companion object {
        /**
         * Creates a client. Nothing is sent yet. The key defaults to the environment variable `CHAT44MP_API_KEY`.
         *
         * @throws ConfigException if an option is invalid, or there is no key
         */
        @JvmStatic
        @JvmOverloads
        public fun create(apiKey: String? = null, setup: ClientSetup = ClientSetup {}): Chat44mpAsyncClient =
            owning(Chat44mpClient(apiKey, setup), Futures(null))

        /** Creates a client with the key of the environment. */
        @JvmStatic
        public fun create(setup: ClientSetup): Chat44mpAsyncClient = create(null, setup)

        private fun owning(client: Chat44mpClient, futures: Futures) = Chat44mpAsyncClient(client, futures, client)
    }
}
