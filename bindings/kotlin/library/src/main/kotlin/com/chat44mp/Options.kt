package com.chat44mp

import kotlin.time.Duration
import kotlin.time.DurationUnit
import kotlin.time.toKotlinDuration
import com.chat44mp.internal.CallOptions as NativeCallOptions
import com.chat44mp.internal.ClientOptions as NativeClientOptions
import com.chat44mp.internal.TextPattern

/** Options of a client, set in the block after its key. The defaults are right for most programs. */
public class ClientOptions internal constructor() {
    /** The base URL of the server, such as `https://chat.example.com`; without it, `CHAT44MP_BASE_URL` of the environment. */
    public var baseUrl: String? = null

    /** Allows plain http to another machine. The key can then be intercepted. */
    public var allowHttp: Boolean? = null

    /** How long a whole call may take, over its attempts and waits; 90 s. */
    public var timeout: Duration? = null

    /** How long a connection may take to open, name look-up and TLS included; 5 s. */
    public var connectTimeout: Duration? = null

    /** How long the server may take to start its response; 30 s, for `flows.answers` 300 s. */
    public var headTimeout: Duration? = null

    /** How long the server may send nothing within its response; 20 s. */
    public var stallTimeout: Duration? = null

    /** How many times a failed attempt may be followed by another; 2. With 0 there is exactly one attempt. */
    public var maxRetries: Int? = null

    /** How many requests may be in flight at once; 8. Further calls wait their turn. */
    public var maxConcurrency: Int? = null

    /** The longest wait before the first retry, doubled with each further one up to 8 s; 0.25 s. */
    public var backoff: Duration? = null

    /** How long `users.create` waits before it looks a second time for a user whose creation received no response; 5 s. */
    public var settleDelay: Duration? = null

    /** The largest response read, in bytes after decompression; 50 MiB. Streamed responses have no limit. */
    public var maxResponseBytes: Long? = null

    /** The proxy to use instead of the environment's, such as `http://proxy.example.com:3128`. */
    public var proxy: String? = null

    /** The certificates to trust instead of the platform's, in PEM. */
    public var caCerts: String? = null

    /** Text to add to the User-Agent header, such as your program's name and version. */
    public var userAgentSuffix: String? = null

    /** Messages of your own server and the errors they stand for. */
    public var messagePatterns: List<MessagePattern> = emptyList()

    /** Receives the client's log lines. Without one, `CHAT44MP_LOG=debug` writes them to standard error. */
    public var logger: Logger? = null

    /** [timeout] for Java. */
    @JvmName("setTimeout")
    public fun javaTimeout(limit: java.time.Duration?) { timeout = limit?.toKotlinDuration() }

    /** [connectTimeout] for Java. */
    @JvmName("setConnectTimeout")
    public fun javaConnectTimeout(limit: java.time.Duration?) { connectTimeout = limit?.toKotlinDuration() }

    /** [headTimeout] for Java. */
    @JvmName("setHeadTimeout")
    public fun javaHeadTimeout(limit: java.time.Duration?) { headTimeout = limit?.toKotlinDuration() }

    /** [stallTimeout] for Java. */
    @JvmName("setStallTimeout")
    public fun javaStallTimeout(limit: java.time.Duration?) { stallTimeout = limit?.toKotlinDuration() }

    /** [backoff] for Java. */
    @JvmName("setBackoff")
    public fun javaBackoff(wait: java.time.Duration?) { backoff = wait?.toKotlinDuration() }

    /** [settleDelay] for Java. */
    @JvmName("setSettleDelay")
    public fun javaSettleDelay(wait: java.time.Duration?) { settleDelay = wait?.toKotlinDuration() }

    internal fun native() = NativeClientOptions(
        baseUrl = baseUrl,
        allowHttp = allowHttp,
        timeout = timeout.seconds(),
        connectTimeout = connectTimeout.seconds(),
        headTimeout = headTimeout.seconds(),
        stallTimeout = stallTimeout.seconds(),
        maxRetries = maxRetries?.toLong(),
        maxConcurrency = maxConcurrency?.toLong(),
        backoff = backoff.seconds(),
        settleDelay = settleDelay.seconds(),
        maxResponseBytes = maxResponseBytes,
        proxy = proxy,
        caCerts = caCerts,
        userAgentSuffix = userAgentSuffix,
        messagePatterns = messagePatterns.map { TextPattern(it.text, it.code, it.operation, it.kind) },
    )
}

/** Sets the options of a client: in Kotlin the block after the key, in Java a lambda that receives the options. */
public fun interface ClientSetup {
    /** Sets the options. */
    public fun ClientOptions.set()
}

/** A message of your own server and the error it stands for, for servers that translate their messages. */
public data class MessagePattern(
    /** The text. Case and spacing do not matter, and `{n}` stands for any run of digits. */
    val text: String,
    /** One of the SDK's codes, or one of your own; the latter needs a [kind]. */
    val code: String,
    /** The wire name of the operation that says it, such as `get_contact`. */
    val operation: String? = null,
    /** The family of the error. */
    val kind: ErrorKind? = null,
)

/** Options of one call; they default to those of the client. */
public data class CallOptions(
    /** The timeout of the call with all its attempts and waits. */
    val timeout: Duration? = null,
    /** The maximum number of retries; 0 disables them. */
    val maxRetries: Int? = null,
) {
    internal fun native(keepBody: Boolean? = null) = NativeCallOptions(timeout.seconds(), maxRetries?.toLong(), keepBody)

    /** For Java. */
    public companion object {
        /** Creates options of one call; null values default to those of the client. */
        @JvmStatic
        public fun of(timeout: java.time.Duration?, maxRetries: Int?): CallOptions =
            CallOptions(timeout?.toKotlinDuration(), maxRetries)
    }
}

private fun Duration?.seconds() = this?.toDouble(DurationUnit.SECONDS)
