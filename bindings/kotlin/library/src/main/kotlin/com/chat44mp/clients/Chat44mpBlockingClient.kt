package com.chat44mp

import com.chat44mp.internal.blocking
import java.util.function.Function

/**
 * A client for Java whose calls block until they have finished: `client.contacts().get(id)`.
 *
 * ```java
 * try (var client = Chat44mpBlockingClient.create(key, options -> options.setTimeout(Duration.ofSeconds(30)))) {
 *     long groupId = client.contactGroups().create("Spring sale");
 * }
 * ```
 *
 * Calls throw [Chat44mpException], which is unchecked. Interrupting the thread aborts the call with a
 * [java.util.concurrent.CancellationException]; a write may have happened nevertheless. Virtual threads can make calls.
 */
public class Chat44mpBlockingClient internal constructor(
    private val client: Chat44mpClient,
    /** What [close] closes. */
    private val owned: AutoCloseable? = null,
) : AutoCloseable {
    private val users = BlockingUsers(client.users)
    private val packages = BlockingPackages(client.packages)
    private val subscribers = BlockingSubscribers(client.subscribers)
    private val labels = BlockingLabels(client.labels)
    private val contactGroups = BlockingContactGroups(client.contactGroups)
    private val contacts = BlockingContacts(client.contacts)
    private val flows = BlockingFlows(client.flows)

    /** The calls for users; they need an admin key. */
    public fun users(): BlockingUsers = users

    /** The calls for packages; they need an admin key. */
    public fun packages(): BlockingPackages = packages

    /** The calls for subscribers. */
    public fun subscribers(): BlockingSubscribers = subscribers

    /** The calls for labels. */
    public fun labels(): BlockingLabels = labels

    /** The calls for contact groups. */
    public fun contactGroups(): BlockingContactGroups = contactGroups

    /** The calls for contacts. */
    public fun contacts(): BlockingContacts = contacts

    /** The calls for flow campaigns. */
    public fun flows(): BlockingFlows = flows

    /** [Chat44mpClient.call] */
    @JvmOverloads
    public fun call(
        name: String,
        params: Map<String, String> = emptyMap(),
        kind: CallKind = CallKind.READ,
        pathId: String? = null,
        options: CallOptions? = null,
    ): String = blocking { client.call(name, params, kind, pathId, options) }

    /** [Chat44mpClient.raw]: `client.raw(raw -> raw.contacts().get(233)).getStatus()`. */
    @JvmOverloads
    public fun <T> raw(keepBody: Boolean = false, call: Function<Chat44mpBlockingClient, T>): RawResponse<T> =
        blocking { client.raw(keepBody) { call.apply(blocking()) } }

    /** [Chat44mpClient.withOptions] */
    public fun withOptions(options: CallOptions): Chat44mpBlockingClient = client.withOptions(options).let(::owning)

    /** [Chat44mpClient.withOptions] */
    public fun withOptions(setup: ClientSetup): Chat44mpBlockingClient = client.withOptions(setup).let(::owning)

    /** [Chat44mpClient.withOptions] */
    @JvmOverloads
    public fun withOptions(apiKey: String, setup: ClientSetup = ClientSetup {}): Chat44mpBlockingClient =
        client.withOptions(apiKey, setup).let(::owning)

    /** [Chat44mpClient.setApiKey] */
    public fun setApiKey(apiKey: String): Unit = client.setApiKey(apiKey)

    /** [Chat44mpClient.isClosed] */
    public fun isClosed(): Boolean = client.isClosed

    /** The same calls as futures. */
    public fun async(): Chat44mpAsyncClient = client.async()

    /** [Chat44mpClient.baseUrl] */
    public fun baseUrl(): String = client.baseUrl

    /** [Chat44mpClient.close]. The result of [Chat44mpClient.blocking] leaves that client open. */
    override fun close() {
        owned?.close()
    }

    override fun toString(): String = "Chat44mpBlockingClient"

    /** Creates clients. */
    public companion object {
        /**
         * Creates a client. Nothing is sent yet. The key defaults to the environment variable `CHAT44MP_API_KEY`.
         *
         * @throws ConfigException if an option is invalid, or there is no key
         */
        @JvmStatic
        @JvmOverloads
        public fun create(apiKey: String? = null, setup: ClientSetup = ClientSetup {}): Chat44mpBlockingClient =
            owning(Chat44mpClient(apiKey, setup))

        /** Creates a client with the key of the environment. */
        @JvmStatic
        public fun create(setup: ClientSetup): Chat44mpBlockingClient = create(null, setup)

        private fun owning(client: Chat44mpClient) = Chat44mpBlockingClient(client, client)
    }
}
