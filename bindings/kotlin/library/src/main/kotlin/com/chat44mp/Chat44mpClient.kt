package com.chat44mp

import com.chat44mp.internal.NativeRawResponse
import com.chat44mp.internal.Language
import com.chat44mp.internal.NativeClient
import java.util.concurrent.Executor
import com.chat44mp.internal.CallOptions as NativeCallOptions

/**
 * A client of the Chat44MP API. It is made once and shared: by coroutines, by threads.
 *
 * ```
 * val client = Chat44mpClient(apiKey) { timeout = 30.seconds }
 * val contactId = client.contacts.create(NewContact(groupId, email = "ada@example.com", phoneNumber = "+393331234567"))
 * ```
 *
 * Every call is a suspending function that throws [Chat44mpException]; a coroutine that is cancelled stops its call on
 * the wire. The key is a secret of the whole account: do not ship it inside an app.
 */
public class Chat44mpClient internal constructor(private val caller: Caller) : AutoCloseable {
    /**
     * Creates a client; nothing is sent. Without a key, `CHAT44MP_API_KEY` of the environment is taken.
     *
     * @throws ConfigException if an option makes no sense, or there is no key
     */
    @JvmOverloads
    public constructor(apiKey: String? = null, setup: ClientSetup = ClientSetup {}) :
        this(Caller(newClient(apiKey, ClientOptions().apply { with(setup) { set() } })))

    /** The calls for users; they need an admin's key. */
    public val users: Users = Users(caller)

    /** The calls for packages; they need an admin's key. */
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
     * Makes a call that this SDK may not know: the operation [name] on the wire with [params]; returns the response as JSON
     * text. What it does ([kind]) decides how it travels and whether it is tried again.
     */
    public suspend fun call(
        name: String,
        params: Map<String, String> = emptyMap(),
        kind: CallKind = CallKind.READ,
        pathId: String? = null,
        options: CallOptions? = null,
    ): String = caller.call(options) { call(name, params, kind, pathId, it) }

    /**
     * Returns the value of the one call in [call] together with its HTTP response:
     * `client.raw { contacts.get(233) }.status`. With [keepBody] the response has its body; a stream has none.
     */
    public suspend fun <T> raw(keepBody: Boolean = false, call: suspend Chat44mpClient.() -> T): RawResponse<T> {
        var response: NativeRawResponse? = null
        return translated { caller.native.withOptions(NativeCallOptions(keepBody = keepBody)) }.use { native ->
            val value = Chat44mpClient(Caller(native) { response = it }).call()
            val (status, headers, body) = checkNotNull(response) { "no call was made" }
            RawResponse(value, status, headers, body)
        }
    }

    /** The same client with other options for the calls made through it: connections and limits are shared. */
    public fun withOptions(options: CallOptions): Chat44mpClient =
        Chat44mpClient(Caller(translated { caller.native.withOptions(options.native()) }))

    /**
     * The same calls for Java, as futures. They are completed on [executor], and callbacks run there; by default on threads of
     * the SDK, whose number grows when they block. What the executor rejects runs on those threads, too.
     */
    @JvmOverloads
    public fun async(executor: Executor? = null): AsyncClient = AsyncClient(this, Futures(executor))

    /** The install's address. */
    public val baseUrl: String get() = translated { caller.native.baseUrl() }

    /**
     * Closes the client, and all created from it by [withOptions]: calls in flight finish, further ones fail with
     * `client_closed`. Closing twice does nothing.
     */
    override fun close(): Unit = caller.native.shut()

    override fun toString(): String = "Chat44mpClient"
}

private fun newClient(apiKey: String?, options: ClientOptions): NativeClient =
    translated { NativeClient(Language.KOTLIN, apiKey, options.native(), options.logger?.let(::LoggerSink)) }
