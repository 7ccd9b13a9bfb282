package com.chat44mp

import com.chat44mp.internal.NativeRawResponse
import com.chat44mp.internal.Language
import com.chat44mp.internal.NativeClient
import java.util.concurrent.Executor
import com.chat44mp.internal.CallOptions as NativeCallOptions

/**
 * A client of the Chat44MP API. Create it once and share it between coroutines and threads.
 *
 * ```
 * val client = Chat44mpClient(apiKey) { timeout = 30.seconds }
 * val contactId = client.contacts.create(NewContact(groupId, email = "ada@example.com", phoneNumber = "+393331234567"))
 * ```
 *
 * Every call is a suspending function that throws [Chat44mpException]; cancelling the coroutine aborts the request. The key
 * gives access to the whole account: do not ship it in an app.
 */
public class Chat44mpClient internal constructor(private val caller: Caller) : AutoCloseable {
    /**
     * Creates a client. Nothing is sent yet. The key defaults to the environment variable `CHAT44MP_API_KEY`.
     *
     * @throws ConfigException if an option is invalid, or there is no key
     */
    @JvmOverloads
    public constructor(apiKey: String? = null, setup: ClientSetup = ClientSetup {}) :
        this(Caller(newClient(apiKey, ClientOptions().apply { with(setup) { set() } })))

    /** The calls for users; they need an admin key. */
    public val users: Users = Users(caller)

    /** The calls for packages; they need an admin key. */
    public val packages: Packages = Packages(caller)

    /** The calls for subscribers. */
    public val subscribers: Subscribers = Subscribers(caller)

    /** The calls for labels. */
    public val labels: Labels = Labels(caller)

    /** The calls for contact groups. */
    public val contactGroups: ContactGroups = ContactGroups(caller)

    /** The calls for contacts. */
    public val contacts: Contacts = Contacts(caller)

    /** The calls for flow campaigns. */
    public val flows: Flows = Flows(caller)

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
    ): String = caller.call(options) { call(name, params, kind, pathId, it) }

    /**
     * Returns the value of the call in [call] together with its HTTP response: `client.raw { contacts.get(233) }.status`.
     * With [keepBody] the response includes its body, except for streams.
     */
    public suspend fun <T> raw(keepBody: Boolean = false, call: suspend Chat44mpClient.() -> T): RawResponse<T> {
        var response: NativeRawResponse? = null
        return translated { caller.native.withOptions(NativeCallOptions(keepBody = keepBody)) }.use { native ->
            val value = Chat44mpClient(Caller(native) { response = it }).call()
            val (status, headers, body) = checkNotNull(response) { "no call was made" }
            RawResponse(value, status, headers, body)
        }
    }

    /** Returns a client with other call options, which shares connections and limits. */
    public fun withOptions(options: CallOptions): Chat44mpClient =
        Chat44mpClient(Caller(translated { caller.native.withOptions(options.native()) }))

    /**
     * The same calls for Java, as futures. Futures are completed and callbacks run on [executor], by default on threads of
     * the SDK, whose number grows when they block. Tasks that the executor rejects also run on these threads.
     */
    @JvmOverloads
    public fun async(executor: Executor? = null): AsyncClient = AsyncClient(this, Futures(executor))

    /** The base URL of the API. */
    public val baseUrl: String get() = translated { caller.native.baseUrl() }

    /**
     * Closes the client and all clients created from it with [withOptions]: requests in flight finish, further calls fail with
     * `client_closed`. Closing twice does nothing.
     */
    override fun close(): Unit = caller.native.shut()

    override fun toString(): String = "Chat44mpClient"
}

private fun newClient(apiKey: String?, options: ClientOptions): NativeClient =
    translated { NativeClient(Language.KOTLIN, apiKey, options.native(), options.logger?.let(::LoggerSink)) }
