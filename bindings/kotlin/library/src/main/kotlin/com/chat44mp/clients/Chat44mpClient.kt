package com.chat44mp

import java.util.concurrent.Executor

/**
 * A client of the Chat44MP API. Create it once and share it between coroutines and threads.
 *
 * ```
 * val client = Chat44mpClient(apiKey) { timeout = 30.seconds }
 * val contactId = client.contacts.create(NewContact(groupId, email = "ada@example.com", phoneNumber = "+393331234567"))
 * ```
 *
 * Every call is a suspending function that throws [Chat44mpException]; cancelling the coroutine aborts the request. Java
 * programs use [Chat44mpBlockingClient] or [Chat44mpAsyncClient]. The key gives access to the whole account: do not ship it in
 * an app.
 *
 * The interfaces of this package are for calling and for fakes in tests: later versions add functions to them.
 */
public interface Chat44mpClient : AutoCloseable {
    /** The calls for users; they need an admin key. */
    public val users: Users

    /** The calls for packages; they need an admin key. */
    public val packages: Packages

    /** The calls for subscribers. */
    public val subscribers: Subscribers

    /** The calls for labels. */
    public val labels: Labels

    /** The calls for contact groups. */
    public val contactGroups: ContactGroups

    /** The calls for contacts. */
    public val contacts: Contacts

    /** The calls for flow campaigns. */
    public val flows: Flows

    /** The base URL of the API. */
    public val baseUrl: String

    /**
     * Calls an operation that this SDK does not support, by its wire [name], and returns the JSON text of the response.
     * [kind] determines where the parameters are sent and whether a lost request is retried; [pathId] is appended to the
     * path.
     */
    public suspend fun call(
        name: String,
        params: Map<String, String> = emptyMap(),
        kind: CallKind = CallKind.READ,
        pathId: String? = null,
        options: CallOptions? = null,
    ): String

    /**
     * Returns the value of the call in [call] together with its HTTP response: `client.raw { contacts.get(233) }.status`.
     * With [keepBody] the response includes its body, except for streams.
     *
     * @throws ValidationException if the block makes no call with the client that it receives
     */
    public suspend fun <T> raw(keepBody: Boolean = false, call: suspend Chat44mpClient.() -> T): RawResponse<T>

    /** Returns a client with other call options, which shares connections and limits. */
    public fun withOptions(options: CallOptions): Chat44mpClient

    /** Returns a client with other options, which shares the connections. Options that are left out are kept. */
    public fun withOptions(setup: ClientSetup): Chat44mpClient

    /**
     * Returns a client with another API key and other options, which shares the connections. Options that are left out are kept.
     *
     * A client with another [apiKey] on the same server costs almost nothing, so create one for each account. Closing it
     * leaves this client open; closing this client closes it, too.
     *
     * @throws ConfigException if an option is invalid
     */
    public fun withOptions(apiKey: String, setup: ClientSetup = ClientSetup {}): Chat44mpClient

    /**
     * Replaces the API key: calls that start later use it, also those of clients created with [withOptions] that have no key
     * of their own.
     *
     * @throws ConfigException if the key is empty or not a key; the client then keeps its key
     */
    public fun setApiKey(apiKey: String)

    /** Whether the client was closed. */
    public val isClosed: Boolean

    /** The same calls for Java, as futures. They complete, and run callbacks, on threads of the SDK that may block. */
    public fun async(): Chat44mpAsyncClient

    /**
     * The same calls for Java, as futures. Futures are completed and callbacks run on [executor]. Tasks that it rejects run on
     * threads of the SDK.
     */
    public fun async(executor: Executor): Chat44mpAsyncClient

    /** The same calls for Java; each blocks the thread until it has finished. */
    public fun blocking(): Chat44mpBlockingClient

    /**
     * Closes the client and all clients created from it with [withOptions]: requests in flight finish, further calls fail with
     * `client_closed`. A client created with [withOptions] leaves the original open. Closing twice does nothing.
     */
    override fun close()

    /** Creates clients. */
    public companion object {
        /**
         * Creates a client. Nothing is sent yet. The key defaults to the environment variable `CHAT44MP_API_KEY`.
         *
         * @throws ConfigException if an option is invalid, or there is no key
         */
        @JvmStatic
        @JvmName("create")
        @JvmOverloads
        public operator fun invoke(apiKey: String? = null, setup: ClientSetup = ClientSetup {}): Chat44mpClient =
            nativeClient(apiKey, setup)

        /** Creates a client with the key of the environment. */
        @JvmStatic
        public fun create(setup: ClientSetup): Chat44mpClient = invoke(null, setup)
    }
}
