package com.chat44mp

import com.chat44mp.internal.Language
import com.chat44mp.internal.NativeClient
import com.chat44mp.internal.NativeRawResponse
import com.chat44mp.internal.requireResponse
import java.util.concurrent.Executor
import com.chat44mp.internal.ClientOptions as NativeClientOptions

/** The client whose calls run in the native library. */
internal class NativeChat44mpClient(private val caller: Caller) : Chat44mpClient {
    override val users: Users = NativeUsers(caller)
    override val packages: Packages = NativePackages(caller)
    override val subscribers: Subscribers = NativeSubscribers(caller)
    override val labels: Labels = NativeLabels(caller)
    override val contactGroups: ContactGroups = NativeContactGroups(caller)
    override val contacts: Contacts = NativeContacts(caller)
    override val flows: Flows = NativeFlows(caller)

    override val baseUrl: String get() = translated { caller.native.baseUrl() }

    override suspend fun call(
        name: String,
        params: Map<String, String>,
        kind: CallKind,
        pathId: String?,
        options: CallOptions?,
    ): String = caller.call(options) { call(name, params, kind, pathId, it) }

    override suspend fun <T> raw(keepBody: Boolean, call: suspend Chat44mpClient.() -> T): RawResponse<T> {
        var response: NativeRawResponse? = null
        return translated { caller.native.withOptions(NativeClientOptions(keepBody = keepBody)) }.use { native ->
            val value = NativeChat44mpClient(Caller(native) { response = it }).call()
            val (status, headers, body) = translated { requireResponse(response) }
            RawResponse(value, status, headers, body)
        }
    }

    override fun withOptions(options: CallOptions): Chat44mpClient = withOptions {
        timeout = options.timeout
        maxRetries = options.maxRetries
    }

    override fun withOptions(setup: ClientSetup): Chat44mpClient = derived(null, setup)

    override fun withOptions(apiKey: String, setup: ClientSetup): Chat44mpClient = derived(apiKey, setup)

    private fun derived(apiKey: String?, setup: ClientSetup): Chat44mpClient {
        val options = ClientOptions().apply { with(setup) { set() } }
        val log = options.logger?.let(::LoggerSink)
        return NativeChat44mpClient(Caller(translated { caller.native.withOptions(options.native(), apiKey, log) }))
    }

    override fun setApiKey(apiKey: String): Unit = translated { caller.native.setApiKey(apiKey) }

    override val isClosed: Boolean get() = caller.native.isShut()

    override fun async(): Chat44mpAsyncClient = Chat44mpAsyncClient(this, Futures(null))

    override fun async(executor: Executor): Chat44mpAsyncClient = Chat44mpAsyncClient(this, Futures(executor))

    override fun blocking(): Chat44mpBlockingClient = Chat44mpBlockingClient(this)

    override fun close(): Unit = caller.native.shut()

    override fun toString(): String = "Chat44mpClient"
}

internal fun newCaller(apiKey: String?, setup: ClientSetup): Caller {
    val options = ClientOptions().apply { with(setup) { set() } }
    val native = withNativeLibrary {
        translated { NativeClient(Language.KOTLIN, apiKey, options.native(), options.logger?.let(::LoggerSink)) }
    }
    return Caller(native)
}
